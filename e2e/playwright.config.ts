import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const chromium = process.env['CHROMIUM_PATH'];
const dataDir = process.env['SIGHTLINE_E2E_DATA'] ?? createDataDir();

/** Gone when the run ends. Workers read this configuration again, and find the folder in their environment. */
function createDataDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'sightline-e2e-'));
  process.env['SIGHTLINE_E2E_DATA'] = path;
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** One server for all journeys, started as a user starts it, on ports of its own. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  // No journey measures time by these: they end what hangs, and a busy machine may take several times as long as a quiet one.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? '../.cache/playwright.json' }],
  ],
  webServer: {
    command: 'npm start',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    url: 'http://127.0.0.1:3900/api/health',
    env: { PORT: '3900', STORE_PORT: '3901', DATA_DIR: dataDir },
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
  use: {
    baseURL: 'http://127.0.0.1:3900',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
