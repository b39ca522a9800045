import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { captures } from '../../testing/captures.ts';
import type { TextSource } from './mutate-text.ts';

const WORD = /[A-Za-z_][\w.:]*|"[^"]*"|[^\s\w"]+|\d[\w.]*/g;

/** Texts to start from, and the words in them. */
export function textSource(seeds: readonly string[]): TextSource {
  const words = new Set(seeds.flatMap((seed) => seed.match(WORD) ?? []));
  return { seeds, words: [...words].filter((word) => word.length < 60) };
}

/** What was asked of a real server: every value of the parameters named. */
export function recordedQueries(backend: Parameters<typeof captures>[0], names: readonly string[]): string[] {
  const values = captures(backend, '').flatMap(({ request }) => names.flatMap((name) => request.params[name] ?? []));
  return [...new Set(values.map(String))].filter((query) => query !== '');
}

/** Expressions of Prometheus' own test scripts, where they lie beside the repository. */
export function scriptQueries(): string[] {
  const directory = join(import.meta.dirname, '../../../../shared/promqltest');
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((file) => file.endsWith('.test'));
  const lines = files.flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'));
  const queries = lines.flatMap(
    (line) => /^eval\S* (?:instant at \S+|range from .* step \S+) (.+)$/.exec(line)?.[1] ?? [],
  );
  return [...new Set(queries)].filter((query) => query.length < 500);
}
