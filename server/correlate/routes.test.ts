import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HitCount, SourceVocabulary, WidenAnswer } from '../contract/correlate.ts';
import type { SourceType } from '../contract/source.ts';
import { dataSource, stub, testApp, type Stub, type TestApp } from '../testing/app.ts';

/** Answers by path; a function sees the parameters. Other paths are 404. */
type Params = Readonly<Record<string, string>>;
type Answer = object | ((params: Params, response: ServerResponse) => object | null);
const answers = new Map<string, Answer>();
const asked: { path: string; params: Params }[] = [];
let upstream: Stub;
let made: TestApp;
const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';

beforeEach(async () => {
  upstream = await stub((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      const form = body.startsWith('{') ? (JSON.parse(body) as Params) : Object.fromEntries(new URLSearchParams(body));
      const params = { ...Object.fromEntries(searchParams), ...form };
      asked.push({ path: pathname, params });
      const answer = answers.get(pathname);
      const value = typeof answer === 'function' ? answer(params, response) : (answer ?? null);
      if (value === null && answer) return;
      response.writeHead(value ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? 'not here'));
    });
  });
  const types: SourceType[] = ['loki', 'tempo', 'prometheus', 'grafana-pyroscope-datasource'];
  const down = dataSource('loki', 'http://127.0.0.1:9', { uid: 'down', name: 'Far away' });
  made = testApp([...types.map((type) => dataSource(type, upstream.url)), down]);
});
afterEach(async () => {
  made.close();
  await upstream.close();
  answers.clear();
  asked.length = 0;
});

const range = { from: 1_795_367_640_000, to: 1_795_368_540_000 };
const post = async <T>(path: string, body: object, signal?: AbortSignal): Promise<T> => {
  const response = await made.app.request(`/api/v1/correlate${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ range, ...body }),
    ...(signal && { signal }),
  });
  return (await response.json()) as T;
};
const count = (sourceUid: string, target: object, more: object = {}): Promise<HitCount> =>
  post('/count', { sourceUid, targets: [{ refId: 'A', ...target }], ...more });

const vector = (value: number) => ({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: {}, value: [1, String(value)] }] },
});
const noVector = { status: 'success', data: { resultType: 'vector', result: [] } };
const stats = (entries: number, bytes = 1000) => ({ streams: 1, chunks: 1, entries, bytes });

describe('counting lines', () => {
  it('asks the index alone for many lines of a bare selector', async () => {
    answers.set('/loki/api/v1/index/stats', stats(123_456));
    expect(await count('loki', { expr: '{app="x"}' })).toEqual({
      kind: 'count',
      count: 123_456,
      isAtLeast: false,
      unit: 'lines',
    });
    expect(asked.map(({ path }) => path)).toEqual(['/loki/api/v1/index/stats']);
  });

  it('counts exactly where the index knows few, and what passes a pipeline', async () => {
    answers.set('/loki/api/v1/index/stats', stats(5));
    answers.set('/loki/api/v1/query', vector(7));
    expect(await count('loki', { expr: '{app="x"}' })).toMatchObject({ count: 7 });
    expect(await count('loki', { expr: '{app="x"} |= "a" # why' })).toMatchObject({ count: 7, unit: 'lines' });
    expect(asked.at(-2)?.params['query']).toBe('{app="x"}');
    expect(asked.at(-1)?.params['query']).toBe(
      'sum(count_over_time({app="x"} |= "a" # why\n| drop __error__ [900000ms]))',
    );
  });

  it('does not read more than a count is worth, and says how much it would be', async () => {
    answers.set('/loki/api/v1/index/stats', stats(1e9, 3.2e11));
    expect(await count('loki', { expr: '{app="x"} |= "a"' })).toEqual({
      kind: 'unknown',
      reason: 'counting would read 320 GB of "my loki"',
    });
    expect(asked).toHaveLength(1);
  });

  it('finds none where there are none', async () => {
    answers.set('/loki/api/v1/index/stats', stats(0, 0));
    answers.set('/loki/api/v1/query', noVector);
    expect(await count('loki', { expr: '{app="x"}' })).toMatchObject({ kind: 'count', count: 0 });
  });

  it('counts without statistics where an older source has none', async () => {
    answers.set('/loki/api/v1/query', vector(3));
    expect(await count('loki', { expr: '{app="x"}' })).toMatchObject({ count: 3 });
  });

  it('counts the series of a metric query', async () => {
    answers.set('/loki/api/v1/index/stats', stats(10));
    answers.set('/loki/api/v1/query', vector(4));
    expect(await count('loki', { expr: 'rate({app="x"}[$__auto])' })).toMatchObject({ count: 4, unit: 'series' });
    expect(asked.at(-1)?.params['query']).toBe('count(rate({app="x"}[15s])\n)');
  });
});

describe('counting traces, series and samples', () => {
  it('counts the spans of a trace, and none where there is no such trace', async () => {
    const span = { spanId: 'a', startTimeUnixNano: '1', name: '"startTimeUnixNano":' };
    answers.set(`/api/v2/traces/${TRACE}`, {
      trace: { resourceSpans: [{ scopeSpans: [{ spans: [span, span, span] }] }] },
    });
    expect(await count('tempo', { query: TRACE })).toMatchObject({ count: 3, unit: 'spans' });
    expect(await count('tempo', { query: TRACE.replace('a', 'b') })).toMatchObject({ count: 0, unit: 'spans' });
  });

  it('stops a search at twenty', async () => {
    const traces = Array.from({ length: 20 }, (_, i) => ({ traceID: (i + 1).toString(16), startTimeUnixNano: '1' }));
    answers.set('/api/search', ({ limit }) => ({ traces: traces.slice(0, Number(limit)) }));
    expect(await count('tempo', { query: '{ status = error }' })).toEqual({
      kind: 'count',
      count: 20,
      isAtLeast: true,
      unit: 'traces',
    });
    answers.set('/api/search', { traces: traces.slice(0, 2) });
    expect(await count('tempo', { query: '{ status = ok }' })).toMatchObject({ count: 2, isAtLeast: false });
  });

  it('counts the series of PromQL at the moment that has the most', async () => {
    const values = [
      [1, '2'],
      [2, '9'],
      [3, '0'],
    ];
    const data = { resultType: 'matrix', result: [{ metric: {}, values }] };
    answers.set('/api/v1/query_range', { status: 'success', data });
    expect(await count('prometheus', { expr: 'rate(x[$__rate_interval])' })).toMatchObject({
      count: 9,
      unit: 'series',
    });
    expect(asked[0]?.params['query']).toBe('count(rate(x[1m])\n)');
  });

  it('says of profiles what is there at least', async () => {
    const points = [1, 2, 0].map((value, index) => ({ value, timestamp: String(range.from + index * 15_000) }));
    answers.set('/querier.v1.QuerierService/SelectSeries', { series: [{ labels: [], points }] });
    const target = { profileTypeId: 'p:cpu:nanoseconds:cpu:nanoseconds', labelSelector: '{a="b"}' };
    expect(await count('grafana-pyroscope-datasource', target)).toMatchObject({
      count: 2,
      isAtLeast: true,
      unit: 'samples',
    });
  });
});

describe('what cannot be counted', () => {
  it('names a source that is down and what happened', async () => {
    expect(await count('down', { expr: '{app="x"}' })).toEqual({
      kind: 'unknown',
      reason: '"Far away" at http://127.0.0.1:9 refused the connection: nothing listens there',
    });
  });

  it("gives the source's own words for a query that it refuses", async () => {
    answers.set('/loki/api/v1/query', (_params, response) => {
      response
        .writeHead(400, { 'content-type': 'text/plain' })
        .end('parse error : queries require at least one matcher');
      return null;
    });
    expect(await count('loki', { expr: '{}' })).toEqual({
      kind: 'unknown',
      reason: '"my loki" rejects the query: parse error : queries require at least one matcher',
    });
  });

  it('is an error where the request itself is wrong', async () => {
    expect(await count('gone', { expr: '{a="b"}' })).toMatchObject({ status: 404 });
    expect(await count('loki', { expr: '{a="b"}' }, { range: { from: 2, to: 1 } })).toMatchObject({ status: 400 });
  });

  it('leaves the source alone once the reader has gone', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    answers.set('/loki/api/v1/index/stats', (_params, response) => {
      response.on('close', () => closed.resolve());
      controller.abort();
      return null;
    });
    const targets = [{ refId: 'A', expr: '{a="b"}' }];
    const answer = await post('/count', { sourceUid: 'loki', targets }, controller.signal).catch(() => null);
    await closed.promise;
    expect(answer).not.toMatchObject({ kind: 'count' });
  });

  it('is asked once, by however many', async () => {
    answers.set('/loki/api/v1/index/stats', stats(2000));
    await Promise.all([1, 2, 3].map(() => count('loki', { expr: '{app="x"}' })));
    await count('loki', { expr: '{app="x"}' });
    expect(asked).toHaveLength(1);
  });
});

describe('widening', () => {
  const expr = `{service_name="pay"} | trace_id="${TRACE}"`;
  const widen = (sourceUid: string, target: object, traceId?: string): Promise<WidenAnswer> =>
    post('/widen', { sourceUid, targets: [{ refId: 'A', ...target }], ...(traceId && { traceId }) });
  const lokiFinds = (matches: (params: Params) => boolean) => {
    answers.set('/loki/api/v1/index/stats', stats(5));
    answers.set('/loki/api/v1/labels', { status: 'success', data: ['pod', 'app'] });
    answers.set('/loki/api/v1/query', (params) => (matches(params) ? vector(2) : noVector));
  };

  it('stops at what was asked when that finds something', async () => {
    lokiFinds(() => true);
    const answer = await widen('loki', { expr }, TRACE);
    expect(answer.matched).toBe('exact');
    expect(answer.steps).toHaveLength(1);
  });

  it('goes 5 s, then 5 min to both sides, and says which found what', async () => {
    lokiFinds(({ query }) => query!.includes('[1500000ms]'));
    const answer = await widen('loki', { expr }, TRACE);
    expect(answer.matched).toBe('5m');
    expect(answer.steps.map(({ id, hits }) => [id, hits.kind === 'count' && hits.count])).toEqual([
      ['exact', 0],
      ['5s', 0],
      ['5m', 2],
    ]);
    expect(answer.steps[2]?.range).toEqual({ from: range.from - 300_000, to: range.to + 300_000 });
  });

  it('then drops the labels for one that the source has, and keeps the trace', async () => {
    lokiFinds(({ query }) => query!.includes('{app=~".+"}'));
    const answer = await widen('loki', { expr }, TRACE);
    expect(answer.matched).toBe('trace');
    expect(answer.steps[3]?.targets).toMatchObject([{ expr: expect.stringContaining(`or trace_id="${TRACE}"`) }]);
  });

  it('says of each step that is not tried why', async () => {
    lokiFinds(() => false);
    const noTrace = await widen('loki', { expr: '{app="x"}' });
    expect(noTrace.matched).toBeNull();
    expect(noTrace.steps[3]?.hits).toEqual({ kind: 'unknown', reason: 'the jump names no trace' });
    const byId = await widen('tempo', { query: TRACE }, TRACE);
    expect(byId.steps.map(({ hits }) => hits.kind)).toEqual(['count', 'unknown', 'unknown', 'unknown']);
  });

  it('asks a source that is down only once', async () => {
    const answer = await widen('down', { expr }, TRACE);
    expect(answer.matched).toBeNull();
    const reasons = new Set(answer.steps.map(({ hits }) => hits.kind === 'unknown' && hits.reason));
    expect([...reasons]).toEqual([expect.stringContaining('"Far away"')]);
  });

  it('finds by its ID the trace that a search misses', async () => {
    answers.set('/api/search', { traces: [] });
    answers.set(`/api/v2/traces/${TRACE}`, { trace: { resourceSpans: [{ startTimeUnixNano: '1' }] } });
    const answer = await widen('tempo', { query: '{ resource.service.name = "x" }' }, TRACE);
    expect(answer.matched).toBe('trace');
    expect(answer.steps.at(-1)?.targets).toEqual([{ refId: 'A', query: TRACE, queryType: 'traceql' }]);
  });
});

it('tells the names of all sources, though one is down and one is empty', async () => {
  answers.set('/loki/api/v1/labels', { status: 'success', data: ['app'] });
  answers.set('/api/v1/labels', { status: 'success', data: [] });
  answers.set('/api/v2/search/tags', {
    scopes: [
      { name: 'resource', tags: ['service.name'] },
      { name: 'intrinsic', tags: ['name'] },
    ],
  });
  answers.set('/querier.v1.QuerierService/LabelNames', { names: ['service_name'] });
  const get = async () => (await (await made.app.request('/api/v1/correlate/vocabulary')).json()) as SourceVocabulary[];
  const expected = [
    { uid: 'loki', labels: ['app'] },
    { uid: 'tempo', labels: ['resource.service.name', 'name'] },
    { uid: 'prometheus', labels: null },
    { uid: 'grafana-pyroscope-datasource', labels: ['service_name'] },
    { uid: 'down', labels: null },
  ];
  expect(await get()).toEqual(expected);
  const before = asked.length;
  expect(await get()).toEqual(expected);
  expect(asked).toHaveLength(before);
});
