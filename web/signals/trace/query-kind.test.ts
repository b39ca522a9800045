import { expect, it } from 'vitest';
import { traceQueryKind } from './query-kind.ts';

it.each([
  ['0123abc', 'trace'],
  [' 0af7651916cd43dd8448eb211c80319c ', 'trace'],
  ['{ status = error } | rate() by (name)', 'metrics'],
  ['{} |quantile_over_time(duration, .9)', 'metrics'],
  ['{ status = error } | compare({ duration > 1s })', 'metrics'],
  ['{ name = "| rate()" }', 'search'],
  ['{ name = `| rate()` } // | rate()', 'search'],
  ['{ } | count() > 2', 'search'],
  ['', 'search'],
])('%s is a %s', (query, kind) => expect(traceQueryKind(query)).toBe(kind));
