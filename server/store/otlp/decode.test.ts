import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from './decode-error.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from './encode-proto.ts';
import { decodeLogsJson } from './logs-json.ts';
import { decodeLogsProto } from './logs-proto.ts';
import { decodeMetricsJson } from './metrics-json.ts';
import { decodeMetricsProto } from './metrics-proto.ts';
import { decodeTracesJson } from './traces-json.ts';
import { decodeTracesProto } from './traces-proto.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../../../shared/wire/data/${name}`, import.meta.url), 'utf8');
const traces = decodeTracesJson(recorded('traces.otlp.json'));

describe('recorded telemetry', () => {
  it('decodes traces with exact times, IDs, links and events', () => {
    const spans = traces.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans));
    expect(spans).toHaveLength(3641);
    const linked = spans.find((span) => span.links.length > 0)!;
    expect(linked).toMatchObject({
      traceId: 'bd4cd77dfa30f0141b1dde35b2e441b9',
      spanId: '574e50445618831f',
      name: 'orders process',
      kind: 5,
      startUnixNano: 1795367654636564000n,
      links: [{ traceId: 'bede8fb4a8ed826b2437a7f1b77829ba', spanId: 'cf8090c8cf44f963' }],
    });
    const failed = spans.find((span) => span.events.length > 0)!;
    expect(failed).toMatchObject({ statusCode: 2, statusMessage: 'card processor timed out' });
    expect(failed.events[0]!.attributes.map(({ key }) => key)).toEqual([
      'exception.type',
      'exception.message',
      'exception.stacktrace',
    ]);
    expect(spans[0]!.attributes.find(({ key }) => key === 'feature.flags')?.value).toEqual(['new-nav', 'b']);
    expect(spans[0]!.attributes.find(({ key }) => key === 'http.response.status_code')?.value).toBe(200n);
  });

  it('says the same in protobuf and JSON', () => {
    expect(decodeTracesProto(encodeTraces(traces))).toEqual(traces);
    const logs = decodeLogsJson(recorded('logs.otlp.json'));
    expect(logs.flatMap((r) => r.scopeLogs.flatMap((s) => s.records))).toHaveLength(275);
    expect(decodeLogsProto(encodeLogs(logs))).toEqual(logs);
    for (const line of recorded('metrics.otlp.jsonl').trim().split('\n').slice(0, 20)) {
      const metrics = decodeMetricsJson(line);
      expect(metrics.length).toBeGreaterThan(0);
      expect(decodeMetricsProto(encodeMetrics(metrics))).toEqual(metrics);
    }
  });
});

const request = (span: object) =>
  JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: [span] }] }] });
const onlySpan = (text: string) => decodeTracesJson(text)[0]!.scopeSpans[0]!.spans[0]!;

describe('OTLP/JSON', () => {
  it('takes 64-bit integers as strings and as bare numbers without losing digits', () => {
    const text = request({ startTimeUnixNano: '1795367654636564001', endTimeUnixNano: 0 }).replace(
      '"endTimeUnixNano":0',
      '"endTimeUnixNano":1795367654636564003',
    );
    expect(onlySpan(text)).toMatchObject({ startUnixNano: 1795367654636564001n, endUnixNano: 1795367654636564003n });
  });

  it('takes hex in either case, and base64 IDs', () => {
    const traceId = '0123456789abcdef0123456789ABCDEF';
    const spanId = Buffer.from('0123456789abcdef', 'hex').toString('base64');
    expect(onlySpan(request({ traceId, spanId }))).toMatchObject({
      traceId: traceId.toLowerCase(),
      spanId: '0123456789abcdef',
    });
  });

  it('takes enums by name, number and text, original field names, and ignores unknown fields', () => {
    expect(onlySpan(request({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' } }))).toMatchObject({
      kind: 3,
      statusCode: 2,
    });
    expect(onlySpan(request({ kind: 2, start_time_unix_nano: '7', surprise: { a: [1] } }))).toMatchObject({
      kind: 2,
      startUnixNano: 7n,
    });
    expect(onlySpan(request({ kind: 'SPAN_KIND_OF_THE_FUTURE' })).kind).toBe(0);
    const record = { severityNumber: 'SEVERITY_NUMBER_WARN2', body: { stringValue: '' } };
    const logs = decodeLogsJson(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
    expect(logs[0]!.scopeLogs[0]!.records[0]).toMatchObject({ severityNumber: 14, body: '' });
  });

  it('keeps the types of attribute values apart', () => {
    const value = (v: object) => onlySpan(request({ attributes: [{ key: 'k', value: v }] })).attributes[0]!.value;
    expect(value({ intValue: '-9223372036854775808' })).toBe(-(1n << 63n));
    expect(value({ intValue: 5 })).toBe(5n);
    expect(value({ doubleValue: 5 })).toBe(5);
    expect(value({ doubleValue: 'NaN' })).toBeNaN();
    expect(value({ doubleValue: '-Infinity' })).toBe(-Infinity);
    expect(value({ boolValue: false })).toBe(false);
    expect(value({ bytesValue: 'AQI=' })).toEqual(new Uint8Array([1, 2]));
    expect(value({ arrayValue: { values: [{ stringValue: 'a' }, {}] } })).toEqual(['a', null]);
    expect(value({ kvlistValue: { values: [{ key: 'x', value: { intValue: 1 } }] } })).toEqual({
      entries: [{ key: 'x', value: 1n }],
    });
    expect(value({})).toBeNull();
  });

  it.each([
    ['not JSON', '{', /invalid JSON/],
    ['a list where an object belongs', '[]', /request: expected an object/],
    ['an object where a list belongs', '{"resourceSpans":{}}', /resourceSpans: expected an array/],
    ['a bad ID', request({ traceId: 'xyz' }), /traceId: expected 32 hex digits/],
    ['a bad time', request({ startTimeUnixNano: 'noon' }), /startTimeUnixNano: expected a 64-bit integer/],
    ['a negative time', request({ startTimeUnixNano: '-1' }), /startTimeUnixNano: expected an unsigned/],
    ['a time past 64 bits', request({ startTimeUnixNano: '99999999999999999999' }), /does not fit 64 bits/],
    ['a number as name', request({ name: 5 }), /name: expected a string/],
  ])('refuses %s and says why', (_, text, reason) => {
    expect(() => decodeTracesJson(text)).toThrow(DecodeError);
    expect(() => decodeTracesJson(text)).toThrow(reason);
  });

  it('refuses values nested without end', () => {
    let value: object = { stringValue: 'x' };
    for (let i = 0; i < 500; i++) value = { arrayValue: { values: [value] } };
    expect(() => decodeTracesJson(request({ attributes: [{ key: 'k', value }] }))).toThrow(/nested deeper/);
  });
});

describe('OTLP/protobuf', () => {
  const payload = encodeTraces([
    {
      ...traces[0]!,
      scopeSpans: [{ ...traces[0]!.scopeSpans[0]!, spans: traces[0]!.scopeSpans[0]!.spans.slice(0, 3) }],
    },
  ]);

  it('reads integers of any size exactly', () => {
    const integers = [0n, 1n, 127n, 128n, 1n << 28n, (1n << 53n) + 1n, (1n << 63n) - 1n, -1n, -(1n << 63n)];
    const attributes = integers.map((value, i) => ({ key: `k${i}`, value }));
    const batch = [{ resource: { attributes }, scopeSpans: [] }];
    expect(decodeTracesProto(encodeTraces(batch))[0]!.resource.attributes).toEqual(attributes);
  });

  it('keeps text of any length and script apart from what it looked up before', () => {
    const texts = ['', 'a', 'b', 'é', 'ключ', '🙂', 'x'.repeat(47), 'x'.repeat(48), 'x'.repeat(49), 'y'.repeat(5000)];
    for (let i = 0; i < 3000; i++) texts.push(`key-${i}`);
    const attributes = texts.map((text) => ({ key: text, value: text }));
    const batch = [{ resource: { attributes }, scopeSpans: [] }];
    expect(decodeTracesProto(encodeTraces(batch))[0]!.resource.attributes).toEqual(attributes);
  });

  it('decodes nothing from an empty request', () => {
    expect(decodeTracesProto(new Uint8Array())).toEqual([]);
  });

  it('refuses every truncation', () => {
    for (let length = 1; length < payload.length; length++) {
      expect(() => decodeTracesProto(payload.subarray(0, length)), `${length} bytes`).toThrow(DecodeError);
    }
  });

  it('refuses IDs of the wrong length', () => {
    const [first] = traces[0]!.scopeSpans[0]!.spans;
    const scopeSpans = [{ ...traces[0]!.scopeSpans[0]!, spans: [{ ...first!, traceId: first!.traceId.slice(2) }] }];
    const broken = encodeTraces([{ ...traces[0]!, scopeSpans }]);
    expect(() => decodeTracesProto(broken)).toThrow(/trace_id has 15 bytes, expected 16/);
  });

  it('refuses a small payload that would become millions of objects', () => {
    const spans = new Uint8Array(2 * 2_100_000).map((_, i) => (i % 2 === 0 ? 0x12 : 0));
    const nest = (field: number, inner: Uint8Array) => {
      const length: number[] = [];
      for (let rest = inner.length; ; rest >>>= 7) {
        length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        if (rest <= 0x7f) break;
      }
      return Buffer.concat([Uint8Array.from([(field << 3) | 2, ...length]), inner]);
    };
    expect(() => decodeTracesProto(nest(1, nest(2, spans)))).toThrow(/more than 2000000 items/);
  });

  it('refuses or reads mutated bytes, and throws nothing else', () => {
    const decoders = [decodeTracesProto, decodeLogsProto, decodeMetricsProto];
    expect.hasAssertions();
    const mutation = fc.array(fc.tuple(fc.nat(payload.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    fc.assert(
      fc.property(mutation, (changes) => {
        const mutated = payload.slice();
        for (const [at, byte] of changes) mutated[at] = byte;
        for (const decode of decoders) expectDecodedOrRefused(() => decode(mutated));
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const decode of decoders) expectDecodedOrRefused(() => decode(bytes));
      }),
      { numRuns: 1500 },
    );
  });
});

function expectDecodedOrRefused(decode: () => unknown): void {
  try {
    expect(decode()).toBeInstanceOf(Array);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}

describe('metrics', () => {
  it('reads every kind of data point alike in both encodings', () => {
    const exemplars = [
      { asInt: '3', timeUnixNano: '5', traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), filteredAttributes: [] },
    ];
    const base = { startTimeUnixNano: '1', timeUnixNano: '2', attributes: [{ key: 'a', value: { stringValue: 'b' } }] };
    const buckets = { offset: -3, bucketCounts: ['1', '0', '200'] };
    const metrics = [
      {
        name: 'g',
        gauge: {
          dataPoints: [
            { ...base, asInt: '-7', exemplars },
            { ...base, asDouble: 0.5, flags: 1 },
          ],
        },
      },
      {
        name: 's',
        sum: {
          dataPoints: [{ ...base, asDouble: 2 }],
          aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
          isMonotonic: true,
        },
      },
      {
        name: 'h',
        histogram: {
          dataPoints: [{ ...base, count: '6', sum: 1.5, bucketCounts: ['1', 5], explicitBounds: [0.1], exemplars }],
          aggregationTemporality: 2,
        },
      },
      {
        name: 'e',
        exponentialHistogram: {
          dataPoints: [
            {
              ...base,
              count: 201,
              scale: -2,
              zeroCount: '4',
              zeroThreshold: 1e-9,
              positive: buckets,
              negative: buckets,
            },
          ],
          aggregationTemporality: 2,
        },
      },
      {
        name: 'y',
        summary: {
          dataPoints: [{ ...base, count: '9', sum: 4, quantileValues: [{ quantile: 0.5, value: 1 }, { value: -1 }] }],
        },
      },
      { name: 'nothing' },
    ];
    const text = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    const decoded = decodeMetricsJson(text);
    const read = decoded[0]!.scopeMetrics[0]!.metrics;
    expect(read.map(({ name, data }) => [name, data.kind])).toEqual([
      ['g', 'gauge'],
      ['s', 'sum'],
      ['h', 'histogram'],
      ['e', 'exponentialHistogram'],
      ['y', 'summary'],
    ]);
    expect(read[0]!.data.points).toMatchObject([
      { value: -7, exemplars: [{ value: 3, spanId: 'cd'.repeat(8) }] },
      { value: 0.5, flags: 1 },
    ]);
    expect(read[1]!.data).toMatchObject({ temporality: 1, monotonic: true });
    expect(read[2]!.data.points).toMatchObject([{ count: 6, sum: 1.5, bucketCounts: [1, 5], explicitBounds: [0.1] }]);
    expect(read[3]!.data.points).toMatchObject([
      { sum: null, scale: -2, positive: { offset: -3, bucketCounts: [1, 0, 200] } },
    ]);
    expect(read[4]!.data.points).toMatchObject([
      {
        quantiles: [
          { quantile: 0.5, value: 1 },
          { quantile: 0, value: -1 },
        ],
      },
    ]);
    expect(decodeMetricsProto(encodeMetrics(decoded))).toEqual(decoded);
  });
});
