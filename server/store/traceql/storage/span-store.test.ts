import { describe, expect, test } from 'vitest';
import type { ResourceSpans, Span } from '../../telemetry.ts';
import { EPOCH_NANO, traceIdOf, tracesFromText } from '../testing/traces-from-text.ts';
import { CHUNK_ROWS } from './chunk.ts';
import { createSpanStore, MAX_TRACE_BYTES } from './span-store.ts';
import { estimateSpanBytes } from './span-size.ts';
import { toResourceSpans } from './trace-batch.ts';
import { encodeTraces } from '../../otlp/encode-proto.ts';

const spanWith = (changes: Partial<Span>): Span => ({
  traceId: traceIdOf(1),
  spanId: '00000000000000ff',
  parentSpanId: '',
  traceState: '',
  name: 'op',
  kind: 2,
  startUnixNano: EPOCH_NANO,
  endUnixNano: EPOCH_NANO + 5n,
  attributes: [],
  events: [],
  links: [],
  statusCode: 0,
  statusMessage: '',
  ...changes,
});
const batchOf = (...spans: Span[]): ResourceSpans[] => [
  {
    resource: { attributes: [{ key: 'service.name', value: 'shop' }] },
    scopeSpans: [{ scope: { name: 'lib', version: '1', attributes: [] }, spans }],
  },
];
function readBack(batch: readonly ResourceSpans[]): readonly ResourceSpans[] {
  const store = createSpanStore();
  expect(store.write(batch)).toEqual({ rejected: 0, message: '' });
  const trace = store.trace(batch[0]?.scopeSpans[0]?.spans[0]?.traceId ?? '');
  return trace ? toResourceSpans(store, trace) : [];
}

describe('what went in comes out', () => {
  test('values of every type, events, links, states and messages', () => {
    const attributes = [
      { key: 'text', value: 'ü' },
      { key: 'small', value: -5n },
      { key: 'big', value: 9_007_199_254_740_993n },
      { key: 'negative', value: -9_007_199_254_740_993n },
      { key: 'double', value: 5 },
      { key: 'flag', value: false },
      { key: 'list', value: ['a', 'b'] },
      { key: 'mixed', value: ['a', 1n, null] },
      { key: 'empty', value: [] },
      { key: 'map', value: { entries: [{ key: 'x', value: 1.5 }] } },
      { key: 'bytes', value: Uint8Array.of(1, 2) },
      { key: 'nothing', value: null },
    ];
    const batch = batchOf(
      spanWith({
        attributes,
        parentSpanId: '00000000000000aa',
        traceState: 'a=b',
        kind: 5,
        startUnixNano: 1n,
        endUnixNano: 18_446_744_073_709_551_615n,
        events: [{ timeUnixNano: EPOCH_NANO + 1n, name: 'e', attributes }],
        links: [{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceState: 'x=y', attributes }],
        statusCode: 2,
        statusMessage: 'no',
      }),
    );
    expect(readBack(batch)).toEqual(batch);
  });

  test('spans under their own resources and scopes', () => {
    const batch = tracesFromText('a one server 0-9\n  b two client 1-2\n  a three client 3-4');
    const back = readBack(batch);
    expect(back.map(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)))).toEqual([
      ['one', 'three'],
      ['two'],
    ]);
  });
});

test('a span that is sent again is kept once; the two sides of a shared ID are two spans', () => {
  const store = createSpanStore();
  const again = batchOf(spanWith({}), spanWith({}), spanWith({ kind: 3 }));
  store.write(again);
  store.write(again);
  expect(store.usage().items).toBe(2);
  const many = batchOf(
    ...Array.from({ length: 50 }, (_, index) => spanWith({ spanId: index.toString(16).padStart(16, 'c') })),
  );
  store.write(many);
  store.write(many);
  expect(store.usage().items).toBe(52);
});

test('refuses spans without valid IDs and takes the others', () => {
  const store = createSpanStore();
  const result = store.write(batchOf(spanWith({ traceId: '' }), spanWith({ spanId: 'ab' }), spanWith({})));
  expect(result).toEqual({
    rejected: 2,
    message: 'trace ids must be 128 bit, received 0 bits; span ids must be 64 bit, received 8 bits',
  });
  expect(store.usage().items).toBe(1);
});

test('refuses what would make a trace larger than Tempo lets it be', () => {
  const store = createSpanStore();
  const large = spanWith({ attributes: [{ key: 'blob', value: 'x'.repeat(MAX_TRACE_BYTES - 1000) }] });
  expect(store.write(batchOf(large)).rejected).toBe(0);
  const next = spanWith({ spanId: '00000000000000ee', attributes: [{ key: 'blob', value: 'x'.repeat(1000) }] });
  const result = store.write(batchOf(next, spanWith({ traceId: traceIdOf(2) })));
  expect(result.rejected).toBe(1);
  expect(result.message).toMatch(
    /^TRACE_TOO_LARGE: max size of trace \(5000000\) exceeded while adding \d+ bytes to trace a0+1 /,
  );
});

test('estimates the size of a span to the byte', () => {
  const [batch] = tracesFromText(
    'shop op client 0-9 error message=late .a=b .n=300 .f=1.5 .t=true .l=[x,y] event.e.k=v link.k=v',
  );
  const { resource, scopeSpans } = batch as ResourceSpans;
  const drawn = scopeSpans[0]?.spans[0] as Span;
  // The encoder writes empty texts as well, so none is empty here.
  const links = drawn.links.map((link) => ({ ...link, traceState: 'l=1' }));
  const span = { ...drawn, traceState: 's=1', parentSpanId: 'ab'.repeat(8), links };
  const size = (count: number) =>
    encodeTraces([
      {
        resource,
        scopeSpans: [
          { scope: { name: '', version: '', attributes: [] }, spans: Array.from({ length: count }, () => span) },
        ],
      },
    ]).length;
  // A third span adds itself, its tag and a length of two bytes; the lengths around it do not grow any more.
  expect(size(3) - size(2)).toBe(estimateSpanBytes(span) + 3);
});

describe('dropping', () => {
  const spansAt = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => {
      const startUnixNano = EPOCH_NANO + BigInt(from + index) * 1_000_000_000n;
      return spanWith({ traceId: traceIdOf(from + index + 1), startUnixNano, endUnixNano: startUnixNano + 1n });
    });

  test('forgets traces that are wholly older and frees their memory', () => {
    const store = createSpanStore();
    store.write(batchOf(...spansAt(CHUNK_ROWS * 2, 0)));
    const before = store.usage();
    expect(before).toMatchObject({ items: CHUNK_ROWS * 2, oldestUnixNano: EPOCH_NANO });
    store.dropBefore(EPOCH_NANO + BigInt(CHUNK_ROWS) * 1_000_000_000n);
    const after = store.usage();
    expect(after.items).toBe(CHUNK_ROWS);
    expect(after.oldestUnixNano).toBe(EPOCH_NANO + BigInt(CHUNK_ROWS) * 1_000_000_000n);
    expect(after.bytes).toBeLessThan(before.bytes * 0.6);
    expect(store.trace(traceIdOf(1))).toBeUndefined();
    expect(store.trace(traceIdOf(CHUNK_ROWS + 1))?.rows).toHaveLength(1);
    store.write(batchOf(...spansAt(1, 0)));
    expect(store.tracesByStart().at(-1)?.id).toBe(traceIdOf(1));
  });

  test('keeps a trace that reaches into what is kept', () => {
    const store = createSpanStore();
    store.write(batchOf(spanWith({ endUnixNano: EPOCH_NANO + 100n })));
    store.dropBefore(EPOCH_NANO + 50n);
    expect(store.usage().items).toBe(1);
    store.clear();
    expect(store.usage()).toMatchObject({ items: 0, oldestUnixNano: null });
  });
});

test('holds telemetry in less than twice its size', () => {
  const store = createSpanStore();
  let raw = 0;
  for (let trace = 0; trace < 2000; trace++) {
    const drawn = `shop GET_/item/${trace} server 0-9 .http.route=/item .user.id=user-${trace} .http.status_code=200 .url.path=/item/${trace}
  cart load client 1-8 .peer.service=cart .db.statement=select_${trace}_from_items_where_id_is_given`;
    const batch = tracesFromText(drawn).map((resourceSpans) => ({
      ...resourceSpans,
      scopeSpans: resourceSpans.scopeSpans.map(({ scope, spans }) => ({
        scope,
        spans: spans.map((span) => ({ ...span, traceId: traceIdOf(trace + 1) })),
      })),
    }));
    raw += encodeTraces(batch).length;
    store.write(batch);
  }
  expect(store.usage().bytes).toBeLessThan(raw * 2);
});
