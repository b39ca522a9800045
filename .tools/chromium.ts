import { existsSync } from 'node:fs';
import { bin, run } from './run.ts';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/**
 * A Chromium: CHROMIUM_PATH, Playwright's own, the system's; else installed through Playwright, else through apt-get
 * where this may install packages.
 *
 * @throws Error that says what was tried
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, and nothing is there`);
  }
  const present = (await playwrightsOwn()) ?? SYSTEM.find((path) => existsSync(path));
  if (present) return present;
  console.log('no Chromium here; installing one …');
  await run(bin('playwright'), ['install', 'chromium']);
  const own = await playwrightsOwn();
  if (own) return own;
  await run('apt-get', ['update']);
  const apt = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  const installed = SYSTEM.find((path) => existsSync(path));
  if (installed) return installed;
  throw new Error(
    `no Chromium: set CHROMIUM_PATH. Playwright could not install one, and apt-get said:\n${apt.output.slice(-500)}`,
  );
}
