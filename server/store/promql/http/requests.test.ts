import { describe, expect, it } from 'vitest';
import { failure, withSeries } from '../testing.ts';

const query = (params: Record<string, string>) => withSeries().get('/api/v1/query', params);

describe('times', () => {
  it.each([
    ['1970-01-01T00:01:00Z', 60],
    ['1970-01-01T01:01:00.5+01:00', 60.5],
    ['2026-02-28T23:59:59Z', 1_772_323_199],
    ['1e2', 100],
    ['-5.25', -5.25],
  ])('%s is one', async (time, seconds) => {
    expect((await query({ query: 'time()', time })).body).toMatchObject({ data: { result: [seconds, `${seconds}`] } });
  });
  it.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01t00:00:00z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '0x10',
    'now',
  ])('%s is none', async (time) => {
    const problem = `invalid parameter "time": invalid time value for 'time': cannot parse "${time}" to a valid timestamp`;
    expect(await query({ query: 'time()', time })).toEqual({ status: 400, body: failure('bad_data', problem) });
  });
});

describe('durations', () => {
  it.each([
    [{ lookback_delta: 'x' }, 'error parsing lookback delta duration: cannot parse "x" to a valid duration'],
    [{ timeout: '1e20' }, 'invalid parameter "timeout": cannot parse "1e20" to a valid duration. It overflows int64'],
    [{ timeout: 'Inf' }, 'invalid parameter "timeout": cannot parse "Inf" to a valid duration. It overflows int64'],
    [{ timeout: '1e400' }, 'invalid parameter "timeout": cannot parse "1e400" to a valid duration'],
    [{ timeout: '1000y' }, 'invalid parameter "timeout": cannot parse "1000y" to a valid duration'],
  ])('refuse %j', async (params, problem) => {
    const answer = await query({ query: 'up', time: '0', ...params });
    expect(answer).toEqual({ status: 400, body: failure('bad_data', problem) });
  });
  it('of no length look back as far as ever, but leave no time to answer', async () => {
    for (const lookback of ['0', '-5', '0s']) {
      const { body } = await query({ query: 'count(up)', time: '3690', lookback_delta: lookback });
      expect(body).toMatchObject({ data: { result: [{ value: [3690, '2'] }] } });
    }
    const late = failure('timeout', 'query timed out in query execution');
    expect(await query({ query: 'up', time: '0', timeout: '0' })).toEqual({ status: 503, body: late });
    expect(await query({ query: 'up', time: '0', timeout: '-1' })).toEqual({ status: 503, body: late });
  });
});

describe('forms', () => {
  it('lose the fields that Go cannot read', async () => {
    const nothing = 'invalid parameter "query": unknown position: parse error: no expression found in input';
    for (const pair of ['query=%zz', 'query=1;2', 'query=%4'])
      expect(await withSeries().get(`/api/v1/query?${pair}&`)).toMatchObject({ status: 400, body: { error: nothing } });
    expect(await withSeries().get('/api/v1/query?query=1+%2b+1&query=%zz&time=0&')).toMatchObject({
      body: { data: { result: [0, '2'] } },
    });
  });
  it('may come in parts', async () => {
    const body = new FormData();
    body.set('query', '1 + 1');
    body.set('time', '5');
    const response = await withSeries().routes.request('/api/v1/query', { method: 'POST', body });
    expect(await response.json()).toMatchObject({ data: { result: [5, '2'] } });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const broken = await withSeries().routes.request('/api/v1/query', { method: 'POST', body: 'nothing', headers });
    expect(broken.status).toBe(400);
  });
  it('are read only of the types that browsers send', async () => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: '{"query":"1"}' };
    const response = await withSeries().routes.request('/api/v1/query', request);
    expect(response.status).toBe(400);
  });
});

describe('methods', () => {
  it.each([
    ['PUT', 'query'],
    ['DELETE', 'series'],
    ['POST', 'metadata'],
    ['POST', 'label/job/values'],
    ['HEAD', 'query'],
  ])('%s is not for %s', async (method, path) => {
    const response = await withSeries().routes.request(`/api/v1/${path}`, { method });
    expect(response.status).toBe(405);
    expect(await response.text()).toBe(method === 'HEAD' ? '' : 'Method Not Allowed\n');
  });
  it('may be asked for', async () => {
    const response = await withSeries().routes.request('/api/v1/query', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
  });
});

describe('query_exemplars', () => {
  it('names what is wrong with the query alone', async () => {
    const answer = await withSeries().get('/api/v1/query_exemplars', { query: 'up{' });
    expect(answer).toEqual({
      status: 400,
      body: failure('bad_data', '1:4: parse error: unexpected end of input inside braces'),
    });
  });
});

describe('parse_query', () => {
  const tree = async (text: string) =>
    ((await withSeries().get('/api/v1/parse_query', { query: text })).body as { data: unknown }).data;
  const up = {
    type: 'vectorSelector',
    name: 'up',
    matchers: [{ name: '__name__', type: '=', value: 'up' }],
    offset: 0,
    offsetExpr: null,
    timestamp: null,
    startOrEnd: null,
    anchored: false,
    smoothed: false,
  };

  it('tells selectors and literals', async () => {
    expect(await tree('up')).toEqual(up);
    expect(await tree('up @ 5 offset -1m')).toEqual({ ...up, timestamp: 5000, offset: -60_000 });
    expect(await tree('up[5m] @ end()')).toEqual({
      ...up,
      type: 'matrixSelector',
      range: 300_000,
      rangeExpr: null,
      startOrEnd: 'end',
    });
    expect(await tree('1e100')).toEqual({ type: 'numberLiteral', val: `1${'0'.repeat(100)}` });
    expect(await tree('"a"')).toEqual({ type: 'stringLiteral', val: 'a' });
  });
  it('tells what is made of them', async () => {
    expect(await tree('sum without (a) (-(up))')).toEqual({
      type: 'aggregation',
      op: 'sum',
      expr: { type: 'unaryExpr', op: '-', expr: { type: 'parenExpr', expr: up } },
      param: null,
      grouping: ['a'],
      without: true,
    });
    expect(await tree('up[5m:step() * 2]')).toMatchObject({
      type: 'subquery',
      expr: up,
      step: 0,
      stepExpr: {
        type: 'durationExpr',
        op: '*',
        lhs: { type: 'durationExpr', op: 'step', lhs: null, rhs: null, wrapped: false },
        rhs: { type: 'numberLiteral', val: '2', duration: false },
        wrapped: false,
      },
    });
    expect(await tree('round(up, 5)')).toEqual({
      type: 'call',
      func: { name: 'round', argTypes: ['vector', 'scalar'], variadic: 1, returnType: 'vector' },
      args: [up, { type: 'numberLiteral', val: '5' }],
    });
  });
  it('tells how vectors are matched', async () => {
    expect(await tree('up + on (a) group_left (b) up')).toMatchObject({
      type: 'binaryExpr',
      op: '+',
      bool: false,
      matching: { card: 'many-to-one', labels: ['a'], on: true, include: ['b'], fillValues: { lhs: null, rhs: null } },
    });
    expect(await tree('up > bool 1')).toMatchObject({ op: '>', bool: true, matching: null });
  });
  it('refuses what does not parse', async () => {
    const answer = await withSeries().get('/api/v1/parse_query', { query: 'up{' });
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'bad_data' } });
  });
});
