import { Profile } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import type { Span } from '../store/telemetry.ts';
import { incidentAt } from './incident.ts';
import { Shop, type ShopTelemetry } from './shop.ts';
import { STACKS, parseStacks } from './stacks.ts';
import { SERVICE_NAMES } from './topology.ts';

const NOW = Date.UTC(2026, 10, 22, 18, 0, 7);
const HOUR = 3_600_000;

function play(seed: number, { step = 15_000, until = NOW, from = NOW - HOUR } = {}): ShopTelemetry[] {
  const shop = new Shop(seed, from);
  const parts: ShopTelemetry[] = [];
  for (let time = from + step; time <= until; time += step) parts.push(shop.advance(time));
  return parts;
}

interface Found extends Span {
  readonly service: string;
}
const spansOf = (parts: readonly ShopTelemetry[]): Found[] =>
  parts.flatMap(({ traces }) =>
    traces.flatMap(({ resource, scopeSpans }) => {
      const service = String(resource.attributes.find(({ key }) => key === 'service.name')!.value);
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
    }),
  );
const attribute = (span: Span, name: string) => span.attributes.find(({ key }) => key === name)?.value;
const text = (parts: readonly ShopTelemetry[]) =>
  JSON.stringify(parts, (_, value) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Map) return [...(value as Map<string, string>)];
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as unknown);
  });

const hour = play(7);
const spans = spansOf(hour);
const byTrace = Map.groupBy(spans, ({ traceId }) => traceId);
const bySpan = new Map(spans.map((span) => [`${span.traceId}/${span.spanId}`, span]));

describe('determinism', () => {
  it('sends the same bytes for the same seed', () => {
    const options = { from: NOW - 600_000 };
    expect(text(play(7, options))).toBe(text(play(7, options)));
    expect(text(play(8, options))).not.toBe(text(play(7, options)));
  });

  it('tells the same story however time passes, and from wherever it starts', () => {
    const ids = (parts: readonly ShopTelemetry[]) =>
      spansOf(parts)
        .map(({ spanId }) => spanId)
        .sort();
    const from = Math.floor((NOW - 600_000) / 1000) * 1000;
    expect(ids(play(7, { from, step: 1000 }))).toEqual(ids(play(7, { from, step: 20_000 })));
    const whole = new Set(spans.map(({ spanId }) => spanId));
    const late = spansOf(play(7, { from: NOW - 1_200_000 })).filter(({ startUnixNano }) => startUnixNano > 0n);
    expect(late.length).toBeGreaterThan(3000);
    expect(late.filter(({ spanId }) => !whole.has(spanId))).toEqual([]);
  });
});

describe('traces', () => {
  it('fill the hour with all six services', () => {
    expect(spans.length).toBeGreaterThan(20_000);
    expect(byTrace.size).toBeGreaterThan(3000);
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(SERVICE_NAMES));
    for (let minute = 0; minute < 59; minute++) {
      const from = BigInt(NOW - HOUR + minute * 60_000) * 1_000_000n;
      expect(spans.some(({ startUnixNano }) => startUnixNano >= from && startUnixNano < from + 60_000_000_000n)).toBe(
        true,
      );
    }
    const end = BigInt(NOW) * 1_000_000n;
    expect(spans.every(({ endUnixNano }) => endUnixNano <= end)).toBe(true);
  });

  it('nest: a span lies within its parent, which is in the same trace', () => {
    // At the edges a parent may not have ended yet.
    const settled = BigInt(NOW - 30_000) * 1_000_000n;
    for (const span of spans) {
      expect(span.endUnixNano).toBeGreaterThan(span.startUnixNano);
      if (span.parentSpanId === '' || span.endUnixNano > settled) continue;
      const parent = bySpan.get(`${span.traceId}/${span.parentSpanId}`)!;
      expect(parent.startUnixNano).toBeLessThanOrEqual(span.startUnixNano);
      expect(parent.endUnixNano).toBeGreaterThanOrEqual(span.endUnixNano);
    }
  });

  it('link shipping’s consumer to the span that published the order', () => {
    const consumers = spans.filter(({ name }) => name === 'orders process');
    expect(consumers.length).toBeGreaterThan(300);
    for (const { links, startUnixNano, traceId } of consumers) {
      const publish = bySpan.get(`${links[0]!.traceId}/${links[0]!.spanId}`)!;
      expect(publish.name).toBe('orders publish');
      expect(publish.traceId).not.toBe(traceId);
      expect(publish.endUnixNano).toBeLessThanOrEqual(startUnixNano);
    }
  });

  it('fail up to the frontend when a charge fails, with the exception as an event', () => {
    const failed = spans.filter(
      ({ name, statusCode, kind }) => name === 'payment/Charge' && statusCode === 2 && kind === 2,
    );
    expect(failed.length).toBeGreaterThan(20);
    for (const span of failed) {
      expect(span.events.map(({ name }) => name)).toContain('exception');
      const root = byTrace.get(span.traceId)!.find(({ parentSpanId }) => parentSpanId === '');
      if (root)
        expect([root.name, root.statusCode, attribute(root, 'http.response.status_code')]).toEqual([
          'POST /checkout',
          2,
          500n,
        ]);
    }
  });
});

describe('incidents', () => {
  it('come every 20 minutes, one whole within any half hour', () => {
    for (let from = NOW; from < NOW + 2 * HOUR; from += 61_000) {
      let whole = 0;
      let since: number | null = null;
      for (let time = from; time <= from + HOUR / 2; time += 5000) {
        const isOn = incidentAt(7, time) > 0;
        if (isOn && since === null) since = time;
        if (!isOn && since !== null) {
          if (time - since >= 290_000) whole += 1;
          since = null;
        }
      }
      expect(whole).toBeGreaterThan(0);
    }
  });

  it('slow payments down and make them fail', () => {
    const charges = spans.filter(({ name, kind }) => name === 'payment/Charge' && kind === 2);
    const startMs = (span: Span) => Number(span.startUnixNano / 1_000_000n);
    const seconds = (span: Span) => Number(span.endUnixNano - span.startUnixNano) / 1e9;
    const bad = charges.filter((span) => incidentAt(7, startMs(span)) === 1);
    const good = charges.filter((span) => incidentAt(7, startMs(span)) === 0);
    const median = (of: Span[]) => of.map(seconds).sort((a, b) => a - b)[Math.floor(of.length / 2)]!;
    const errors = (of: Span[]) => of.filter(({ statusCode }) => statusCode === 2).length / of.length;
    expect(bad.length).toBeGreaterThan(50);
    expect(median(good)).toBeLessThan(0.1);
    expect(median(bad)).toBeGreaterThan(0.8);
    expect(errors(good)).toBeGreaterThan(0);
    expect(errors(good)).toBeLessThan(0.05);
    expect(errors(bad)).toBeGreaterThan(0.15);
  });
});

describe('logs', () => {
  const records = hour.flatMap(({ logs }) =>
    logs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.records)),
  );
  const entries = hour.flatMap(({ streams }) =>
    streams.flatMap((stream) =>
      stream.entries.map((entry) => ({ ...entry, service: stream.labels.get('service_name')! })),
    ),
  );
  const settled = BigInt(NOW - 30_000) * 1_000_000n;

  it('name their span in each service’s own way', () => {
    const inPayment = entries.filter(({ service }) => service === 'payment');
    expect(inPayment.length).toBeGreaterThan(300);
    expect(entries.length - inPayment.length).toBeGreaterThan(5000);
    for (const { line, timeUnixNano, service } of entries) {
      if (timeUnixNano > settled) continue;
      const ids =
        service === 'payment'
          ? /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \[trace_id=([0-9a-f]{32}) span_id=([0-9a-f]{16})\] \S/.exec(
              line,
            )!
          : ((json) => [line, json.trace_id, json.span_id])(JSON.parse(line) as Record<string, string>);
      const span = bySpan.get(`${ids[1]}/${ids[2]}`)!;
      expect(span.service).toBe(service);
      expect(timeUnixNano >= span.startUnixNano && timeUnixNano <= span.endUnixNano).toBe(true);
    }
  });

  it('sent by OTLP lie within their span; the catalog’s name the trace, the cart’s do not', () => {
    const seen = new Map<string, number>();
    for (const { traceId, spanId, timeUnixNano, body } of records) {
      if (timeUnixNano > settled) continue;
      const span = bySpan.get(`${traceId}/${spanId}`)!;
      expect(timeUnixNano >= span.startUnixNano && timeUnixNano <= span.endUnixNano).toBe(true);
      seen.set(span.service, (seen.get(span.service) ?? 0) + 1);
      if (span.service === 'catalog') expect(body).toContain(`traceID=${traceId}`);
      if (span.service === 'cart') expect(body).not.toContain(traceId);
    }
    expect([...seen.keys()].sort()).toEqual(['cart', 'catalog', 'checkout', 'shipping']);
  });
});

describe('metrics', () => {
  it('come every 15 s from each instance, cumulative, and count the spans', () => {
    const scrapes = hour.flatMap(({ metrics }) => metrics);
    expect(scrapes).toHaveLength(240 * 9);
    let last = 0;
    const starts = new Set<bigint>();
    for (const { resource, scopeMetrics } of scrapes) {
      if (resource.attributes[3]!.value !== 'frontend-0') continue;
      const duration = scopeMetrics[0]!.metrics.find(({ name }) => name === 'http.server.request.duration');
      if (duration?.data.kind !== 'histogram') continue;
      let total = 0;
      for (const point of duration.data.points) {
        expect(point.bucketCounts.reduce((sum, count) => sum + count, 0)).toBe(point.count);
        expect(point.timeUnixNano % 15_000_000_000n).toBe(0n);
        starts.add(point.startUnixNano);
        total += point.count;
      }
      expect(total).toBeGreaterThanOrEqual(last);
      last = total;
    }
    expect(starts.size).toBe(1);
    const lastScrape = BigInt(Math.floor(NOW / 15_000) * 15_000) * 1_000_000n;
    const roots = spans.filter(
      (span) => span.service === 'frontend' && span.kind === 2 && span.endUnixNano <= lastScrape,
    );
    const onFirst = roots.filter((span) => isOnInstance(span, 'frontend-0'));
    expect(last).toBe(onFirst.length);
  });

  it('carry exemplars of spans that exist, as long as the exemplar says', () => {
    const exemplars = hour.flatMap(({ metrics }) =>
      metrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap((scope) =>
          scope.metrics.flatMap(({ data }) => data.points.flatMap((point) => point.exemplars)),
        ),
      ),
    );
    expect(exemplars.length).toBeGreaterThan(3000);
    for (const { traceId, spanId, value, timeUnixNano } of exemplars) {
      const span = bySpan.get(`${traceId}/${spanId}`)!;
      expect(span.endUnixNano).toBe(timeUnixNano);
      expect(Number(span.endUnixNano - span.startUnixNano) / 1e9).toBeCloseTo(value, 9);
    }
  });
});

function isOnInstance(span: Span, instance: string): boolean {
  return hour.some(({ traces }) =>
    traces.some(
      ({ resource, scopeSpans }) =>
        resource.attributes[3]!.value === instance &&
        scopeSpans.some((scope) => scope.spans.some(({ spanId }) => spanId === span.spanId)),
    ),
  );
}

describe('profiles', () => {
  const profiles = hour.flatMap((part) => part.profiles);

  it('come from every service, with stacks of functions and their total in the sample type’s unit', () => {
    expect(new Set(profiles.map(({ labels }) => labels.get('service_name')))).toEqual(new Set(SERVICE_NAMES));
    const types = new Set<string>();
    for (const { pprof, fromMs, untilMs } of profiles.slice(0, 60)) {
      const profile = Profile.decode(pprof);
      const { strings } = profile.stringTable;
      types.add(profile.sampleType.map(({ type }) => strings[Number(type)]).join());
      expect(Number(profile.durationNanos) / 1e6).toBe(untilMs - fromMs);
      for (const sample of profile.sample) {
        const [leaf] = sample.locationId;
        const location = profile.location.find(({ id }) => id === leaf)!;
        const frame = profile.function.find(({ id }) => id === location.line[0]!.functionId)!;
        expect(strings[Number(frame.name)]).toMatch(/\w/);
        expect(sample.value).toHaveLength(profile.sampleType.length);
      }
    }
    expect(types).toEqual(new Set(['samples,cpu', 'alloc_objects,alloc_space,inuse_objects,inuse_space']));
  });

  it('label samples with exactly the spans that say they have a profile', () => {
    const labelled = new Set<string>();
    for (const { pprof } of profiles) {
      const { stringTable, sample } = Profile.decode(pprof);
      for (const { label } of sample)
        for (const { key, str } of label) {
          expect(['span_id', 'profile_id']).toContain(stringTable.strings[Number(key)]);
          labelled.add(stringTable.strings[Number(str)]!);
        }
    }
    const lastProfile = BigInt(Math.floor(NOW / 15_000) * 15_000) * 1_000_000n;
    const saying = spans.filter(
      (span) => span.endUnixNano <= lastProfile && attribute(span, 'pyroscope.profile.id') === span.spanId,
    );
    expect(saying.length).toBeGreaterThan(1000);
    expect(saying.filter(({ spanId }) => !labelled.has(spanId))).toEqual([]);
    expect(labelled.size).toBe(saying.length);
  });

  it('know the stacks of every operation', () => {
    for (const sections of Object.values(STACKS))
      for (const drawn of Object.values(sections)) expect(parseStacks(drawn).length).toBeGreaterThan(1);
    expect(parseStacks('a @f:1 =0\n  b =2\n    c =1\nd =3')).toMatchObject([
      { frames: [{ name: 'a', file: 'f', line: 1 }, { name: 'b' }], weight: 2 },
      { frames: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], weight: 1 },
      { frames: [{ name: 'd' }], weight: 3 },
    ]);
    expect(() => parseStacks('a frame without weight')).toThrow(/not a stack frame/);
  });
});
