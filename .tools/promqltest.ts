/** Runs Prometheus' own test scripts against the store's engine: `npm run promqltest -- FILE…`. */
import { readFileSync } from 'node:fs';
import { runScript } from '../server/store/promql/promqltest.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: promqltest FILE…');
  process.exit(2);
}
let passed = 0;
let failed = 0;
for (const file of files) {
  try {
    for (const { line, query, status, reason } of await runScript(readFileSync(file, 'utf8'))) {
      if (status === 'passed') passed++;
      else {
        failed++;
        console.log(`FAIL ${file}:${line}  ${query}\n     ${reason}`);
      }
    }
  } catch (error) {
    failed++;
    console.log(`FAIL ${file}\n     ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
