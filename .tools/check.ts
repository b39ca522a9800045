// `npm run check`: every rule that a tool keeps. Prints a line per tool, and the output of those that fail.
import { pathToFileURL } from 'node:url';
import { bin, node, run, type Run } from './run.ts';

interface Check {
  readonly name: string;
  readonly run: () => Promise<Run>;
}

/** dependency-cruiser exits 0 when it understood no TypeScript at all, so its count of modules is asserted. */
async function boundaries(): Promise<Run> {
  const cruised = await run(bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    'server',
    'web',
    '--output-type',
    'err',
  ]);
  const modules = Number(/\((\d+) modules/.exec(cruised.output)?.[1] ?? 0);
  if (modules >= 100) return cruised;
  return { code: 1, output: `${cruised.output}\nread only ${modules} modules: are the TypeScript sources understood?` };
}

const CHECKS: readonly Check[] = [
  { name: 'format', run: () => run(bin('oxfmt'), ['--check', '.']) },
  { name: 'lint', run: () => run(bin('oxlint'), ['--deny-warnings', '.']) },
  { name: 'types', run: () => run(bin('tsc'), ['-b']) },
  { name: 'boundaries', run: boundaries },
  { name: 'dead code', run: () => run(bin('knip'), ['--no-progress']) },
  { name: 'documented paths', run: () => run(node, ['.tools/doc-refs.ts']) },
  { name: 'build', run: () => run(bin('vite'), ['build', '--logLevel', 'warn']) },
  { name: 'bundle size', run: () => run(node, ['.tools/bundle-size.ts']) },
];

/** @returns how many checks passed and failed */
export async function check(): Promise<{ readonly passed: number; readonly failed: number }> {
  let failed = 0;
  for (const { name, run: start } of CHECKS) {
    const began = performance.now();
    const { code, output } = await start();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
    if (code !== 0) {
      failed++;
      console.log(output.trim());
    }
  }
  return { passed: CHECKS.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { failed } = await check();
  process.exitCode = failed > 0 ? 1 : 0;
}
