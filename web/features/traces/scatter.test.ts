import { expect, it } from 'vitest';
import type { TraceSummary } from '../../../server/contract/traces.ts';
import { unixNano } from '../../../server/contract/units.ts';
import { toScatter, traceAt } from './scatter.ts';

const trace = (traceId: string, [ms, durationMs]: readonly [number, number], errorCount = 0): TraceSummary => ({
  traceId,
  rootService: 'a',
  rootName: 'b',
  startUnixNano: unixNano(BigInt(ms) * 1_000_000n),
  durationMs,
  serviceStats: { a: { spanCount: 1, errorCount } },
  matched: 1,
  spans: [],
});

it('puts traces in order of time, those with errors in a series of their own', () => {
  const scatter = toScatter([trace('x', [2000, 10]), trace('y', [1000, 0], 1)]);
  expect([...scatter.times]).toEqual([1000, 2000]);
  expect(scatter.series.map(({ key, values }) => [key, ...values])).toEqual([
    ['ok', NaN, 10],
    ['error', 0.5, NaN],
  ]);
});

it('finds the trace of a point, of two at once by its duration', () => {
  const scatter = toScatter([trace('x', [1000, 10]), trace('y', [1000, 20])]);
  expect(traceAt(scatter, 1000, 20)?.traceId).toBe('y');
  expect(traceAt(scatter, 1, 20)).toBeUndefined();
});
