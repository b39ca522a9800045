import { describe, expect, it } from 'vitest';
import { createTestEngine, failure, withSeries } from './testing.ts';

describe('labels, values and series', () => {
  it('tell what there is', async () => {
    const engine = withSeries();
    expect((await engine.get('/api/v1/labels')).body).toEqual({ status: 'success', data: ['__name__', 'job'] });
    expect((await engine.get('/api/v1/labels', { 'match[]': 'down' })).body).toMatchObject({ data: [] });
    expect((await engine.get('/api/v1/label/job/values', { 'match[]': '{job!="a"}' })).status).toBe(400);
    expect((await engine.get('/api/v1/label/job/values', { 'match[]': ['up{job="a"}', 'up{job="b"}'] })).body).toEqual({
      status: 'success',
      data: ['a', 'b'],
    });
    expect((await engine.get('/api/v1/label/none/values')).body).toMatchObject({ data: [] });
    expect((await engine.get('/api/v1/series', { 'match[]': ['up', '{job="b"}'] })).body).toMatchObject({
      data: [
        { __name__: 'up', job: 'a' },
        { __name__: 'up', job: 'b' },
      ],
    });
  });
  it('only of the time asked for', async () => {
    const engine = withSeries();
    const late = { start: '7200', end: '7300' };
    expect((await engine.get('/api/v1/labels', late)).body).toMatchObject({ data: [] });
    expect((await engine.get('/api/v1/series', { 'match[]': 'up', ...late })).body).toMatchObject({ data: [] });
    expect((await engine.get('/api/v1/series', { 'match[]': 'up', ...late, start: '3600' })).body).toMatchObject({
      data: [{}, {}],
    });
  });
  it.each([
    ['/api/v1/series', {}, 'no match[] parameter provided'],
    [
      '/api/v1/series',
      { 'match[]': 'up{' },
      'invalid parameter "match[]": 1:4: parse error: unexpected end of input inside braces',
    ],
    ['/api/v1/labels', { 'match[]': '{}' }, 'match[] must contain at least one non-empty matcher'],
    [
      '/api/v1/labels',
      { start: 'x' },
      `invalid parameter "start": invalid time value for 'start': cannot parse "x" to a valid timestamp`,
    ],
    [
      '/api/v1/query_exemplars',
      { query: 'up', start: '2', end: '1' },
      'end timestamp must not be before start timestamp',
    ],
    ['/api/v1/metadata', { limit: 'x' }, 'limit must be a number'],
  ])('%s refuses %j', async (path, params, error) => {
    expect(await withSeries().get(path, params)).toEqual({ status: 400, body: failure('bad_data', error) });
  });
});

describe('the rest of the API', () => {
  it('knows exemplars by the series a query reads', async () => {
    const engine = withSeries();
    const exemplar = (timeMs: number) => ({ timeMs, value: 0.5, labels: new Map([['trace_id', String(timeMs)]]) });
    const labels = new Map([['__name__', 'x_bucket']]);
    engine.writeSeries([{ labels, samples: [], exemplars: [exemplar(1500), exemplar(90_000)] }]);
    const params = { query: 'sum(rate(x_bucket[5m]))', start: '0', end: '60' };
    expect((await engine.get('/api/v1/query_exemplars', params)).body).toEqual({
      status: 'success',
      data: [
        {
          seriesLabels: { __name__: 'x_bucket' },
          exemplars: [{ labels: { trace_id: '1500' }, value: '0.5', timestamp: 1.5 }],
        },
      ],
    });
    expect((await engine.get('/api/v1/query_exemplars', { ...params, query: '1' })).status).toBe(204);
  });
  it('tells metadata', async () => {
    const engine = withSeries();
    engine.writeSeries([
      { labels: new Map([['__name__', 'a']]), samples: [], metadata: { type: 'counter', help: 'A.', unit: 's' } },
    ]);
    const up = [{ type: 'gauge', help: 'Whether it is up.', unit: '' }];
    expect((await engine.get('/api/v1/metadata', { metric: 'up' })).body).toEqual({ status: 'success', data: { up } });
    expect((await engine.get('/api/v1/metadata', { metric: 'none' })).body).toEqual({ status: 'success', data: {} });
    const { body } = await engine.get('/api/v1/metadata', { limit: '1' });
    expect(Object.keys((body as { data: object }).data)).toHaveLength(1);
  });
  it('formats queries', async () => {
    const engine = withSeries();
    const query = 'sum by(job)(rate(up[5m]))/2 # half';
    expect((await engine.get('/api/v1/format_query', { query })).body).toEqual({
      status: 'success',
      data: 'sum by (job) (rate(up[5m])) / 2',
    });
    expect((await engine.get('/api/v1/format_query', { query: 'sum(' })).status).toBe(400);
  });
  it('has native histograms as buckets with their bounds', async () => {
    const engine = createTestEngine();
    const none = { indexes: [], counts: [] };
    const histogram = {
      counterReset: 'unknown',
      schema: 0,
      zeroThreshold: 0.001,
      zeroCount: 2,
      count: 6,
      sum: 12.5,
      positive: { indexes: [0, 2], counts: [1, 3] },
      negative: none,
      customValues: [],
    } as const;
    engine.writeSeries([{ labels: new Map([['__name__', 'h']]), samples: [], histograms: [{ timeMs: 0, histogram }] }]);
    const point = {
      count: '6',
      sum: '12.5',
      buckets: [
        [3, '-0.001', '0.001', '2'],
        [0, '0.5', '1', '1'],
        [0, '2', '4', '3'],
      ],
    };
    expect((await engine.get('/api/v1/query', { query: 'h', time: '0' })).body).toMatchObject({
      data: { result: [{ metric: { __name__: 'h' }, histogram: [0, point] }] },
    });
    const range = { query: 'h', start: '0', end: '30', step: '30' };
    expect((await engine.get('/api/v1/query_range', range)).body).toMatchObject({
      data: {
        result: [
          {
            histograms: [
              [0, point],
              [30, point],
            ],
          },
        ],
      },
    });
  });
  it('has no rules, alerts or targets', async () => {
    const engine = withSeries();
    expect((await engine.get('/api/v1/rules')).body).toEqual({ status: 'success', data: { groups: [] } });
    expect((await engine.get('/api/v1/alerts')).body).toEqual({ status: 'success', data: { alerts: [] } });
    expect((await engine.get('/api/v1/targets')).body).toMatchObject({ data: { activeTargets: [] } });
  });
  it('says that it is there', async () => {
    const engine = withSeries();
    expect((await engine.get('/-/ready')).body).toBe('Prometheus Server is Ready.\n');
    expect((await engine.get('/-/healthy')).body).toBe('Prometheus Server is Healthy.\n');
    expect((await engine.get('/api/v1/status/buildinfo')).body).toMatchObject({ data: { version: /^3\./ } });
    expect((await engine.get('/api/v1/status/tsdb')).body).toMatchObject({ data: { headStats: { numSeries: 2 } } });
    expect((await engine.get('/api/v1/nothing')).status).toBe(404);
  });
});
