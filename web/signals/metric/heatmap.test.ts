import { describe, expect, it } from 'vitest';
import type { MetricAnswer, MetricSeries } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { heatmapOf, rowAt, rowPosition } from './heatmap.ts';

const answer = (series: readonly MetricSeries[], times = [0, 1000]): MetricAnswer => ({
  resultType: 'matrix',
  times: times.map(epochMs),
  series,
  meta: {},
});
const bucket = (le: string, values: readonly number[], more = {}): MetricSeries => ({
  labels: { le, ...more },
  values,
});

describe('a heat map of cumulative buckets', () => {
  it('separates them, in the order of their bounds', () => {
    const grid = heatmapOf(answer([bucket('+Inf', [10, 4]), bucket('0.1', [3, 0]), bucket('1', [7, 4])]));
    expect([...(grid?.bounds ?? [])]).toEqual([0, 0.1, 1, Infinity]);
    expect([...(grid?.counts ?? [])]).toEqual([3, 4, 3, 0, 4, 0]);
    expect(grid?.max).toBe(4);
  });

  it('adds up series with one bound, and takes a falling count as nothing new', () => {
    const grid = heatmapOf(
      answer([bucket('1', [2, 5], { pod: 'a' }), bucket('1', [3, 5], { pod: 'b' }), bucket('+Inf', [4, 12])]),
    );
    expect([...(grid?.counts ?? [])]).toEqual([5, 0, 10, 2]);
  });

  it('has no lower end where a bound is negative', () => {
    expect(heatmapOf(answer([bucket('-1', [1, 1]), bucket('+Inf', [1, 1])]))?.bounds[0]).toBe(-Infinity);
  });

  it('is none of series without bounds', () => {
    expect(heatmapOf(answer([{ labels: { job: 'a' }, values: [1, 2] }]))).toBeNull();
    expect(heatmapOf(answer([bucket('abc', [1, 2])]))).toBeNull();
  });
});

describe('a heat map of native histograms', () => {
  const histogram = (buckets: readonly (readonly [number, number, number, number])[]): MetricSeries => ({
    labels: {},
    values: [null],
    histograms: [{ count: 1, sum: 1, buckets }],
  });

  it('has a row per bucket, series added up', () => {
    const grid = heatmapOf(
      answer(
        [
          histogram([[0, 1, 2, 5]]),
          histogram([
            [0, 1, 2, 1],
            [0, 2, 4, 2],
          ]),
        ],
        [0],
      ),
    );
    expect([...(grid?.bounds ?? [])]).toEqual([1, 2, 4]);
    expect([...(grid?.counts ?? [])]).toEqual([6, 2]);
  });

  it('shares a wide bucket out among finer rows', () => {
    const grid = heatmapOf(
      answer(
        [
          histogram([[0, 1, 4, 6]]),
          histogram([
            [0, 1, 2, 1],
            [0, 2, 4, 1],
          ]),
        ],
        [0],
      ),
    );
    expect([...(grid?.counts ?? [])]).toEqual([4, 4]);
  });

  it('keeps every observation when bounds are thinned', () => {
    const many = Array.from({ length: 1000 }, (_, i) => [0, i, i + 1, 1] as const);
    const grid = heatmapOf(answer([histogram(many)], [0]));
    expect(grid?.bounds.length).toBeLessThanOrEqual(202);
    expect(grid?.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1000);
  });
});

describe('rows', () => {
  const bounds = Float64Array.of(0, 1, 10, Infinity);
  it('hold their lower bound, and as an upper bound the value belongs below', () => {
    expect(rowAt(bounds, 1)).toBe(1);
    expect(rowAt(bounds, 1, true)).toBe(0);
    expect(rowAt(bounds, 1e9)).toBe(2);
    expect(rowAt(bounds, -5)).toBe(0);
  });
  it('place a value within its row, in the middle of an open one', () => {
    expect(rowPosition(bounds, 5.5)).toBe(1.5);
    expect(rowPosition(bounds, 100)).toBe(2.5);
  });
});
