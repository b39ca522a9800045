import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request to a real server, and its answer. */
export interface Capture {
  readonly name: string;
  readonly request: {
    readonly path: string;
    readonly params: Readonly<Record<string, string | number | readonly string[]>>;
  };
  readonly response: { readonly status: number; readonly contentType: string; readonly body: unknown };
}

const parse = (file: string): readonly Capture[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Capture);

/**
 * The recordings beside a backend's tests, and where the full set lies next to the repository, every recording of it
 * whose name begins so.
 */
export function captures(backend: 'loki' | 'prometheus' | 'tempo', ...prefixes: readonly string[]): readonly Capture[] {
  const beside = parse(join(import.meta.dirname, `../sources/${backend}/fixtures/captures.jsonl`));
  const full = join(import.meta.dirname, `../../../shared/wire/captures/${backend}.jsonl`);
  const all = existsSync(full) ? parse(full) : beside;
  return all.filter((capture) => prefixes.some((prefix) => capture.name.startsWith(prefix)));
}

/** @throws Error when there is no such recording beside the backend's tests. */
export function capture(backend: Parameters<typeof captures>[0], name: string): Capture {
  const found = parse(join(import.meta.dirname, `../sources/${backend}/fixtures/captures.jsonl`)).find(
    (one) => one.name === name,
  );
  if (!found) throw new Error(`no recording ${name} of ${backend}`);
  return found;
}

/** What of the answer's body lies at a path of keys. */
export const bodyAt = <T>({ response }: Capture, ...path: readonly string[]): T =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], response.body) as T;
