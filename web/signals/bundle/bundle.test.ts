import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BundleHead, type BundleResult, formatHead, formatResult, readBundle } from './bundle-file.ts';
import { CodecError, decode, encode } from './codec.ts';
import { resultKey, resultKind } from './result-key.ts';
import { isKept } from './result-kinds.ts';

const throughJson = (value: unknown): unknown => decode(JSON.parse(JSON.stringify(encode(value))));

describe('codec', () => {
  it.each([
    ['not-a-numbers', [NaN, Infinity, -Infinity, -0, 0]],
    ['undefined', { a: undefined, b: [undefined, null] }],
    ['big integers', 12345678901234567890n],
    ['its own escape', { $: ['num', 'NaN'], a: { $: 1 } }],
    ['keys that are traps', JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')],
    ['doubles', Float64Array.of(1.5, NaN, Infinity, -0)],
    [
      'integers',
      [Uint8Array.of(255), Int32Array.of(-1), Uint32Array.of(2 ** 32 - 1), Int16Array.of(-2), new Int8Array(0)],
    ],
    ['a view into a buffer', new Float32Array(new Float32Array([1, 2, 3]).buffer, 4, 1)],
  ])('keeps %s', (_name, value) => {
    expect(throughJson(value)).toEqual(value);
    expect(Object.getPrototypeOf(throughJson({}))).toBe(Object.prototype);
  });

  it('keeps any data', () => {
    const data = fc.anything({ withTypedArray: false, withBigInt: true, withNullPrototype: false });
    fc.assert(
      fc.property(data, (value) => {
        expect(throughJson(value)).toEqual(value);
      }),
    );
    fc.assert(
      fc.property(fc.float64Array(), (value) => {
        expect(throughJson(value)).toEqual(value);
      }),
    );
  });

  it('does not set a prototype', () => {
    const read = throughJson(JSON.parse('{"__proto__": {"isAdmin": true}}')) as Record<string, unknown>;
    expect(read['isAdmin']).toBeUndefined();
  });

  it.each([
    ['no kind', { $: 'x' }],
    ['an unknown kind', { $: ['eval', 'alert(1)'] }],
    ['a kind of every object', { $: ['constructor', 'AA=='] }],
    ['half a number', { $: ['f64', btoa('1234567')] }],
    ['no base64', { $: ['u8', '*'] }],
    ['a number that is none', { $: ['num', '1e999; x'] }],
    ['an integer that is none', { $: ['bigint', '1'.repeat(2000)] }],
    ['an object without keys', { $: ['object', ['a']] }],
    ['bottomless nesting', JSON.parse('['.repeat(100) + ']'.repeat(100))],
  ])('refuses %s', (_name, value) => {
    expect(() => decode(value)).toThrow(CodecError);
  });

  it('refuses to write what is no data', () => {
    expect(() => encode(() => 1)).toThrow(CodecError);
    expect(() => encode(new Map())).toThrow(CodecError);
  });
});

describe('a result’s key', () => {
  it('is the same after a file and whatever the order of keys', () => {
    const key = ['tempo', 'u', 'search', { from: 1, to: 2, x: undefined }, undefined] as const;
    expect(resultKey(JSON.parse(JSON.stringify(key)) as unknown[])).toBe(resultKey(key));
    expect(resultKey([{ b: 1, a: [{ d: 1, c: 2 }] }])).toBe(resultKey([{ a: [{ c: 2, d: 1 }], b: 1 }]));
    expect(resultKey([1])).not.toBe(resultKey(['1']));
    expect(resultKind(key)).toBe('tempo/search');
  });
});

const panes = JSON.stringify({
  aaa: { datasource: 'loki', queries: [{ refId: 'A', expr: '{a="b"}' }], range: { from: '1', to: '2' } },
});
const HEAD: BundleHead = {
  name: 'Slow checkout',
  createdAt: '2026-11-26T18:00:00.000Z',
  state: { panes },
  sources: [
    {
      uid: 'loki',
      name: 'Loki',
      type: 'loki',
      isDefault: true,
      readOnly: true,
      embedded: false,
      settings: { derivedFields: [], exemplarTraceIdDestinations: [] },
      correlations: [],
    },
  ],
};
const lines = {
  kind: 'logs',
  logs: {
    streams: [{ a: 'b' }],
    streamIndex: [0],
    timestamps: ['1764000000000000001'],
    lines: ['<img src=x onerror=alert(1)>'],
    structuredMetadata: [null],
    parsed: [{ $: 'x' }],
    meta: { partial: 'half', stats: { bytesScanned: 3 } },
  },
};
const result = (data: unknown, asked = 'lines', source = 'loki'): BundleResult => ({
  key: [source, 'u', asked, '{a="b"}', 1, 2],
  at: 1_764_000_000_000,
  data,
});
const fileOf = (head: BundleHead, ...results: readonly BundleResult[]): string =>
  `${formatHead(head)}"aaa":[${results.map(formatResult).join(',')}]}}`;
const reasonOf = (text: string): string => {
  const read = readBundle(text);
  return read.ok ? 'read' : read.reason;
};

describe('bundle file', () => {
  it('gives back what was written', () => {
    const metrics = { resultType: 'matrix', times: [1, 2], series: [{ labels: {}, values: ['NaN', null] }], meta: {} };
    const written = [result(lines), result(metrics, 'volume')];
    expect(readBundle(fileOf(HEAD, ...written))).toEqual({ ok: true, head: HEAD, results: { aaa: written } });
    expect(readBundle(fileOf(HEAD))).toMatchObject({ ok: true, results: { aaa: [] } });
    expect(isKept(result(lines).key)).toBe(true);
    expect(isKept(['correlate', 'count', {}])).toBe(false);
  });

  it('takes no more of a source than the browser may know', () => {
    const [source] = HEAD.sources;
    const head = { ...HEAD, sources: [{ ...source!, url: 'http://inside', secureJsonData: { password: 'x' } }] };
    expect(readBundle(fileOf(head))).toMatchObject({ ok: true, head: { sources: [source] } });
    expect(JSON.stringify(readBundle(fileOf(head)))).not.toMatch(/inside|password/);
  });

  it.each([
    ['nothing', '', /not JSON/],
    ['half a file', fileOf(HEAD, result(lines)).slice(0, -10), /not JSON/],
    ['another file', '{"dashboard": {}}', /no results file/],
    ['a page', '<html>', /not JSON/],
    ['a list', '[]', /no results file/],
    ['a newer version', '{"format": "sightline-bundle", "version": 2}', /version 2/],
    ['relative times', fileOf({ ...HEAD, state: { panes: panes.replace('"1"', '"now-1h"') } }), /absolute/],
    ['no panes', fileOf({ ...HEAD, state: { panes: '{}' } }), /no pane/],
    ['a pane with a strange name', fileOf(HEAD).replace('"aaa":[', '"../x":['), /panes/],
    ['a date that is none', fileOf({ ...HEAD, createdAt: 'javascript:alert(1)' }), /createdAt/],
    ['a source of no kind', fileOf(HEAD).replace('"type":"loki"', '"type":"mysql"'), /sources/],
    ['answers to no query', fileOf(HEAD, result(lines, 'shell')), /loki\/shell is no query/],
    ['an unreadable value', fileOf(HEAD, result(lines)).replace('"data":{', '"data":{"$":["x","y"],'), /unknown kind/],
  ])('refuses %s, and says why', (_name, text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  const trace = {
    traceId: 'ab',
    startUnixNano: '1',
    durationNs: 5,
    resources: [{ service: 's', attributes: {} }],
    spans: [],
    meta: {},
  };
  const flame = { names: ['total'], nameIndex: [0], depth: [0], total: [1], self: [1], sampleUnit: 'ns', meta: {} };
  const logs = (change: object) => ({ ...lines, logs: { ...lines.logs, ...change } });
  it.each<[string, BundleResult]>([
    ['a line that is an element', result(logs({ lines: [{ $$typeof: 'react.element' }] }))],
    ['columns of different lengths', result(logs({ timestamps: [] }))],
    ['a timestamp that is no number', result(logs({ timestamps: ['1e9'] }))],
    ['a label that is an object', result(logs({ streams: [{ a: {} }] }))],
    ['a span of no resource', result({ ...trace, spans: [{ resource: 3 }] }, 'trace', 'tempo')],
    ['a start that no BigInt reads', result({ ...trace, startUnixNano: 'x' }, 'trace', 'tempo')],
    ['frames in no order', result({ ...flame, depth: [7] }, 'flame-graph', 'pyroscope')],
    ['a frame without a name', result({ ...flame, nameIndex: [9] }, 'flame-graph', 'pyroscope')],
    ['times that go back', result({ resultType: 'matrix', times: [2, 1], series: [], meta: {} }, 'volume')],
    ['a text in place of an answer', result('<script>')],
  ])('refuses an answer with %s', (_name, bad) => {
    expect(reasonOf(fileOf(HEAD, bad))).toMatch(/not as Sightline writes it/);
  });

  it('never throws, whatever is in the file', () => {
    const base = JSON.parse(fileOf(HEAD, result(lines))) as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(base)), fc.jsonValue(), (key, value) => {
        const read = readBundle(JSON.stringify({ ...base, [key]: value }));
        expect(typeof read.ok).toBe('boolean');
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (data) => void readBundle(fileOf(HEAD, result(data)))));
  });
});
