import { existsSync } from 'node:fs';
import { run } from './run.ts';

const PROMTOOL = '/usr/bin/promtool';

/** Prometheus' own client, for the test that drives it through the proxy; from Debian's packages where this may install. */
export async function ensurePromtool(): Promise<void> {
  if (existsSync(PROMTOOL) || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
  console.log('no promtool here; installing Debian’s prometheus …');
  await run('apt-get', ['update']);
  const { code } = await run('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus']);
  if (code !== 0) console.log('promtool could not be installed; its test is skipped');
}
