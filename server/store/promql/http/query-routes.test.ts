import { describe, expect, it } from 'vitest';
import { failure, withSeries } from '../testing.ts';

describe('instant queries', () => {
  it('answer a vector', async () => {
    expect(await withSeries().get('/api/v1/query', { query: 'up', time: '120.5' })).toEqual({
      status: 200,
      body: {
        status: 'success',
        data: {
          resultType: 'vector',
          result: [
            { metric: { __name__: 'up', job: 'a' }, value: [120.5, '3'] },
            { metric: { __name__: 'up', job: 'b' }, value: [120.5, '3'] },
          ],
        },
      },
    });
  });
  it('answer scalars, strings and the samples of a range', async () => {
    const engine = withSeries();
    const data = async (query: string) => (await engine.get('/api/v1/query', { query, time: '60' })).body;
    expect(await data('1 / 0')).toMatchObject({ data: { resultType: 'scalar', result: [60, '+Inf'] } });
    expect(await data('"a\\nb"')).toMatchObject({ data: { resultType: 'string', result: [60, 'a\nb'] } });
    const values = [
      [0, '1'],
      [60, '2'],
    ];
    expect(await data('up{job="a"}[1m1s]')).toMatchObject({ data: { resultType: 'matrix', result: [{ values }] } });
  });
  it('take the clock, and times as RFC 3339', async () => {
    const engine = withSeries();
    expect((await engine.get('/api/v1/query', { query: 'time()' })).body).toMatchObject({
      data: { result: [1000, '1000'] },
    });
    expect(
      (await engine.get('/api/v1/query', { query: 'time()', time: '1970-01-01T00:01:00.25+00:00' })).body,
    ).toMatchObject({ data: { result: [60.25, '60.25'] } });
  });
  it('come as a form too, whose fields go before those of the address', async () => {
    const response = await withSeries().routes.request('/api/v1/query?query=2', {
      method: 'POST',
      body: new URLSearchParams({ query: '1', time: '60' }),
    });
    expect(await response.json()).toMatchObject({ data: { result: [60, '1'] } });
  });
  it('look back as far as asked', async () => {
    const engine = withSeries();
    expect(await engine.values('up', 3899)).not.toEqual({});
    expect(await engine.values('up', 3900)).toEqual({});
    const { body } = await engine.get('/api/v1/query', { query: 'count(up)', time: '3660', lookback_delta: '30s' });
    expect(body).toMatchObject({ data: { result: [] } });
  });
});

describe('range queries', () => {
  const range = { start: '0', end: '120', step: '60' };
  it('answer a matrix, also of scalars', async () => {
    const engine = withSeries();
    const { body } = await engine.get('/api/v1/query_range', { query: 'up{job="a"} > 1', ...range });
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'up', job: 'a' },
            values: [
              [60, '2'],
              [120, '3'],
            ],
          },
        ],
      },
    });
    expect((await engine.get('/api/v1/query_range', { query: '1', ...range, step: '2m' })).body).toMatchObject({
      data: {
        result: [
          {
            metric: {},
            values: [
              [0, '1'],
              [120, '1'],
            ],
          },
        ],
      },
    });
  });
  it('refuse to make more than 11,000 points', async () => {
    const engine = withSeries();
    const params = { query: 'up', start: '0', end: '11001', step: '1' };
    expect(await engine.get('/api/v1/query_range', params)).toEqual({
      status: 400,
      body: failure(
        'bad_data',
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      ),
    });
    expect((await engine.get('/api/v1/query_range', { ...params, end: '11000' })).status).toBe(200);
  });
  it.each([
    [
      { step: '0' },
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [{ end: '-1' }, 'invalid parameter "end": end timestamp must not be before start time'],
    [{ start: 'x' }, 'invalid parameter "start": cannot parse "x" to a valid timestamp'],
    [{ step: 'x' }, 'invalid parameter "step": cannot parse "x" to a valid duration'],
    [{ step: '' }, 'invalid parameter "step": cannot parse "" to a valid duration'],
    [
      { query: 'up[1m]' },
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
    [{ query: 'up{' }, 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces'],
    [{ timeout: 'x' }, 'invalid parameter "timeout": cannot parse "x" to a valid duration'],
    [{ limit: 'x' }, 'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax'],
    [{ limit: '-1' }, 'invalid parameter "limit": limit must be non-negative'],
  ])('refuse %j', async (params, error) => {
    expect(await withSeries().get('/api/v1/query_range', { query: 'up', ...range, ...params })).toEqual({
      status: 400,
      body: failure('bad_data', error),
    });
  });
});

describe('limits', () => {
  it('cut results and say so', async () => {
    const engine = withSeries();
    const cut = { warnings: ['results truncated due to limit'] };
    const one = { query: 'up', time: '0', limit: '1' };
    expect((await engine.get('/api/v1/query', one)).body).toMatchObject({ data: { result: [{}] }, ...cut });
    expect((await engine.get('/api/v1/query', { ...one, limit: '2' })).body).not.toHaveProperty('warnings');
    expect((await engine.get('/api/v1/query', { ...one, limit: '0' })).body).not.toHaveProperty('warnings');
    const list = { start: '0', end: '60', limit: '1' };
    expect((await engine.get('/api/v1/labels', list)).body).toEqual({ status: 'success', data: ['__name__'], ...cut });
    expect((await engine.get('/api/v1/label/job/values', list)).body).toMatchObject({ data: ['a'], ...cut });
    expect((await engine.get('/api/v1/series', { ...list, 'match[]': 'up' })).body).toMatchObject({
      data: [{ job: 'a' }],
      ...cut,
    });
  });
  it('stop a query that takes too long', async () => {
    const engine = withSeries({ queryTimeoutMs: 1 });
    const query = 'max_over_time(sum(avg_over_time(up[1h]))[1h:10ms])';
    expect(await engine.get('/api/v1/query', { query, time: '3600' })).toEqual({
      status: 503,
      body: failure('timeout', 'query timed out in expression evaluation'),
    });
  });
  it('stop a query that asks for too little time itself', async () => {
    const query = 'max_over_time(sum(avg_over_time(up[1h]))[1h:10ms])';
    const { status } = await withSeries().get('/api/v1/query', { query, time: '3600', timeout: '1ms' });
    expect(status).toBe(503);
  });
  it('stop a query that reads too much', async () => {
    expect(await withSeries({ maxQueryItems: 20 }).get('/api/v1/query', { query: 'up[1h]', time: '3600' })).toEqual({
      status: 422,
      body: failure('execution', 'query processing would load too many samples into memory in query execution'),
    });
  });
  it('stop a query that makes too much text', async () => {
    const sources = Array.from({ length: 1000 }, () => '"job"').join(', ');
    const engine = withSeries({ maxQueryItems: 200 });
    const query = `label_join(up, "x", ", ", ${sources})`;
    expect(await engine.get('/api/v1/query', { query, time: '0' })).toMatchObject({
      status: 422,
      body: { errorType: 'execution' },
    });
  });
  it('send a long answer in pieces', async () => {
    const engine = withSeries();
    const long = 'x'.repeat(2_000_000);
    engine.writeSeries([
      {
        labels: new Map([
          ['__name__', 'long'],
          ['text', long],
        ]),
        samples: [{ timeMs: 0, value: 1 }],
      },
    ]);
    const { body } = await engine.get('/api/v1/query', { query: '{__name__=~"long|up"}', time: '0' });
    expect(body).toMatchObject({ data: { result: [{}, {}, { metric: { text: long } }] } });
  });
  it('let go of a query nobody waits for', async () => {
    const request = new Request('http://localhost/api/v1/query?query=sum(avg_over_time(up[1h:1ms]))&time=3600', {
      signal: AbortSignal.abort(),
    });
    const response = await withSeries().routes.request(request);
    expect(response.status).toBe(499);
    expect(await response.json()).toEqual(failure('canceled', 'query was canceled in expression evaluation'));
  });
});

describe('remarks', () => {
  it('say what is wrong with a query, and where', async () => {
    const { body } = await withSeries().get('/api/v1/query', { query: 'rate(up[5m]) + quantile(2, up)', time: '600' });
    expect(body).toMatchObject({
      warnings: ['PromQL warning: quantile value should be between 0 and 1, got 2 (1:25)'],
      infos: [
        'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)',
      ],
    });
  });
  it('are errors when the query cannot be answered', async () => {
    expect(await withSeries().get('/api/v1/query', { query: 'up * on() group_left up', time: '0' })).toEqual({
      status: 422,
      body: failure(
        'execution',
        expect.stringContaining(
          'found duplicate series for the match group {} on the right hand-side of the operation',
        ),
      ),
    });
  });
});
