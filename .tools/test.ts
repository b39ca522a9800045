// `npm test`: checks, unit and contract tests, recordings of the real servers, journeys in a real Chromium. One line of
// totals at the end.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { check } from './check.ts';
import { findChromium } from './chromium.ts';
import { ensurePromtool } from './promtool.ts';
import { replay } from './replay.ts';
import { bin, root, run } from './run.ts';

interface Totals {
  readonly passed: number;
  readonly failed: number;
}

const heading = (text: string) => console.log(`\n── ${text}`);
const report = (name: string) => join(root, '.cache', `${name}.json`);
const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

/** A report that was not written means that the runner itself failed. */
function readReport<T>(name: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(report(name), 'utf8')));
  } catch {
    return null;
  }
}

async function units(): Promise<Totals> {
  await ensurePromtool();
  rmSync(report('vitest'), { force: true });
  await run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report('vitest')}`], {
    echo: true,
  });
  const found = readReport('vitest', VitestReport);
  if (!found) return { passed: 0, failed: 1 };
  return { passed: found.numPassedTests, failed: Math.max(found.numFailedTests, found.numFailedTestSuites) };
}

async function recordings(): Promise<Totals> {
  const { passed, failed, output } = await replay();
  console.log(output.trim());
  return { passed, failed };
}

async function journeys(): Promise<Totals> {
  rmSync(report('playwright'), { force: true });
  const env = { CHROMIUM_PATH: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: report('playwright') };
  await run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts'], { env, echo: true });
  const stats = readReport('playwright', PlaywrightReport)?.stats;
  // A journey that needed a second try is a failure: it hides a race from whoever runs it next.
  return stats ? { passed: stats.expected, failed: stats.unexpected + stats.flaky } : { passed: 0, failed: 1 };
}

const SUITES = [
  ['checks', check],
  ['unit and contract tests', units],
  ['recordings of real servers', recordings],
  ['journeys', journeys],
] as const;

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const [name, suite] of SUITES) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  heading(name);
  const began = performance.now();
  const totals = await suite().catch((error: unknown) => {
    console.log(error);
    return { passed: 0, failed: 1 };
  });
  console.log(
    `${name}: ${totals.passed} passed, ${totals.failed} failed in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  passed += totals.passed;
  failed += totals.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
