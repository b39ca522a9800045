import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RESULT_KINDS } from './result-kinds.ts';

const FEATURES = join(import.meta.dirname, '../../features');

/** The kinds in a feature's query keys: `['loki', source, 'lines', …]`, where the third may be one of two. */
function kindsAsked(feature: string): readonly string[] {
  const text = readFileSync(join(FEATURES, feature, 'queries.ts'), 'utf8');
  return [...text.matchAll(/queryKey: \[\s*'(\w+)',\s*[\w.]+,\s*([^,\]]+)/g)].flatMap(([, source = '', asked = '']) =>
    [...asked.matchAll(/'([\w-]+)'/g)].map(([, kind = '']) => `${source}/${kind}`),
  );
}

it.each(['logs', 'metrics', 'traces', 'profiles'])('has a kind for every query of a pane of %s', (feature) => {
  const asked = kindsAsked(feature);
  expect(asked.length).toBeGreaterThan(1);
  expect(RESULT_KINDS).toEqual(expect.arrayContaining([...asked]));
});
