import { describe, expect, test } from 'vitest';
import { decodeTracesProto } from '../../otlp/traces-proto.ts';
import { PbfReader } from 'pbf';
import { openEngine } from '../testing/open-engine.ts';
import { EPOCH_SECONDS, traceIdOf } from '../testing/traces-from-text.ts';

const { get } = openEngine(`
frontend GET_/ server 0-100 error message=late .http.method=GET .n=5 .ok=true .tags=[a,b] resource.zone=eu event.boom.type=X
  cart load client 10-90 .db.name=redis .n=2.5 link.kind=follows

catalog list server 60000-60010 .n=7
`);
const text = async (answer: Response | Promise<Response>) => [(await answer).status, await (await answer).text()];
const json = async (path: string, params = {}) => (await (await get(path, params)).json()) as never;

describe('search parameters', () => {
  test.each([
    [{ q: '{', limit: 1 }, 'invalid TraceQL query: parse error at line 1, col 2: syntax error: unexpected $end'],
    [{ q: '{ kind = 1 }' }, 'invalid TraceQL query: binary operations must operate on the same type: kind = 1'],
    [{ limit: 0 }, 'invalid limit: must be a positive number'],
    [{ limit: 'x' }, 'invalid limit: strconv.ParseUint: parsing "x": invalid syntax'],
    [{ limit: 300_000 }, 'limit 300000 exceeds max limit 262144'],
    [{ spss: 101 }, 'spans per span set exceeds 100. received 101'],
    [{ start: 10, end: 10 }, 'http parameter start must be before end. received start=10 end=10'],
    [{ start: 1, end: 700_000 }, 'range specified by start and end exceeds 168h0m0s. received start=1 end=700000'],
    [{ q: '{}', tags: 'a=b' }, "invalid request: can't specify tags and q in the same query"],
    [{ tags: 'a=b a=c' }, 'invalid tags: tag a has been set twice'],
    [{ minDuration: 'soon' }, 'invalid minDuration: time: invalid duration "soon"'],
    [{ minDuration: '2s', maxDuration: '1s' }, 'invalid maxDuration: must be greater than minDuration'],
    [
      { q: `{ .a = "${'x'.repeat(131_072)}" }` },
      /^TraceQL expression exceeds the configured maximum size of 131072 bytes/,
    ],
    [{ q: '({} | rate()) + ({} | rate())' }, 'math expressions not supported'],
  ])('%o', async (params, message) => {
    const answer = await get('/api/search', params);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8$/i);
    expect(await text(answer)).toEqual([400, typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  test('narrows to traces that overlap the range', async () => {
    const found = async (start: number, end: number) =>
      (
        (await json('/api/search', { q: '{}', start: EPOCH_SECONDS + start, end: EPOCH_SECONDS + end })) as {
          traces: { rootTraceName: string }[];
        }
      ).traces.map((trace) => trace.rootTraceName);
    expect(await found(0, 1)).toEqual(['GET /']);
    expect(await found(1, 59)).toEqual([]);
    expect(await found(-10, 100)).toEqual(['list', 'GET /']);
  });

  test('finds the spans of a metrics query', async () => {
    expect(await json('/api/search', { q: '{ kind = client } | rate()' })).toMatchObject({
      traces: [{ rootTraceName: 'GET /' }],
    });
  });

  test.each([
    [{ tags: 'service.name=cart' }, ['GET /']],
    [{ tags: 'service.name=ca name=list' }, ['list']],
    [{ tags: 'db.name=redis' }, ['GET /']],
    [{ tags: 'db.name=red' }, []],
    [{ tags: 'zone=eu db.name=redis' }, []],
    [{ tags: 'status.code=error' }, ['GET /']],
    [{ tags: 'root.service.name=catalog' }, ['list']],
    [{ minDuration: '50ms' }, ['GET /']],
    [{ maxDuration: '50ms' }, ['list']],
    [{}, ['list', 'GET /']],
  ])('the old search takes %o', async (params, names) => {
    const { traces } = (await json('/api/search', params)) as {
      traces: { rootTraceName: string; spanSets?: unknown }[];
    };
    expect(traces.map(({ rootTraceName }) => rootTraceName)).toEqual(names);
    expect(traces.every(({ spanSets }) => spanSets === undefined)).toBe(true);
  });

  test('stops a query that touches too much', async () => {
    const small = openEngine('a op server 0-1\n  a op client 0-1', { maxQueryItems: 1 });
    expect(await text(small.get('/api/search', { q: '{}' }))).toMatchObject([
      422,
      'query would touch more than 1 items',
    ]);
  });
});

describe('trace by ID', () => {
  test('as JSON, under its two names', async () => {
    const v1 = (await json(`/api/traces/${traceIdOf(1)}`)) as { batches: unknown };
    const v2 = (await json(`/api/v2/traces/${traceIdOf(1).toUpperCase()}`)) as { trace: { resourceSpans: unknown } };
    expect(v1.batches).toEqual(v2.trace.resourceSpans);
    expect(v1.batches).toMatchObject([
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'frontend' } }, {}] },
        scopeSpans: [
          {
            scope: { name: 'frontend-lib', version: '1.2' },
            spans: [
              {
                traceId: Buffer.from(traceIdOf(1), 'hex').toString('base64'),
                kind: 'SPAN_KIND_SERVER',
                startTimeUnixNano: '1767225600000000000',
                attributes: [
                  { key: 'http.method', value: { stringValue: 'GET' } },
                  { key: 'n', value: { intValue: '5' } },
                  { key: 'ok', value: { boolValue: true } },
                  { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
                ],
                events: [{ name: 'boom' }],
                status: { code: 'STATUS_CODE_ERROR', message: 'late' },
              },
            ],
          },
        ],
      },
      {},
    ]);
  });

  test('as protobuf when that is accepted', async () => {
    const accept = { accept: 'application/protobuf' };
    const v1 = await get(`/api/traces/${traceIdOf(1)}`, {}, accept);
    expect(v1.headers.get('content-type')).toBe('application/protobuf');
    const batch = decodeTracesProto(new Uint8Array(await v1.arrayBuffer()));
    expect(batch.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)))).toEqual(
      ['GET /', 'load'],
    );
    const v2 = await get(`/api/v2/traces/${traceIdOf(1)}`, {}, accept);
    const trace = new PbfReader(new Uint8Array(await v2.arrayBuffer())).readFields(
      (tag: number, found: Uint8Array[], reader: PbfReader) => {
        if (tag === 1) found.push(reader.readBytes());
      },
      [] as Uint8Array[],
    );
    expect(decodeTracesProto(trace[0]!)).toEqual(batch);
  });

  test('says what is missing or wrong', async () => {
    expect(await text(get('/api/traces/1'))).toMatchObject([404, 'trace not found']);
    expect(await text(get('/api/v2/traces/1', { mode: 'x' }))).toMatchObject([400, 'invalid value for mode x']);
    expect((await get('/api/traces/1', { start: 'x' })).status).toBe(400);
    expect(await json('/api/v2/traces/1')).toEqual({ trace: {}, metrics: {} });
    expect(await text(get('/api/traces/12g'))).toMatchObject([
      400,
      "trace IDs can only contain hex characters: invalid character 'g' at position 3",
    ]);
    expect(await text(get(`/api/v2/traces/${'1'.repeat(33)}`))).toMatchObject([
      400,
      "trace IDs can't be larger than 128 bits",
    ]);
  });
});

describe('tags', () => {
  const scopes = async (params = {}) =>
    Object.fromEntries(
      ((await json('/api/v2/search/tags', params)) as { scopes: { name: string; tags: string[] }[] }).scopes.map(
        ({ name, tags }) => [name, tags],
      ),
    );

  test('by scope', async () => {
    expect(await scopes()).toMatchObject({
      span: ['db.name', 'http.method', 'n', 'ok', 'tags'],
      resource: ['service.name', 'zone'],
      event: ['type'],
      link: ['kind'],
      intrinsic: expect.arrayContaining(['span:name', 'rootName']),
    });
    expect(await scopes({ scope: 'event' })).toEqual({ event: ['type'] });
    expect(Object.keys(await scopes({ scope: 'intrinsic' }))).toEqual(['intrinsic']);
    expect(await text(get('/api/v2/search/tags', { scope: 'nope' }))).toMatchObject([400, 'invalid scope: nope']);
    expect(await json('/api/search/tags')).toMatchObject({
      tagNames: ['db.name', 'http.method', 'kind', 'n', 'ok', 'service.name', 'tags', 'type', 'zone'],
    });
  });

  test('narrowed by a query and a range; names with a column of their own stay', async () => {
    expect(await scopes({ q: '{ resource.service.name = "cart" }' })).toMatchObject({
      span: ['db.name', 'http.method', 'n'],
      resource: ['service.name'],
    });
    expect(await scopes({ start: EPOCH_SECONDS + 30, end: EPOCH_SECONDS + 90 })).toMatchObject({ span: ['n'] });
    // Half typed, unscoped or structural: as far as it goes.
    expect(await scopes({ q: '{ resource.service.name = "cart" && span.n = ' })).toMatchObject({
      span: ['db.name', 'http.method', 'n'],
    });
    expect((await scopes({ q: '{ .db.name = "redis" }' })).span).toContain('ok');
    expect((await scopes({ q: '{ kind = client } >> { kind = server }' })).span).toContain('ok');
  });

  const values = async (name: string, params = {}) =>
    ((await json(`/api/v2/search/tag/${name}/values`, params)) as { tagValues: { type: string; value?: string }[] })
      .tagValues;
  const texts = async (name: string, params = {}) =>
    (await values(name, params)).map(({ type, value }) => `${type}:${value ?? ''}`).sort();

  test.each([
    ['resource.service.name', ['string:cart', 'string:catalog', 'string:frontend']],
    ['span.n', ['float:2.5', 'int:5', 'int:7']],
    ['.tags', ['string:a', 'string:b']],
    ['span.ok', ['bool:true']],
    ['event.type', ['string:X']],
    ['event:name', ['string:boom']],
    ['link.kind', ['string:follows']],
    ['name', ['string:GET /', 'string:list', 'string:load']],
    ['span:statusMessage', ['string:', 'string:late']],
    ['rootServiceName', ['string:catalog', 'string:frontend']],
    ['trace:duration', ['int:10000000', 'int:100000000']],
    ['span:childCount', ['int:0', 'int:1']],
    ['instrumentation:name', ['string:cart-lib', 'string:catalog-lib', 'string:frontend-lib']],
    [
      'kind',
      [
        'keyword:client',
        'keyword:consumer',
        'keyword:internal',
        'keyword:producer',
        'keyword:server',
        'keyword:unspecified',
      ],
    ],
    ['span:duration', []],
    ['span:id', []],
    ['span.nope', []],
  ])('values of %s', async (name, expected) => {
    expect(await texts(name)).toEqual(expected);
  });

  test('values narrowed by a query, a range and a limit', async () => {
    expect(await texts('span.n', { q: '{ kind = server }' })).toEqual(['int:5', 'int:7']);
    expect(await texts('span.n', { q: '{ span.db.name = "redis" || resource.service.name = "catalog" }' })).toEqual([
      'float:2.5',
      'int:7',
    ]);
    expect(await texts('span.n', { end: EPOCH_SECONDS + 30, start: EPOCH_SECONDS - 1 })).toEqual([
      'float:2.5',
      'int:5',
    ]);
    expect(await texts('span.n', { q: '{ kind = server } | rate()' })).toEqual(['int:5', 'int:7']);
    // Where a span lacks it, an attribute has no value to choose.
    expect(await texts('span.http.method')).toEqual(['string:GET']);
    expect(await texts('span.n', { limit: 1 })).toHaveLength(1);
    expect(await text(get('/api/v2/search/tag/nope/values'))).toMatchObject([
      400,
      expect.stringContaining('please provide a valid tagName'),
    ]);
  });

  test('values of the old API are texts', async () => {
    const old = async (name: string) =>
      ((await json(`/api/search/tag/${name}/values`)) as { tagValues: string[] }).tagValues.sort();
    expect(await old('service.name')).toEqual(['cart', 'catalog', 'frontend']);
    expect(await old('n')).toEqual(['2.5', '5', '7']);
    expect(await old('error')).toEqual(['true']);
  });
});

test('answers health checks', async () => {
  expect(await text(get('/api/echo'))).toMatchObject([200, 'echo\n']);
  expect(await text(get('/ready'))).toMatchObject([200, 'ready\n']);
  expect(Object.keys(await json('/api/status/buildinfo'))).toContain('version');
});
