// `npm run bench [NAME…]`: measures in one run on this machine, and prints each number beside a yardstick of the same run,
// so that a ratio means the same on a slow and a fast machine.
import { cpus, totalmem } from 'node:os';
import { yardstickMs } from './bench/yardstick.ts';
import { measureExplore } from './bench/explore.ts';
import type { Measurement } from './bench/measurement.ts';
import { measureStart } from './bench/start.ts';
import { measureStore } from './bench/store.ts';
import { measureRestart } from './bench/store-restart.ts';

const SUITES: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  start: measureStart,
  explore: measureExplore,
  store: async () => [...(await measureStore()), ...(await measureRestart())],
};

const kept = ({ value, promise }: Measurement): boolean =>
  promise === undefined || ('atMost' in promise ? value <= promise.atMost : value >= promise.atLeast);

const only = process.argv.slice(2);
const yardstick = await yardstickMs();
console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
console.log(`yardstick: ${yardstick.toFixed(0)} ms (sorting 2,000,000 numbers)\n`);
let broken = 0;
for (const [name, measure] of Object.entries(SUITES)) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const one of await measure()) {
    const ratio =
      one.unit === 'ms' || one.unit === 's'
        ? `${((one.value * (one.unit === 's' ? 1000 : 1)) / yardstick).toFixed(2)} × yardstick`
        : '';
    const promise = one.promise
      ? 'atMost' in one.promise
        ? `≤ ${one.promise.atMost}`
        : `≥ ${one.promise.atLeast}`
      : '';
    const ok = kept(one);
    if (!ok) broken++;
    console.log(
      `${ok ? '   ' : '!! '}${name}: ${one.name.padEnd(56)} ${one.value.toPrecision(4).padStart(10)} ${one.unit.padEnd(4)} ${promise.padEnd(12)} ${ratio} ${one.note ?? ''}`.trimEnd(),
    );
  }
}
console.log(broken === 0 ? '\nall promises kept' : `\n${broken} promises not kept here`);
process.exit(0);
