import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceType } from '../contract/source.ts';
import { capture, type Capture } from '../testing/captures.ts';
import { dataSource, stub, testApp, type Stub, type TestApp } from '../testing/app.ts';

/** What each answer will be, by path; other paths are 404. */
const answers = new Map<string, Pick<Capture['response'], 'status' | 'contentType' | 'body'>>();
let upstream: Stub;
let made: TestApp;
const bodies: string[] = [];

beforeEach(async () => {
  upstream = await stub((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      const answer = answers.get(request.url!.split('?')[0]!);
      response.writeHead(answer?.status ?? 404, { 'content-type': answer?.contentType ?? 'text/plain' });
      response.end(
        typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? '404 page not found'),
      );
    });
  });
  const types: SourceType[] = ['loki', 'tempo', 'prometheus'];
  const jsonData = { customQueryParameters: 'max_source_resolution=5m&dedup=true', queryTimeout: '20s' };
  made = testApp(types.map((type) => dataSource(type, upstream.url, type === 'prometheus' ? { jsonData } : {})));
});
afterEach(async () => {
  made.close();
  await upstream.close();
  answers.clear();
  bodies.length = 0;
});

const post = async (path: string, body: object) => {
  const response = await made.app.request(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const get = async (path: string) => {
  const response = await made.app.request(`/api/v1${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const asked = (index = 0) => {
  const { pathname, searchParams } = new URL(upstream.requests[index]!.url!, 'http://x');
  return {
    path: pathname,
    params: Object.fromEntries(searchParams),
    form: Object.fromEntries(new URLSearchParams(bodies[index])),
  };
};
const range = { start: 1795367640000, end: 1795368540000 };
const replay = (backend: Parameters<typeof capture>[0], name: string) => {
  const { request, response } = capture(backend, name);
  answers.set(request.path, response);
};

describe('Prometheus is asked', () => {
  it('in seconds, by form, with the parameters of its settings', async () => {
    replay('prometheus', 'range-01');
    const { status, body } = await post('/prometheus/prometheus/query-range', { query: 'up', ...range, step: 15000 });
    expect(status).toBe(200);
    expect(body['resultType']).toBe('matrix');
    expect(asked()).toEqual({
      path: '/api/v1/query_range',
      params: { max_source_resolution: '5m', dedup: 'true' },
      form: { query: 'up', start: '1795367640', end: '1795368540', step: '15', stats: 'true', timeout: '20s' },
    });
  });

  it('for exemplars of a query that has no selector, which are none', async () => {
    answers.set('/api/v1/query_exemplars', { status: 204, contentType: '', body: '' });
    const { status, body } = await post('/prometheus/prometheus/exemplars', { query: 'vector(1)', ...range });
    expect([status, body]).toEqual([200, { exemplars: [] }]);
  });

  it('for values of labels that a path cannot hold', async () => {
    await get(`/prometheus/prometheus/label-values?name=http.route_x&start=0&end=1000&match=up&match=down`);
    expect(upstream.requests[0]?.url).toMatch(
      /^\/api\/v1\/label\/U__http_2e_route__x\/values\?start=0&end=1&match%5B%5D=up&match%5B%5D=down/,
    );
  });

  it.each([
    ['error-parse', 422, 'invalid parameter "query": 1:16: parse error: unclosed left parenthesis', 15],
    ['error-many-to-many', 422, expect.stringMatching(/^found duplicate series/), undefined],
  ])('and its %s comes through', async (...[name, status, detail, position]) => {
    replay('prometheus', name);
    const answer = await post('/prometheus/prometheus/query-range', {
      query: 'sum(rate(x[5m])',
      ...range,
      step: 15000,
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ type: 'query-rejected', detail, source: { uid: 'prometheus' } });
    expect(answer.body['position']).toBe(position);
  });
});

describe('a formatter', () => {
  it('lays out PromQL and LogQL as the source does', async () => {
    replay('prometheus', 'format-query');
    replay('loki', 'format-query');
    const promql = await post('/prometheus/prometheus/format', { query: 'sum(rate(x[5m]))by(a)' });
    const logql = await post('/loki/loki/format', { query: '{a="b"}|=  "x"|json' });
    expect([promql.body, logql.body]).toEqual([
      { query: 'sum by (a) (rate(x[5m]))' },
      { query: '{a="b"} |= "x" | json' },
    ]);
  });

  it.each(['prometheus', 'loki'])('that %s does not have is said to be missing', async (name) => {
    const answer = await post(`/${name}/${name}/format`, { query: 'up' });
    expect(answer).toMatchObject({
      status: 404,
      body: { type: 'not-found', detail: expect.stringMatching(/has no formatter/) },
    });
  });

  it('says where the query is wrong', async () => {
    replay('loki', 'error-parse');
    answers.set('/loki/api/v1/format_query', answers.get('/loki/api/v1/query_range')!);
    const answer = await post('/loki/loki/format', { query: '{service_name="frontend"' });
    expect(answer).toMatchObject({ status: 422, body: { position: 24 } });
  });
});

describe('Loki is asked', () => {
  it('in nanoseconds, for labels in categories', async () => {
    replay('loki', 'logs-categorized');
    const { body } = await post('/loki/loki/query-range', {
      query: '{a="b"}',
      start: 1795367640000.5,
      end: range.end,
      limit: 20,
    });
    expect(body).toMatchObject({ kind: 'logs', logs: { timestamps: expect.arrayContaining(['1795368535502113000']) } });
    expect(asked().params).toEqual({
      query: '{a="b"}',
      start: '1795367640000500000',
      end: '1795368540000000000',
      limit: '20',
      direction: 'backward',
    });
    expect(upstream.requests[0]?.headers).toMatchObject({
      'x-loki-response-encoding-flags': 'categorize-labels',
      'x-query-tags': 'Source=sightline',
    });
  });

  it('for series where the query is one of metrics', async () => {
    replay('loki', 'metric-03');
    const { body } = await post('/loki/loki/query-range', { query: 'rate({a="b"}[1m])', ...range, step: 60000 });
    expect(body).toMatchObject({ kind: 'metrics', metrics: { resultType: 'matrix' } });
    expect(asked().params['step']).toBe('60000ms');
  });

  it('for the volume of whole buckets, whatever ends the query', async () => {
    replay('loki', 'metric-03');
    const { body } = await post('/loki/loki/volume', {
      query: '{a="b"} # c',
      start: range.start + 1,
      end: range.end - 1,
      step: 60000,
    });
    expect(asked().params).toMatchObject({
      query: 'sum by (level, detected_level) (count_over_time({a="b"} # c\n| drop __error__ [60000ms]))',
      start: '1795367700000000000',
      end: '1795368540000000000',
    });
    expect((body['times'] as number[])[0]).toBe(1795367640000);
  });

  it('for the values of a field that it detected', async () => {
    replay('loki', 'detected-field-values');
    const query = new URLSearchParams({ query: '{a="b"}', start: '0', end: '1', name: 'route' });
    expect((await get(`/loki/loki/field-values?${query}`)).body).toEqual(['/', '/checkout', '/product/:id', '/cart']);
  });

  it('and its plain-text errors come through, with the place', async () => {
    replay('loki', 'error-parse');
    const { status, body } = await post('/loki/loki/query-range', { query: '{service_name="frontend"', ...range });
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: expect.stringMatching(/^parse error at line 1, col 25/), position: 24 });
  });
});

describe('Tempo is asked', () => {
  const path = '/tempo/tempo/traces/aafd1f254f2e92bcddf70ab297ae0ab3';

  it('for a trace by v2, in whole seconds', async () => {
    replay('tempo', 'trace-v2-error');
    const { body } = await get(`${path}?start=1795367580900&end=1795368600100`);
    expect(body['spans']).toHaveLength(9);
    expect(asked()).toMatchObject({
      path: expect.stringMatching(/^\/api\/v2\/traces/),
      params: { start: '1795367580', end: '1795368601' },
    });
  });

  it('by v1 where it has no v2', async () => {
    replay('tempo', 'trace-v1-error');
    expect((await get(path)).body['spans']).toHaveLength(9);
    expect(upstream.requests.map((request) => request.url)).toEqual([
      '/api/v2/traces/aafd1f254f2e92bcddf70ab297ae0ab3',
      '/api/traces/aafd1f254f2e92bcddf70ab297ae0ab3',
    ]);
  });

  it('for a trace that is not there', async () => {
    expect(await get(path)).toMatchObject({ status: 404, body: { type: 'not-found', source: { uid: 'tempo' } } });
    replay('tempo', 'trace-missing');
    expect(await get('/tempo/tempo/traces/1')).toMatchObject({ status: 404 });
    expect((await get('/tempo/tempo/traces/zz')).status).toBe(400);
  });

  it('for searches, metrics and tags', async () => {
    replay('tempo', 'search-03');
    replay('tempo', 'metrics-03');
    replay('tempo', 'tag-values');
    await post('/tempo/tempo/search', { query: '{ status = error }', ...range, spansPerSpanSet: 5 });
    const metrics = await post('/tempo/tempo/metrics', { query: '{} | rate()', ...range, step: 60000 });
    await get('/tempo/tempo/tag-values?tag=resource.service.name&query=%7B%7D');
    expect(metrics.body['exemplars']).toEqual(
      expect.arrayContaining([expect.objectContaining({ traceId: expect.stringMatching(/^.{32}$/) })]),
    );
    expect([0, 1, 2].map((index) => asked(index))).toMatchObject([
      { params: { q: '{ status = error }', limit: '20', spss: '5', start: '1795367640', end: '1795368540' } },
      { params: { q: '{} | rate()', step: '60000ms' } },
      { path: '/api/v2/search/tag/resource.service.name/values', params: { q: '{}' } },
    ]);
  });

  it('and its health is an echo, not any answer', async () => {
    replay('tempo', 'echo');
    expect((await get('/sources/tempo/health')).body).toMatchObject({ ok: true });
    answers.set('/api/echo', { status: 200, contentType: 'text/html', body: '<html>' });
    expect((await get('/sources/tempo/health')).body).toMatchObject({
      ok: false,
      message: expect.stringMatching(/web page/),
    });
  });
});

it('a source is asked only by routes of its type', async () => {
  expect(await post('/loki/tempo/query-range', { query: '{}', ...range })).toMatchObject({ status: 404 });
  expect(upstream.requests).toHaveLength(0);
});
