import { describe, expect, it } from 'vitest';
import { fromWireNumber } from '../../contract/answer.ts';
import type { Trace } from '../../contract/traces.ts';
import { bodyAt, capture, captures } from '../../testing/captures.ts';
import { decodeTrace, hexId } from './decode-trace.ts';
import { decodeMetrics, decodeSearch, decodeTags, decodeTagValues } from './decode.ts';

/* oxlint-disable typescript/no-explicit-any -- recordings are read as they are */
type Wire = any;

/** Every span of a recording, told in the words of the contract. */
const wireSpans = (batches: Wire[]) =>
  batches.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }: Wire) =>
      spans.map((span: Wire) => ({
        id: Buffer.from(span.spanId, 'base64').toString('hex'),
        parent: Buffer.from(span.parentSpanId ?? '', 'base64').toString('hex'),
        name: span.name,
        kind: span.kind.slice('SPAN_KIND_'.length).toLowerCase(),
        status: (span.status?.code ?? 'STATUS_CODE_UNSET').slice('STATUS_CODE_'.length).toLowerCase(),
        start: span.startTimeUnixNano,
        end: span.endTimeUnixNano,
        scope: scope.name,
        resource: plainAttributes(resource.attributes),
        attributes: plainAttributes(span.attributes),
        events: (span.events ?? []).map((event: Wire) => [
          event.name,
          event.timeUnixNano,
          plainAttributes(event.attributes),
        ]),
        links: (span.links ?? []).map((link: Wire) => [
          Buffer.from(link.traceId, 'base64').toString('hex'),
          plainAttributes(link.attributes),
        ]),
      })),
    ),
  );
const plainAttributes = (list: Wire[] = []) =>
  Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));
const plainValue = (value: Wire): unknown => {
  if ('intValue' in value) return Number(value.intValue);
  if ('arrayValue' in value) return value.arrayValue.values.map(plainValue);
  return Object.values(value)[0];
};

const decodedSpans = (trace: Trace) => {
  const zero = BigInt(trace.startUnixNano);
  return trace.spans.map((span) => ({
    id: span.spanId,
    parent: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    status: span.status,
    start: String(zero + BigInt(span.offsetNs)),
    end: String(zero + BigInt(span.offsetNs + span.durationNs)),
    scope: span.scope,
    resource: trace.resources[span.resource]?.attributes,
    attributes: span.attributes,
    events: span.events.map((event) => [event.name, String(zero + BigInt(event.offsetNs)), event.attributes]),
    links: span.links.map((link) => [link.traceId, link.attributes]),
  }));
};
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

describe('recorded traces decode without loss', () => {
  it.each(captures('tempo', 'trace-v2-error', 'trace-v1-error', 'trace-v2-big').map((one) => [one.name, one] as const))(
    '%s',
    (_name, recorded) => {
      const id = recorded.request.path.split('/').at(-1)!;
      const trace = decodeTrace(recorded.response.body, id)!;
      const body = recorded.response.body as Wire;
      const expected = wireSpans(body.batches ?? body.trace.resourceSpans);
      expect(decodedSpans(trace).toSorted(byId)).toEqual(expected.toSorted(byId));
      expect(trace.traceId).toBe(id);
      expect(trace.spans.map((span) => span.offsetNs)).toEqual(
        trace.spans.map((span) => span.offsetNs).toSorted((a, b) => a - b),
      );
      expect(trace.startUnixNano).toBe(expected.map((one) => String(one.start)).reduce((a, b) => (a < b ? a : b)));
    },
  );

  it('says which service each span is of', () => {
    const trace = decodeTrace(capture('tempo', 'trace-v2-error').response.body, 'aafd1f254f2e92bcddf70ab297ae0ab3')!;
    expect(new Set(trace.resources.map((resource) => resource.service))).toEqual(
      new Set(['frontend', 'cart', 'checkout', 'payment']),
    );
  });

  it('knows an empty answer for none', () =>
    expect(decodeTrace(capture('tempo', 'trace-missing').response.body, '1')).toBeNull());
});

const traceOf = (...spans: Wire[]) =>
  decodeTrace(
    { trace: { resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] }, status: 'PARTIAL', message: 'too big' },
    'ab',
  )!;
const span = (more: Wire = {}) => ({
  spanId: '0102030405060708',
  startTimeUnixNano: '1795367640000000100',
  endTimeUnixNano: '1795367640000000200',
  ...more,
});

describe('traces that recordings do not show', () => {
  it('with values of every type', () => {
    const attributes = [
      ['s', { stringValue: '' }],
      ['b', { boolValue: false }],
      ['i', { intValue: '9007199254740993' }],
      ['j', { intValue: 7 }],
      ['d', { doubleValue: 0.5 }],
      ['n', { doubleValue: 'NaN' }],
      ['y', { bytesValue: 'AQI=' }],
      ['l', { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } }],
      ['m', { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } }],
      ['e', {}],
    ].map(([key, value]) => ({ key, value }));
    expect(traceOf(span({ attributes })).spans[0]?.attributes).toEqual({
      s: '',
      b: false,
      i: '9007199254740993',
      j: 7,
      d: 0.5,
      n: 'NaN',
      y: 'AQI=',
      l: [1, 'x'],
      m: { k: true },
      e: '',
    });
  });

  it('with skewed clocks, missing times and numbers for enums', () => {
    const trace = traceOf(
      span({ endTimeUnixNano: '1795367640000000050', kind: 3, status: { code: 2, message: 'oh' } }),
      span({ startTimeUnixNano: undefined, endTimeUnixNano: undefined, parentSpanId: 'AAAAAAAAAAA=' }),
      span({
        startTimeUnixNano: '1795367640000000000',
        events: [{ name: 'early', timeUnixNano: '1795367639999999990' }],
      }),
    );
    expect(trace).toMatchObject({
      startUnixNano: '1795367640000000000',
      durationNs: 200,
      meta: { partial: 'too big' },
    });
    expect(trace.spans.map((one) => [one.offsetNs, one.durationNs])).toEqual([
      [0, 0],
      [0, 200],
      [100, 0],
    ]);
    expect(trace.spans[0]?.parentSpanId).toBe('');
    expect(trace.spans[1]?.events[0]?.offsetNs).toBe(-10);
    expect(trace.spans[2]).toMatchObject({ kind: 'client', status: 'error', statusMessage: 'oh' });
    expect(trace.resources[0]?.service).toBe('unknown_service');
    expect(trace.traceId).toBe('ab'.padStart(32, '0'));
  });

  it('with IDs in hex or base64', () => {
    expect([hexId('0af7651916cd43dd'), hexId('CvdlGRbNQ90='), hexId(undefined), hexId('')]).toEqual([
      '0af7651916cd43dd',
      '0af7651916cd43dd',
      '',
      '',
    ]);
    expect(() => hexId(7)).toThrow(/expected/);
  });
});

describe('recorded searches', () => {
  it.each(captures('tempo', 'search-0', 'search-1', 'search-2').map((one) => [one.name, one] as const))(
    '%s',
    (_name, recorded) => {
      const { traces, meta } = decodeSearch(recorded.response.body);
      const wire = bodyAt<Wire[]>(recorded, 'traces');
      expect(traces.map((trace) => BigInt(`0x${trace.traceId}`))).toEqual(
        wire.map((trace) => BigInt(`0x${trace.traceID}`)),
      );
      for (const [index, trace] of traces.entries()) {
        const { spanSets, rootServiceName = '', rootTraceName = '', startTimeUnixNano, durationMs = 0 } = wire[index];
        expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(trace).toMatchObject({
          rootService: rootServiceName,
          rootName: rootTraceName,
          startUnixNano: startTimeUnixNano,
          durationMs,
        });
        expect(trace.matched).toBe(spanSets.reduce((sum: number, set: Wire) => sum + set.matched, 0));
        expect(
          trace.spans.map(({ startUnixNano, durationNs, attributes }) => [
            startUnixNano,
            String(durationNs),
            attributes,
          ]),
        ).toEqual(
          spanSets.flatMap((set: Wire) =>
            set.spans.map((one: Wire) => [
              one.startTimeUnixNano,
              one.durationNanos ?? '0',
              plainAttributes(one.attributes),
            ]),
          ),
        );
      }
      expect(meta.partial).toBeUndefined();
    },
  );

  it('counts spans and errors of services', () => {
    const [first] = decodeSearch(capture('tempo', 'search-03').response.body).traces;
    expect(first).toMatchObject({
      serviceStats: { cart: { spanCount: 2, errorCount: 0 }, payment: { spanCount: 2, errorCount: 1 } },
      spans: [{ service: 'payment', spanId: 'f9411b6484bdc847' }],
    });
  });

  it('say what a search cost', () => {
    expect(decodeSearch(capture('tempo', 'search-03').response.body).meta).toEqual({ stats: { bytesScanned: 203311 } });
    const metrics = { inspectedTraces: 1191, inspectedBytes: '62577', inspectedSpans: '9000', totalJobs: 'odd' };
    expect(decodeSearch({ metrics }).meta).toEqual({
      stats: { bytesScanned: 62577, tracesScanned: 1191, spansScanned: 9000 },
    });
  });

  it('says when a search was cut short, and pads IDs', () => {
    const body = {
      traces: [{ traceID: 'abc', startTimeUnixNano: '1', spanSet: { spans: [{ spanID: '1' }], matched: 1 } }],
      metrics: { completedJobs: 2, totalJobs: 3 },
    };
    expect(decodeSearch(body)).toMatchObject({
      traces: [
        { traceId: 'abc'.padStart(32, '0'), durationMs: 0, matched: 1, spans: [{ spanId: '0000000000000001' }] },
      ],
      meta: { partial: 'Tempo searched 2 of 3 parts.' },
    });
  });

  it('tags and their values', () => {
    const tags = capture('tempo', 'search-tags-v2');
    expect(decodeTags(tags.response.body)).toEqual(bodyAt(tags, 'scopes'));
    for (const name of ['tag-values', 'tag-values-intrinsic']) {
      const values = capture('tempo', name);
      expect(decodeTagValues(values.response.body)).toEqual(bodyAt(values, 'tagValues'));
    }
  });
});

describe('recorded TraceQL metrics', () => {
  it.each(captures('tempo', 'metrics-').map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    const { times, series, exemplars } = decodeMetrics(recorded.response.body);
    const wire = bodyAt<Wire[]>(recorded, 'series');
    expect(
      series.map(({ values }) =>
        values.flatMap((value, index) => (value === null ? [] : [[times[index], fromWireNumber(value)]])),
      ),
    ).toEqual(
      wire.map(({ samples }) => samples.map((sample: Wire) => [Number(sample.timestampMs), sample.value ?? 0])),
    );
    const pointing = wire.flatMap((one) => one.exemplars ?? []).filter((one: Wire) => one.value);
    expect(exemplars.map(({ value, time }) => [value, time])).toEqual(
      pointing.map((one: Wire) => [one.value, Number(one.timestampMs)]),
    );
    for (const exemplar of exemplars) expect(exemplar.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('labels with numbers', () => {
    expect(decodeMetrics(capture('tempo', 'metrics-03').response.body).series[0]?.labels).toEqual({
      'resource.service.name': 'cart',
      p: '0.5',
    });
  });
});
