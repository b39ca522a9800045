import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root, run } from './run.ts';

const SOURCES = ['web', 'server/contract', 'public', 'vite.config.ts', 'package-lock.json'];
const STAMP = join(root, 'dist/web/index.html');

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isStale = (): boolean => {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  return SOURCES.some((path) => existsSync(join(root, path)) && newest(join(root, path)) > built);
};

/** Builds the SPA when a source is newer than what is built. @throws Error with the build's output */
export async function buildIfStale(): Promise<void> {
  if (!isStale()) return;
  console.log('building the web UI …');
  const { code, output } = await run(bin('vite'), ['build', '--logLevel', 'warn']);
  if (code !== 0) throw new Error(`the build failed:\n${output}`);
}
