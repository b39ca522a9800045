import { describe, expect, test } from 'vitest';
import { openEngine, spansOf } from '../testing/open-engine.ts';

const SHOP = openEngine(`
frontend POST_/cart server 0-100 .http.status_code=200 .size=10 .ratio=0.5 .flags=[a,b] resource.zone=eu .zone=span
  frontend call_cart client 10-90 .peer=cart .retry=true
    cart AddItem server 20-80 .size=30 resource.zone=us
      cart SET client 30-40 .db=redis event.exception.type=Timeout event.exception.type=Reset event.done=1
      cart GET client 40-70 error message=boom .db=redis .size=5
  frontend render internal 91-99 .flags=[b]

frontend GET_/ server 1000-3000 error message=late .http.status_code=500 resource.zone=eu .size=7
  catalog list server 1100-2900 error

shipping poll consumer 5000-5010 link.kind=follows .size=10.0 .empty=_
`).search;

const find = async (q: string) => spansOf(await SHOP(q)).join(' ');

describe('filters', () => {
  test.each([
    ['{ }', '1/1 1/2 1/3 1/4 1/5 1/6 2/1 2/2 3/1'],
    ['{ resource.service.name = "cart" }', '1/3 1/4 1/5'],
    ['{ resource.service.name =~ "c.*" && kind = server }', '1/3 2/2'],
    // Patterns match the whole value.
    ['{ name =~ "ET" }', ''],
    ['{ name =~ ".*ET" }', '1/4 1/5'],
    ['{ name !~ ".* .*" }', '1/3 1/4 1/5 1/6 2/2 3/1'],
    ['{ duration >= 30ms && duration < 100ms }', '1/2 1/3 1/5'],
    ['{ status = error && statusMessage = "boom" }', '1/5'],
    ['{ span:status != error && kind != client }', '1/1 1/3 1/6 3/1'],
    ['{ .size > 6 }', '1/1 1/3 2/1'],
    ['{ .size >= 10.0 }', '3/1'],
    ['{ .size = 10 || .size = 10.0 }', '1/1 3/1'],
    ['{ .ratio < 1.0 }', '1/1'],
    ['{ .ratio < 1 }', ''],
    ['{ .retry }', '1/2'],
    ['{ .retry = false }', ''],
    ['{ .size + 5 = 15 }', '1/1 3/1'],
    ['{ .size * 2 > .http.status_code / 20 }', '1/1'],
    ['{ .size % 3 = 1 }', '1/1 2/1 3/1'],
    ['{ -.size = -30 }', '1/3'],
    ['{ .a.b != "x" }', ''],
    ['{ .db != "mongo" }', '1/4 1/5'],
    ['{ 6 < .size }', '1/1 1/3 2/1'],
    ['{ true }', '1/1 1/2 1/3 1/4 1/5 1/6 2/1 2/2 3/1'],
    ['{ false }', ''],
  ])('%s', async (q, spans) => {
    expect(await find(q)).toBe(spans);
  });
});

describe('scopes', () => {
  test.each([
    // The span's own attribute hides the resource's of the same name.
    ['{ .zone = "eu" }', '2/1'],
    ['{ .zone = "span" }', '1/1'],
    ['{ resource.zone = "eu" }', '1/1 2/1'],
    ['{ span.zone != nil }', '1/1'],
    ['{ resource.zone = nil }', '1/2 1/4 1/5 1/6 2/2 3/1'],
    ['{ .db = nil && kind = client }', '1/2 1/4 1/5'],
    ['{ span.db = nil && kind = client }', '1/2'],
    ['{ event:name = "exception" }', '1/4'],
    ['{ event.type = "Reset" }', '1/4'],
    // Both on one event, which no event is.
    ['{ event:name = "done" && event.type = "Reset" }', ''],
    ['{ event:name = "exception" && event.type = "Reset" }', '1/4'],
    ['{ event:timeSinceStart <= 1ms }', '1/4'],
    ['{ link.kind = "follows" }', '3/1'],
    ['{ link:traceID = "a0000000000000000000000000000063" }', '3/1'],
    ['{ instrumentation:name = "cart-lib" && instrumentation:version = "1.2" }', '1/3 1/4 1/5'],
    ['{ rootName = "GET /" }', '2/1 2/2'],
    ['{ trace:rootService = "shipping" }', '3/1'],
    ['{ traceDuration > 1s }', '2/1 2/2'],
    ['{ trace:id = "a0000000000000000000000000000002" && kind = server }', '2/1 2/2'],
    ['{ span:id = "b000000100000004" }', '1/4'],
    ['{ span:parentID = "b000000100000003" }', '1/4 1/5'],
    ['{ span:childCount = 2 }', '1/1 1/3'],
    ['{ nestedSetParent < 0 }', '1/1 2/1 3/1'],
    ['{ nestedSetLeft = 1 && nestedSetRight = 12 }', '1/1'],
  ])('%s', async (q, spans) => {
    expect(await find(q)).toBe(spans);
  });
});

describe('arrays', () => {
  test.each([
    ['{ .flags = "a" }', '1/1'],
    ['{ .flags = "b" }', '1/1 1/6'],
    ['{ .flags =~ "a|c" }', '1/1'],
    // The elements that differ are fetched, and all of those differ.
    ['{ .flags != "a" }', '1/1 1/6'],
    ['{ .flags = "c" }', ''],
  ])('%s', async (q, spans) => {
    expect(await find(q)).toBe(spans);
  });
});

describe('structure', () => {
  test.each([
    ['{ name = "POST /cart" } >> { .db = "redis" }', '1/4 1/5'],
    ['{ name = "POST /cart" } > { }', '1/2 1/6'],
    ['{ .db = "redis" } << { kind = server }', '1/1 1/3'],
    ['{ .db = "redis" } < { }', '1/3'],
    ['{ name = "SET" } ~ { }', '1/5'],
    ['{ kind = client } ~ { kind = client }', '1/4 1/5'],
    ['{ status = error } >> { status = error }', '2/2'],
    ['{ status = error } !>> { kind = server }', '1/1 1/3 2/1'],
    ['{ resource.service.name = "frontend" } !> { kind = server }', '1/1 2/1'],
    ['{ } !< { }', '1/4 1/5 1/6 2/2 3/1'],
    ['{ name = "SET" } !<< { kind = server }', '2/1 2/2'],
    ['{ name = "SET" } !~ { kind = client }', '1/2 1/4'],
    ['{ kind = server } &>> { .db = "redis" }', '1/1 1/3 1/4 1/5'],
    ['{ kind = server } &> { .db = "redis" }', '1/3 1/4 1/5'],
    ['{ .db = "redis" } &< { kind = server }', '1/3 1/4 1/5'],
    ['{ name = "SET" } &<< { kind = server }', '1/1 1/3 1/4'],
    ['{ name = "SET" } &~ { name = "GET" }', '1/4 1/5'],
    ['{ .db = "redis" } && { .flags = "b" }', '1/1 1/4 1/5 1/6'],
    ['{ .db = "redis" } && { .db = "mongo" }', ''],
    ['{ name = "SET" } || { name = "poll" }', '1/4 3/1'],
    ['({ name = "POST /cart" } > { }) > { kind = server }', '1/3'],
    ['{ .db = "redis" } | { status = error }', '1/5'],
  ])('%s', async (q, spans) => {
    expect(await find(q)).toBe(spans);
  });

  test('puts a parent that comes late above its children', async () => {
    const { engine, search } = openEngine('');
    const { tracesFromText } = await import('../testing/traces-from-text.ts');
    const [parent, child] = tracesFromText('a root server 0-9\n  b leaf client 1-2');
    engine.writeOtlp([child!]);
    expect(spansOf(await search('{ name = "root" } >> { }'))).toEqual([]);
    engine.writeOtlp([parent!]);
    expect(spansOf(await search('{ name = "root" } >> { }'))).toEqual(['1/2']);
    expect((await search('{}'))[0]).toMatchObject({ rootServiceName: 'a', rootTraceName: 'root', durationMs: 9 });
  });

  test('knows no relation of spans whose root is missing', async () => {
    const { search } = openEngine('a lost server 0-9 orphan\n  b leaf client 1-2');
    expect(spansOf(await search('{ } >> { }'))).toEqual([]);
    expect(spansOf(await search('{ nestedSetLeft = 0 }'))).toEqual(['1/1', '1/2']);
    expect((await search('{}'))[0]).toMatchObject({ rootServiceName: '<root span not yet received>' });
  });
});

describe('pipelines', () => {
  test.each([
    ['{ } | count() = 2', '2/1 2/2'],
    ['{ kind = client } | count() > 2', '1/2 1/4 1/5'],
    ['{ } | avg(duration) > 1s', '2/1 2/2'],
    ['{ } | max(.size) = 30', '1/1 1/2 1/3 1/4 1/5 1/6'],
    ['{ .size > 0 } | sum(.size) = 45', '1/1 1/3 1/5'],
    ['{ } | min(duration) < 10ms', '1/1 1/2 1/3 1/4 1/5 1/6'],
    ['{ } | by(resource.service.name) | count() = 3', '1/1 1/2 1/3 1/4 1/5 1/6'],
    ['{ } | by(resource.service.name) | count() = 3 | coalesce() | count() = 6', '1/1 1/2 1/3 1/4 1/5 1/6'],
    ['{ } | by(name) | count() > 1', ''],
    ['({ kind = client } | count() > 2) && ({ status = error } | count() = 1)', '1/2 1/4 1/5'],
  ])('%s', async (q, spans) => {
    expect(await find(q)).toBe(spans);
  });

  test('shows groups and aggregates on their span sets', async () => {
    const [trace] = await SHOP('{ kind = client } | by(resource.service.name) | avg(duration) > 1ms');
    expect(trace?.spanSets?.map(({ matched, attributes }) => ({ matched, attributes }))).toEqual([
      {
        matched: 1,
        attributes: [
          { key: 'by(resource.service.name)', value: { stringValue: 'frontend' } },
          { key: 'avg(duration)', value: { stringValue: '80ms' } },
        ],
      },
      {
        matched: 2,
        attributes: [
          { key: 'by(resource.service.name)', value: { stringValue: 'cart' } },
          { key: 'avg(duration)', value: { stringValue: '20ms' } },
        ],
      },
    ]);
    expect(trace?.spanSet).toEqual(trace?.spanSets?.[0]);
  });

  test('refuses a structural operator after grouping', async () => {
    await expect(SHOP('({ } | by(name)) > ({ } | by(name))')).rejects.toThrow(
      '500 spanset operators are not supported for multiple spansets per trace. consider using coalesce()',
    );
  });
});

describe('listed attributes', () => {
  const listed = async (q: string) => {
    const [trace] = await SHOP(q);
    const span = trace?.spanSets?.[0]?.spans[0];
    return [
      span?.name,
      ...(span?.attributes ?? []).map(({ key, value }) => `${key}=${String(Object.values(value)[0])}`),
    ];
  };
  test.each([
    ['{ span:id = "b000000100000005" }', [undefined]],
    ['{ span:id = "b000000100000005" && status = error && .db = "redis" }', [undefined, 'db=redis', 'status=error']],
    [
      '{ span:id = "b000000100000005" } | select(name, kind, .size, resource.service.name)',
      ['GET', 'size=5', 'service.name=cart', 'kind=client'],
    ],
    // Only what met a condition: the size did not.
    ['{ span:id = "b000000100000005" || span.size = 30 }', [undefined, 'size=30']],
    ['{ span:id = "b000000100000005" && span.nope = nil }', [undefined, 'nope=nil']],
    ['{ .flags = "a" }', [undefined, 'flags=a']],
    ['{ name = "SET" && event.type != nil }', ['SET', 'type=Reset']],
  ])('%s', async (q, attributes) => {
    expect(await listed(q)).toEqual(attributes);
  });
});

test('negates after fetching, so that only what met a condition can be negated', async () => {
  expect(await find('{ !(status = error) }')).toBe('');
  expect(await find('{ !(status = error) && kind = server }')).toBe('');
  expect(await find('{ !(.retry) }')).toBe('');
  expect(await find('{ .retry && !(name = "x") }')).toBe('');
});

test('lists most recent traces first, as many spans as wanted, and counts all', async () => {
  const traces = await SHOP('{}', { limit: 2, spss: 1 });
  expect(traces.map(({ rootTraceName }) => rootTraceName)).toEqual(['poll', 'GET /']);
  expect(traces[1]?.spanSets).toMatchObject([{ matched: 2 }]);
  expect(traces[1]?.spanSets?.[0]?.spans).toHaveLength(1);
  expect(traces[1]?.serviceStats).toEqual({
    catalog: { spanCount: 1, errorCount: 1 },
    frontend: { spanCount: 1, errorCount: 1 },
  });
});
