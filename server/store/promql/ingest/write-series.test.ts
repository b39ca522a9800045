import { describe, expect, it } from 'vitest';
import type { NativeHistogram } from '../../telemetry.ts';
import { createTestEngine } from '../testing.ts';

const labels = new Map([['__name__', 'x']]);
const NONE = { indexes: [], counts: [] };
const HISTOGRAM: NativeHistogram = {
  counterReset: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 3,
  sum: 6,
  positive: { indexes: [0, 1], counts: [1, 2] },
  negative: NONE,
  customValues: [],
};
const CUSTOM: NativeHistogram = { ...HISTOGRAM, schema: -53, customValues: [1, 2] };

describe('series', () => {
  it('may come in any order and twice, but not with two values for one time', async () => {
    const engine = createTestEngine();
    const samples = [30, 10, 20, 10].map((seconds) => ({ timeMs: seconds * 1000, value: seconds }));
    expect(engine.writeSeries([{ labels, samples }]).rejected).toBe(0);
    expect(engine.writeSeries([{ labels, samples: [{ timeMs: 10_000, value: 11 }] }])).toEqual({
      rejected: 1,
      message: 'duplicate sample for timestamp 10000 of {__name__="x"}',
    });
    expect((await engine.get('/api/v1/query', { query: 'x[1m]', time: '30' })).body).toMatchObject({
      data: {
        result: [
          {
            values: [
              [10, '10'],
              [20, '20'],
              [30, '30'],
            ],
          },
        ],
      },
    });
  });
  it('end with a stale marker', async () => {
    const engine = createTestEngine();
    const samples = [
      { timeMs: 0, value: 1 },
      { timeMs: 10_000, value: 0, stale: true },
    ];
    engine.writeSeries([{ labels, samples, histograms: [{ timeMs: 20_000, histogram: null }] }]);
    expect(await engine.values('x', 9)).toEqual({ 'x{}': '1' });
    expect(await engine.values('x', 10)).toEqual({});
    expect(await engine.values('x', 20)).toEqual({});
  });
  it('without labels are refused', () => {
    const engine = createTestEngine();
    const samples = [{ timeMs: 0, value: 1 }];
    expect(engine.writeSeries([{ labels: new Map([['empty', '']]), samples }])).toEqual({
      rejected: 1,
      message: 'series without labels',
    });
  });
  it('without samples are not there', async () => {
    const engine = createTestEngine();
    engine.writeSeries([{ labels, samples: [], metadata: { type: 'gauge', help: '', unit: '' } }]);
    expect((await engine.get('/api/v1/labels')).body).toMatchObject({ data: [] });
    expect(engine.usage().items).toBe(0);
  });
});

describe('histograms', () => {
  const write = (histogram: NativeHistogram) =>
    createTestEngine().writeSeries([{ labels, samples: [], histograms: [{ timeMs: 0, histogram }] }]);
  it('are kept', () => {
    expect(write(HISTOGRAM).rejected).toBe(0);
    expect(write(CUSTOM).rejected).toBe(0);
  });
  it.each<[string, NativeHistogram]>([
    ["histogram's observation count is negative", { ...HISTOGRAM, count: -1 }],
    [
      'histogram has a bucket whose observation count is negative',
      { ...HISTOGRAM, negative: { indexes: [1], counts: [-2] } },
    ],
    ['histogram has an unknown schema 9', { ...HISTOGRAM, schema: 9 }],
    ['histogram has a zero threshold of NaN', { ...HISTOGRAM, zeroThreshold: Number.NaN }],
    ['histogram custom bounds must be in strictly increasing order', { ...CUSTOM, customValues: [1, 1] }],
    ['histogram custom bounds must be in strictly increasing order', { ...CUSTOM, customValues: [Number.NaN] }],
    ['histogram custom bounds must be finite', { ...CUSTOM, customValues: [1, Infinity] }],
    ['histogram custom bounds are too few', { ...CUSTOM, customValues: [] }],
    ['histogram has a span whose offset is negative', { ...CUSTOM, positive: { indexes: [-1], counts: [3] } }],
    ['custom buckets: must have zero count of 0', { ...CUSTOM, zeroCount: 1 }],
    ['custom buckets: must not have negative buckets', { ...CUSTOM, negative: { indexes: [1], counts: [1] } }],
  ])('are refused when there cannot be such: %s', (reason, histogram) => {
    expect(write(histogram)).toEqual({ rejected: 1, message: `${reason}: {__name__="x"}` });
  });
});
