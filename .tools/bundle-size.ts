// What Home's first load transfers in JavaScript, gzipped: its entry and all it imports at once. The limit is a promise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './run.ts';

const LIMIT_KB = 200;
const LAZY = ['monaco', 'uplot', 'd3-flame-graph'];

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly src?: string;
}
const dist = join(root, 'dist/web');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;

/** The chunks loaded for `key`: itself and its static imports, each once. */
function closure(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(next, seen);
  return seen;
}

const roots = Object.entries(manifest).filter(
  ([key, chunk]) => chunk.isEntry === true || /features\/home|HomePage/.test(chunk.src ?? key),
);
const files = new Set(roots.flatMap(([key]) => [...closure(key)]).map((key) => manifest[key]?.file ?? ''));
let bytes = 0;
let failed = roots.length === 0;
for (const file of [...files].filter((name) => name.endsWith('.js'))) {
  const code = readFileSync(join(dist, file));
  const size = gzipSync(code).length;
  bytes += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
  const early = LAZY.filter((name) => file.toLowerCase().includes(name));
  if (early.length > 0) {
    console.log(`${early.join(', ')} must load only where used`);
    failed = true;
  }
}
console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  of ${LIMIT_KB} kB for the first load of Home`);
process.exitCode = failed || bytes > LIMIT_KB * 1000 ? 1 : 0;
