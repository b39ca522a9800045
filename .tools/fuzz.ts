/**
 * Feeds the store's parsers and decoders mutated input: `npm run fuzz -- CASES SEED TARGET…`. The same seed makes the
 * same cases again. Prints each failing input as short as it could be made.
 */
import { fuzz, showInput } from '../server/store/fuzz/campaign.ts';
import { TARGET_NAMES } from '../server/store/fuzz/target-names.ts';

const [cases = '100000', seed = String(Date.now() % 1_000_000_000), ...names] = process.argv.slice(2);
const targets = TARGET_NAMES.filter((name) => names.length === 0 || names.includes(name));
if (!/^\d+$/.test(cases) || !/^\d+$/.test(seed) || targets.length < Math.max(1, names.length)) {
  console.error(`usage: fuzz [CASES [SEED [TARGET…]]]\ntargets: ${TARGET_NAMES.join(' ')}`);
  process.exit(2);
}
console.log(`seed ${seed}`);
const began = performance.now();
const { failures, cases: run } = await fuzz({
  cases: Number(cases),
  seed: Number(seed),
  targets,
  onTargetDone: ({ target, cases: count, cpuMs, slowestMs, slowestIndex }) =>
    console.log(
      `${target.padEnd(18)} ${String(count).padStart(8)} cases, ${(cpuMs / count).toFixed(2)} ms each, slowest ${slowestMs.toFixed(0)} ms (${slowestIndex})`,
    ),
  onFailure: ({ target, index, reason, input }) =>
    console.log(
      `FAIL ${target} case ${index} of seed ${seed}\n  input: ${showInput(input)}\n  ${reason.replaceAll('\n', '\n  ')}`,
    ),
});
console.log(
  `${run} cases, ${failures.length} failed, seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
process.exitCode = failures.length > 0 ? 1 : 0;
