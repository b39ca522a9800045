import { describe, expect, it } from 'vitest';
import type { ExponentialHistogramPoint, HistogramPoint, OtlpExemplar } from '../../telemetry.ts';
import { at, attributesOf, createTestEngine, otlpMetric, type TestEngine } from '../testing.ts';

const RESOURCE = { 'service.name': 'shop', 'service.namespace': 'eu', 'service.instance.id': 'pod-1' };
const gauge = (...points: readonly { seconds: number; value: number; flags?: number }[]) =>
  ({
    kind: 'gauge',
    points: points.map(({ seconds, ...point }) => ({ ...at(seconds), ...point })),
  }) as const;
const counter = (temporality: 0 | 1 | 2, ...values: readonly (readonly [seconds: number, value: number])[]) =>
  ({
    kind: 'sum',
    monotonic: true,
    temporality,
    points: values.map(([seconds, value]) => ({ ...at(seconds), value })),
  }) as const;

describe('resources', () => {
  it('name the job and the instance, and lend some of their attributes', async () => {
    const engine = createTestEngine();
    const resource = { ...RESOURCE, 'deployment.environment.name': 'prod', 'host.name': 'h' };
    engine.writeOtlp(otlpMetric(gauge({ seconds: 10, value: 1 }), { resource }));
    expect(await engine.values('requests', 10)).toEqual({
      'requests{deployment_environment_name=prod,instance=pod-1,job=eu/shop,service_instance_id=pod-1,service_name=shop,service_namespace=eu}':
        '1',
    });
    expect(await engine.values('target_info', 10)).toEqual({
      'target_info{deployment_environment_name=prod,host_name=h,instance=pod-1,job=eu/shop}': '1',
    });
  });
  it('are told of as long as they report, without gaps', async () => {
    const engine = createTestEngine();
    const resource = { 'service.name': 'shop', 'host.name': 'h' };
    engine.writeOtlp(otlpMetric(gauge({ seconds: 0, value: 1 }, { seconds: 1000, value: 2 }), { resource }));
    expect(await engine.values('count_over_time(target_info[1001s])', 1000)).toEqual({ '{host_name=h,job=shop}': '8' });
    expect(await engine.values('target_info', 299)).not.toEqual({});
  });
  it('have no info of their own when they say no more than their name, or nothing of it', async () => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric(gauge({ seconds: 0, value: 1 }), { resource: RESOURCE }));
    engine.writeOtlp(otlpMetric(gauge({ seconds: 0, value: 1 }), { resource: { 'host.name': 'h' } }));
    expect(await engine.values('target_info', 0)).toEqual({});
    expect(await engine.values('requests{job=""}', 0)).toEqual({ 'requests{}': '1' });
  });
});

describe('attributes', () => {
  const labelsOf = async (attributes: ReturnType<typeof attributesOf>, resource = {}) => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric({ kind: 'gauge', points: [{ ...at(0), value: 1, attributes }] }, { resource }));
    return Object.keys(await engine.values('requests', 0));
  };
  it('become labels, whatever their values', async () => {
    const values = [
      { key: 'n', value: 5n },
      { key: 'f', value: 0.5 },
      { key: 'b', value: true },
      { key: 'list', value: ['a', 1n] },
      { key: 'map', value: { entries: [{ key: 'k', value: null }] } },
      { key: 'bytes', value: new Uint8Array([1, 2]) },
      { key: 'none', value: null },
      { key: 'empty', value: '' },
    ];
    expect(await labelsOf(values as never)).toEqual([
      'requests{b=true,bytes=AQI=,f=0.5,list=["a",1],map={"k":null},n=5}',
    ]);
  });
  it('are written as Go writes JSON', async () => {
    const entries = [
      {
        key: 'z',
        value: {
          entries: [
            { key: 'b', value: 1n },
            { key: 'a', value: 2n },
          ],
        },
      },
      { key: 'a', value: '<&>' },
    ];
    expect(await labelsOf([{ key: 'map', value: { entries } }] as never)).toEqual([
      String.raw`requests{map={"a":"\u003c\u0026\u003e","z":{"a":2,"b":1}}}`,
    ]);
  });
  it('that come to one name share it, in the order of their keys', async () => {
    expect(await labelsOf(attributesOf({ 'a.b': '1', a_b: '2', 'a-b': '0' }))).toEqual(['requests{a_b=0;1;2}']);
  });
  it('go before those of the resource, but cannot name another job', async () => {
    const own = attributesOf({ 'service.name': 'mine', job: 'other' });
    expect(await labelsOf(own, { 'service.name': 'shop' })).toEqual(['requests{job=shop,service_name=mine}']);
  });
});

describe('sums', () => {
  it('are counters as they are, when cumulative', async () => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric(counter(2, [0, 5], [10, 8]), { unit: 'By', description: 'All.' }));
    expect(await engine.values('requests_bytes_total', 10)).toEqual({ 'requests_bytes_total{}': '8' });
    expect((await engine.get('/api/v1/metadata')).body).toMatchObject({
      data: { requests_bytes_total: [{ type: 'counter', help: 'All.', unit: 'bytes' }] },
    });
  });
  it('are summed up, when deltas', async () => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric(counter(1, [0, 5], [10, 8])));
    engine.writeOtlp(otlpMetric(counter(1, [20, 1])));
    expect(await engine.values('requests_total', 20)).toEqual({ 'requests_total{}': '14' });
    expect(engine.writeOtlp(otlpMetric(counter(1, [20, 1])))).toMatchObject({
      rejected: 1,
      message: expect.stringContaining('not newer'),
    });
  });
  it('are gauges, when they can fall', async () => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric({ ...counter(2, [0, 5]), monotonic: false }, { unit: '1' }));
    expect(await engine.values('requests', 0)).toEqual({ 'requests{}': '5' });
    expect((await engine.get('/api/v1/metadata')).body).toMatchObject({ data: { requests: [{ type: 'gauge' }] } });
  });
  it('of no temporality are refused', () => {
    const engine = createTestEngine();
    expect(engine.writeOtlp(otlpMetric(counter(0, [0, 5], [1, 6])))).toEqual({
      rejected: 2,
      message: 'invalid temporality and type combination for metric "requests"',
    });
  });
});

describe('points that say nothing', () => {
  it('end their series', async () => {
    const engine = createTestEngine();
    engine.writeOtlp(otlpMetric(gauge({ seconds: 0, value: 1 }, { seconds: 10, value: 0, flags: 1 })));
    expect(await engine.values('requests', 9)).toEqual({ 'requests{}': '1' });
    expect(await engine.values('requests', 10)).toEqual({});
    expect(await engine.values('count_over_time(requests[1m])', 10)).toEqual({ '{}': '1' });
  });
  it('end every series of a histogram', async () => {
    const engine = createTestEngine();
    const points = [histogramPoint(0), { ...histogramPoint(10), flags: 1 }];
    engine.writeOtlp(otlpMetric({ kind: 'histogram', temporality: 2, points }));
    expect(await engine.values('{__name__=~"requests.*"}', 9)).toHaveProperty(['requests_count{}'], '6');
    expect(await engine.values('{__name__=~"requests.*"}', 10)).toEqual({});
  });
});

const exemplar = (value: number, traceId: string): OtlpExemplar => ({
  timeUnixNano: 5_000_000_000n,
  value,
  traceId,
  spanId: '',
  attributes: attributesOf({ user: 'u' }),
});

const histogramPoint = (seconds: number): HistogramPoint => ({
  ...at(seconds),
  count: 6,
  sum: 3.5,
  bucketCounts: [1, 2, 3],
  explicitBounds: [0.1, 1],
  exemplars: [exemplar(0.1, 'aa'), exemplar(50, 'bb')],
});

describe('histograms', () => {
  const write = (engine: TestEngine, temporality: 1 | 2, points: readonly HistogramPoint[]) =>
    engine.writeOtlp(otlpMetric({ kind: 'histogram', temporality, points }, { unit: 's' }));

  it('become buckets that add up, a count and a sum', async () => {
    const engine = createTestEngine();
    write(engine, 2, [histogramPoint(0)]);
    expect(await engine.values('{__name__=~"requests.*"}', 0)).toEqual({
      'requests_seconds_bucket{le=0.1}': '1',
      'requests_seconds_bucket{le=1}': '3',
      'requests_seconds_bucket{le=+Inf}': '6',
      'requests_seconds_count{}': '6',
      'requests_seconds_sum{}': '3.5',
    });
  });
  it('keep their exemplars with the bucket they fell into', async () => {
    const engine = createTestEngine();
    write(engine, 2, [histogramPoint(0)]);
    const { body } = await engine.get('/api/v1/query_exemplars', { query: 'requests_seconds_bucket' });
    expect(body).toMatchObject({
      data: [
        {
          seriesLabels: { le: '+Inf' },
          exemplars: [{ labels: { trace_id: 'bb', user: 'u' }, value: '50', timestamp: 5 }],
        },
        { seriesLabels: { le: '0.1' }, exemplars: [{ labels: { trace_id: 'aa' }, value: '0.1' }] },
      ],
    });
  });
  it('are summed up, when deltas, and start anew with other bounds', async () => {
    const engine = createTestEngine();
    write(engine, 1, [histogramPoint(0), histogramPoint(10)]);
    expect(await engine.values('requests_seconds_bucket', 10)).toMatchObject({
      'requests_seconds_bucket{le=1}': '6',
      'requests_seconds_bucket{le=+Inf}': '12',
    });
    write(engine, 1, [{ ...histogramPoint(20), explicitBounds: [0.1, 2] }]);
    expect(await engine.values('requests_seconds_count', 20)).toEqual({ 'requests_seconds_count{}': '6' });
  });
  it('may come without a sum and without buckets', async () => {
    const engine = createTestEngine();
    write(engine, 2, [{ ...histogramPoint(0), sum: null, bucketCounts: [], explicitBounds: [] }]);
    expect(await engine.values('{__name__=~"requests.*"}', 0)).toEqual({
      'requests_seconds_bucket{le=+Inf}': '6',
      'requests_seconds_count{}': '6',
    });
  });
});

describe('exponential histograms', () => {
  const point = (seconds: number, changes: Partial<ExponentialHistogramPoint> = {}): ExponentialHistogramPoint => ({
    ...at(seconds),
    count: 6,
    sum: 12,
    scale: 0,
    zeroCount: 1,
    zeroThreshold: 0,
    positive: { offset: 0, bucketCounts: [2, 0, 3] },
    negative: { offset: 0, bucketCounts: [] },
    ...changes,
  });
  const write = (engine: TestEngine, temporality: 1 | 2, points: readonly ExponentialHistogramPoint[]) =>
    engine.writeOtlp(otlpMetric({ kind: 'exponentialHistogram', temporality, points }));
  const bucketsOf = async (engine: TestEngine, seconds: number) => {
    const { body } = await engine.get('/api/v1/query', { query: 'requests', time: String(seconds) });
    const { result } = (body as { data: { result: { histogram: [number, { buckets: unknown[] }] }[] } }).data;
    return result[0]?.histogram[1].buckets;
  };

  it('become native histograms', async () => {
    const engine = createTestEngine();
    write(engine, 2, [point(0)]);
    expect(await bucketsOf(engine, 0)).toEqual([
      [3, '-1e-128', '1e-128', '1'],
      [0, '1', '2', '2'],
      [0, '4', '8', '3'],
    ]);
    expect(await engine.values('histogram_count(requests) + histogram_sum(requests)', 0)).toEqual({ '{}': '18' });
  });
  it('lose what Prometheus cannot resolve', async () => {
    const engine = createTestEngine();
    write(engine, 2, [point(0, { count: 7, scale: 10, positive: { offset: -1, bucketCounts: [1, 1, 1, 1, 1, 1] } })]);
    expect(await bucketsOf(engine, 0)).toMatchObject([{}, { 3: '1' }, { 3: '4' }, { 3: '1' }]);
    expect(write(engine, 2, [point(10, { scale: -5 })])).toEqual({
      rejected: 1,
      message: 'cannot convert exponential to native histogram. Scale must be >= -4, was -5',
    });
  });
  it('are summed up, when deltas', async () => {
    const engine = createTestEngine();
    write(engine, 1, [point(0), point(10)]);
    expect(await bucketsOf(engine, 10)).toMatchObject([{ 3: '2' }, { 3: '4' }, { 3: '6' }]);
    expect(write(engine, 1, [point(5)]).rejected).toBe(1);
  });
  it('whose buckets do not hold what they count are refused', async () => {
    const engine = createTestEngine();
    expect(write(engine, 2, [point(0, { count: 7 })])).toEqual({
      rejected: 1,
      message: expect.stringContaining('6 observations found in buckets, but the Count field is 7: '),
    });
    // What is no number falls into no bucket.
    expect(write(engine, 2, [point(0, { count: 7, sum: Number.NaN })]).rejected).toBe(0);
    expect(write(engine, 2, [point(10, { count: 5, sum: Number.NaN })]).rejected).toBe(1);
  });
  it('end with a point that says nothing', async () => {
    const engine = createTestEngine();
    write(engine, 2, [point(0), point(10, { flags: 1 })]);
    expect(await engine.values('histogram_count(requests)', 10)).toEqual({});
  });
});

it('writes summaries as their quantiles, a count and a sum', async () => {
  const engine = createTestEngine();
  const quantiles = [
    { quantile: 0.5, value: 1 },
    { quantile: 1, value: 7 },
  ];
  engine.writeOtlp(otlpMetric({ kind: 'summary', points: [{ ...at(0), count: 4, sum: 10, quantiles }] }));
  expect(await engine.values('{__name__=~"requests.*"}', 0)).toEqual({
    'requests{quantile=0.5}': '1',
    'requests{quantile=1}': '7',
    'requests_count{}': '4',
    'requests_sum{}': '10',
  });
});

describe('what is refused', () => {
  it('is counted, and the rest kept', async () => {
    const engine = createTestEngine();
    const [first] = otlpMetric(gauge({ seconds: 0, value: 1 }, { seconds: 0, value: 2 }, { seconds: 0, value: 1 }));
    const [second] = otlpMetric(gauge({ seconds: 0, value: 3 }), { name: '' });
    const [third] = otlpMetric(gauge({ seconds: 1e12, value: 3 }));
    expect(engine.writeOtlp([first, second, third].filter((part) => part !== undefined))).toEqual({
      rejected: 3,
      message: 'duplicate sample for timestamp 0 of {__name__="requests"}',
    });
    expect(await engine.values('requests', 0)).toEqual({ 'requests{}': '1' });
  });
});
