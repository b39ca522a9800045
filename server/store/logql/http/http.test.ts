import { describe, expect, it } from 'vitest';
import { logsFromText } from '../testing.ts';
import { parseTimestamp } from './params.ts';

const TEXT = `
  {app="a",pod="1"} <trace_id="t1"> @10s {"level":"info","n":1,"took":"5ms","o":{"k":"v"}}
  {app="a",pod="2"} @20s {"level":"error","n":2.5,"ok":true}
  {app="b",pod="3"} @30s status=200 size=5KB path=/cart
  {app="b",pod="3"} @40s status=500 size=7KB path=/checkout`;
const logs = logsFromText(TEXT);
const RANGE = { start: '@0s', end: '@1h' };
const json = async (path: string, params: Record<string, string> = {}) => {
  const { status, text } = await logs.get(path, { ...RANGE, ...params });
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
};

describe('times', () => {
  it.each([
    ['1700000000', 1_700_000_000_000_000_000n],
    ['1700000000.1234', 1_700_000_000_123_000_000n],
    ['1700000000123456789', 1_700_000_000_123_456_789n],
    ['2023-11-14T22:13:20.5Z', 1_700_000_000_500_000_000n],
    ['2023-11-15T00:13:20+02:00', 1_700_000_000_000_000_000n],
    ['', 7n],
  ])('%j', (text, expected) => {
    expect(parseTimestamp(text, 7n)).toBe(expected);
  });

  it('refuses what is no time', () => {
    expect(parseTimestamp('yesterday', 0n)).toEqual(new Error('strconv.ParseInt: parsing "yesterday": invalid syntax'));
  });

  it('default to the hour before now', async () => {
    const late = logsFromText('{app="a"} @50m x\n{app="a"} @0s too old', { now: () => 1_700_003_601_000 });
    const { text } = await late.get('query_range', { query: '{app="a"}' });
    expect(text).toContain('"x"');
    expect(text).not.toContain('too old');
    expect((await late.get('query_range', { query: '{app="a"}', since: '1s' })).text).not.toContain('"x"');
  });
});

describe('query parameters', () => {
  it.each([
    [
      { query: '{app="a"}', limit: '5001' },
      'max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)',
    ],
    [{ query: '{app="a"}', limit: '0' }, 'limit must be a positive value'],
    [{ query: '{app="a"}', limit: 'x' }, 'strconv.Atoi: parsing "x": invalid syntax'],
    [{ query: '{app="a"}', direction: 'up' }, "invalid direction 'up'"],
    [{ query: '{app="a"}', start: '@1h', end: '@0s' }, 'end timestamp must not be before or equal to start time'],
    [{ query: '{app="a"}', start: 'x' }, "could not parse 'start' parameter"],
    [{ query: '{app="a"}', step: '0' }, 'zero or negative query resolution step widths are not accepted'],
    [{ query: '{app="a"}', step: '100ms' }, 'exceeded maximum resolution of 11,000 points per time series'],
    [{ query: '{app="a"}', interval: '-1' }, 'interval must be >= 0'],
    [
      { query: '{app="a"}', start: '0', end: '@1h', step: '10d' },
      'the query time range exceeds the limit (query length: ',
    ],
    [{ query: '' }, 'parse error'],
  ])('%o', async (params, message) => {
    const { status, text } = await logs.get('query_range', { ...RANGE, step: '60', ...params });
    expect(status).toBe(400);
    expect(text).toContain(message);
  });

  it('takes no log query at an instant', async () => {
    expect(await logs.get('query', { query: '{app="a"}' })).toEqual({
      status: 400,
      text: 'log queries are not supported as an instant query type, please change your query to a range query type',
    });
  });

  it('come from a form as well', async () => {
    const response = await logs.engine.routes.request('/loki/api/v1/query', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ query: 'vector(3)', time: '1700000000' }).toString(),
    });
    expect(await response.json()).toMatchObject({
      data: { resultType: 'vector', result: [{ metric: {}, value: [1_700_000_000, '3'] }] },
    });
  });
});

describe('log queries', () => {
  const texts = async (params: Record<string, string>) => {
    const { data } = (await json('query_range', { query: '{app=~"a|b"} | line_format "{{.pod}}"', ...params })) as {
      data: { result: { values: [string, string][] }[] };
    };
    return data.result
      .flatMap(({ values }) => values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, line]) => line);
  };

  it('answer the newest lines, or the oldest going forward', async () => {
    expect(await texts({ limit: '2' })).toEqual(['3', '3']);
    expect(await texts({ limit: '2', direction: 'FORWARD' })).toEqual(['1', '2']);
  });

  it('leave out the end of the range', async () => {
    expect(await texts({ start: '@10s', end: '@30s' })).toEqual(['1', '2']);
  });

  it('thin out by an interval', async () => {
    expect(await texts({ interval: '15', direction: 'forward' })).toEqual(['1', '3']);
  });

  it('find the newest lines over chunks that overlap', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, index) => `{app="z",n="${index % 3}"} @${index}ms ${'x'.repeat(1200)}${index}`,
    );
    const late = [...rows.slice(1500), ...rows.slice(0, 1500)];
    const many = logsFromText(late.join('\n'));
    const { text } = await many.get('query_range', { query: '{app="z"} |= "x29"', ...RANGE, limit: '3' });
    expect(new Set([...text.matchAll(/x(29\d+)"/g)].map(([, index]) => index))).toEqual(
      new Set(['2997', '2998', '2999']),
    );
  });
});

describe('labels and series', () => {
  it('lists names and values, narrowed by a selector', async () => {
    expect(await json('labels')).toEqual({ status: 'success', data: ['app', 'pod', 'service_name'] });
    expect(await json('label/pod/values')).toEqual({ status: 'success', data: ['1', '2', '3'] });
    expect(await json('label/pod/values', { query: '{app="a"}' })).toEqual({ status: 'success', data: ['1', '2'] });
    expect(await json('label/nope/values')).toEqual({ status: 'success' });
    expect((await logs.get('labels', { ...RANGE, query: '{app="a"} |= "x"' })).text).toBe(
      'only label matchers are supported',
    );
  });

  it('looks at the range only', async () => {
    expect(await json('label/pod/values', { start: '@15s', end: '@25s' })).toEqual({ status: 'success', data: ['2'] });
  });

  it('lists series', async () => {
    expect(await json('series', { 'match[]': '{app="b"}' })).toEqual({
      status: 'success',
      data: [{ app: 'b', pod: '3', service_name: 'test' }],
    });
    expect((await json('series'))['data']).toHaveLength(3);
    expect((await logs.get('series', { ...RANGE, match: '{app=~".*"}' })).status).toBe(400);
  });

  it('detects labels worth choosing by', async () => {
    const ids = logsFromText(
      '{app="a",pod="1",request="7",user="8d5b1d0a-54a1-4b7e-9f0e-0d8a3c1d2b3a",flag="1"} @1s x',
    );
    const { text } = await ids.get('detected_labels', RANGE);
    expect(
      (JSON.parse(text) as { detectedLabels: { label: string }[] }).detectedLabels.map(({ label }) => label),
    ).toEqual(['app', 'flag', 'pod', 'service_name']);
  });
});

describe('index', () => {
  it('counts', async () => {
    expect(await json('index/stats', { query: '{app="b"}' })).toEqual({ streams: 1, chunks: 1, bytes: 64, entries: 2 });
    expect(await json('index/stats', { query: '{app="b"}', end: '@35s' })).toEqual({
      streams: 1,
      chunks: 1,
      bytes: 30,
      entries: 1,
    });
  });

  it('measures volumes by series or by label', async () => {
    const result = async (params: Record<string, string>) =>
      (
        (await json('index/volume', params)) as { data: { result: { metric: object; value: [number, string] }[] } }
      ).data.result.map(({ metric, value }) => [metric, value[1]]);
    expect(await result({ query: '{app=~".+"}' })).toEqual([
      [{ app: 'a' }, '84'],
      [{ app: 'b' }, '64'],
    ]);
    expect(await result({ query: '{app="a"}', targetLabels: 'pod' })).toEqual([
      [{ pod: '1' }, '49'],
      [{ pod: '2' }, '35'],
    ]);
    expect(await result({ query: '{}', aggregateBy: 'labels', targetLabels: 'app' })).toEqual([[{ app: '' }, '148']]);
    expect(await result({ query: '{app=~".+"}', limit: '1' })).toEqual([[{ app: 'a' }, '84']]);
  });

  it('measures volumes over time', async () => {
    const { data } = (await json('index/volume_range', {
      query: '{app="b"}',
      step: '30',
      start: '@0s',
      end: '@90s',
    })) as {
      data: { resultType: string; result: { values: [number, string][] }[] };
    };
    expect(data.resultType).toBe('matrix');
    expect(data.result[0]?.values.map(([time, value]) => [time - 1_700_000_000, value])).toEqual([
      [expect.closeTo(39.999), '30'],
      [expect.closeTo(69.999), '34'],
    ]);
  });
});

describe('detected fields', () => {
  it('have types, parsers and paths', async () => {
    const { fields } = (await json('detected_fields', { query: '{app="a"}' })) as { fields: Record<string, unknown>[] };
    expect(new Map(fields.map(({ label, ...field }) => [label, field]))).toEqual(
      new Map<unknown, unknown>([
        ['trace_id', { type: 'string', cardinality: 1, parsers: null }],
        ['detected_level', { type: 'string', cardinality: 2, parsers: null }],
        ['level', { type: 'string', cardinality: 2, parsers: ['json'], jsonPath: ['level'] }],
        ['n', { type: 'float', cardinality: 2, parsers: ['json'], jsonPath: ['n'] }],
        ['took', { type: 'duration', cardinality: 1, parsers: ['json'], jsonPath: ['took'] }],
        ['o_k', { type: 'string', cardinality: 1, parsers: ['json'], jsonPath: ['o', 'k'] }],
        ['ok', { type: 'boolean', cardinality: 1, parsers: ['json'], jsonPath: ['ok'] }],
      ]),
    );
  });

  it('have values', async () => {
    expect(await json('detected_field/size/values', { query: '{app="b"}' })).toEqual({
      values: ['7.0kB', '5.0kB'],
      limit: 1000,
    });
    expect(
      await json('detected_field/path/values', { query: '{app="b"} | logfmt | status="500"', limit: '1' }),
    ).toEqual({
      values: ['/checkout'],
      limit: 1,
    });
  });
});

it('mines patterns with their counts over time', async () => {
  const rows = Array.from(
    { length: 20 },
    (_, index) => `{app="a"} @${index * 10}s INFO user=u${index} paid order=${index * 7} ok`,
  );
  const mined = logsFromText([...rows, '{app="a"} @5s something else entirely'].join('\n'));
  const { text } = await mined.get('patterns', { query: '{app="a"}', start: '@0s', end: '@200s', step: '100' });
  const { data } = JSON.parse(text) as { data: { pattern: string; level: string; samples: [number, number][] }[] };
  expect(data).toEqual([
    {
      pattern: 'INFO user=<_> paid order=<_> ok',
      level: 'info',
      samples: [
        [1_700_000_000, 10],
        [1_700_000_100, 10],
      ],
    },
  ]);
});

it('formats queries', async () => {
  expect(await json('format_query', { query: '{a="b"}|=  "x"|json' })).toEqual({
    status: 'success',
    data: '{a="b"} |= "x" | json',
  });
  const { status, text } = await logs.get('format_query', { query: '{' });
  expect(status).toBe(400);
  expect(JSON.parse(text)).toEqual({
    status: 'invalid-query',
    error: 'parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER or }',
  });
});

describe('budgets', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `{app="a"} @${index}ms line ${index}`).join('\n');

  it('stop a query that touches too much', async () => {
    const small = logsFromText(rows, { maxQueryItems: 1000 });
    const { status, text } = await small.get('query_range', { query: '{app="a"} |= "nope"', ...RANGE });
    expect([status, text]).toEqual([400, expect.stringContaining('query would touch more than 1000 items')]);
  });

  it('stop a query that takes too long', async () => {
    const slow = logsFromText(rows, { queryTimeoutMs: 0 });
    const { status, text } = await slow.get('query_range', {
      query: 'count_over_time({app="a"} | logfmt [1m])',
      ...RANGE,
    });
    expect([status, text]).toEqual([504, expect.stringContaining('request timed out')]);
  });
});
