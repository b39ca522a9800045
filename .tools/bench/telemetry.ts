import { encodeLogs, encodeMetrics, encodeTraces } from '../../server/store/otlp/encode-proto.ts';
import type { Attributes, LogRecord, Span } from '../../server/store/telemetry.ts';

/** Made-up telemetry in OTLP protobuf requests, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const hex = (next: () => number, digits: number): string =>
  Array.from({ length: digits / 8 }, () =>
    Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

export const SERVICES = ['frontend', 'cart', 'checkout', 'payment', 'catalog', 'shipping'];
export const resource = (service: string, instance = 0) => ({
  attributes: [
    { key: 'service.name', value: service },
    { key: 'service.namespace', value: 'bench' },
    { key: 'service.instance.id', value: `${service}-${instance}` },
  ] satisfies Attributes,
});
export const scope = { name: 'bench', version: '1', attributes: [] };

export interface Request {
  readonly body: Uint8Array;
  readonly items: number;
}
interface Plan {
  readonly count: number;
  readonly perRequest: number;
  /** Epoch ns of the first and of the last item. */
  readonly from: bigint;
  readonly to: bigint;
}

const at = ({ from, to, count }: Plan, index: number): bigint =>
  from + ((to - from) * BigInt(index)) / BigInt(Math.max(count, 1));

/** Spans in traces of ten: a server span of the frontend, and nine below it over two levels. */
export function* spanRequests(plan: Plan): Generator<Request> {
  const next = random(1);
  for (let done = 0; done < plan.count; done += plan.perRequest) {
    const byService = new Map<string, Span[]>();
    for (let i = done; i < Math.min(done + plan.perRequest, plan.count); i += 10) {
      for (const [service, span] of trace(next, at(plan, i))) {
        const own = byService.get(service);
        if (own) own.push(span);
        else byService.set(service, [span]);
      }
    }
    const batch = Array.from(byService, ([service, spans]) => ({
      resource: resource(service),
      scopeSpans: [{ scope, spans }],
    }));
    yield { body: encodeTraces(batch), items: plan.perRequest };
  }
}

function trace(next: () => number, start: bigint): (readonly [string, Span])[] {
  const traceId = hex(next, 32);
  const ids = Array.from({ length: 10 }, () => hex(next, 16));
  return ids.map((spanId, index) => {
    const service = index === 0 ? 'frontend' : (SERVICES[Math.floor(next() * SERVICES.length)] ?? 'cart');
    const parent = index === 0 ? '' : (ids[index < 4 ? 0 : 1 + (index % 3)] ?? '');
    const duration = BigInt(Math.floor(1e6 + next() * 2e8));
    const failed = next() < 0.01;
    return [
      service,
      {
        traceId,
        spanId,
        parentSpanId: parent,
        traceState: '',
        name: index === 0 ? 'GET /product/:id' : `${service}/Call${index}`,
        kind: index === 0 ? 2 : 3,
        startUnixNano: start + BigInt(index) * 1_000_000n,
        endUnixNano: start + BigInt(index) * 1_000_000n + duration,
        attributes: [
          { key: 'http.request.method', value: 'GET' },
          { key: 'http.route', value: '/product/:id' },
          { key: 'http.response.status_code', value: failed ? 500n : 200n },
          { key: 'enduser.id', value: `user-${Math.floor(next() * 500)}` },
        ],
        events: [],
        links: [],
        statusCode: failed ? 2 : 0,
        statusMessage: failed ? 'it broke' : '',
      },
    ] as const;
  });
}

const FAILURES = ['Payment failed: timeout', 'upstream answered status=503', 'request failed with an error'];

/** JSON lines of about 200 bytes, as a web server in Node writes them. */
export function* logRequests(plan: Plan): Generator<Request> {
  const next = random(2);
  for (let done = 0; done < plan.count; done += plan.perRequest) {
    const service = SERVICES[(done / plan.perRequest) % SERVICES.length] ?? 'cart';
    const records = Array.from({ length: Math.min(plan.perRequest, plan.count - done) }, (_, i): LogRecord => {
      const time = at(plan, done + i);
      const status = next() < 0.02 ? 500 : 200;
      const route = ['/', '/cart', '/checkout', '/product/:id'][Math.floor(next() * 4)] ?? '/';
      const body = JSON.stringify({
        level: status === 500 ? 50 : 30,
        msg: status === 200 ? 'request completed' : FAILURES[i % FAILURES.length],
        method: 'GET',
        route,
        status,
        duration_ms: Math.floor(next() * 900),
        user: `user-${Math.floor(next() * 500)}`,
        trace_id: hex(next, 32),
      });
      return {
        timeUnixNano: time,
        observedTimeUnixNano: time,
        severityNumber: status === 500 ? 17 : 9,
        severityText: '',
        body,
        attributes: [],
        traceId: '',
        spanId: '',
        flags: 0,
      };
    });
    yield {
      body: encodeLogs([{ resource: resource(service), scopeLogs: [{ scope, records }] }]),
      items: records.length,
    };
  }
}

export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Histograms of ten buckets: `series` bucket series in all, one request a scrape. */
export function* histogramRequests({
  series,
  scrapes,
  from,
  stepNs,
}: {
  readonly series: number;
  readonly scrapes: number;
  readonly from: bigint;
  readonly stepNs: bigint;
}): Generator<Request> {
  const next = random(3);
  const histograms = series / (BOUNDS.length + 1);
  const counts = Array.from({ length: histograms }, () => Array.from({ length: BOUNDS.length + 1 }, () => 0));
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const timeUnixNano = from + BigInt(scrape) * stepNs;
    const points = counts.map((own, index) => {
      for (let bucket = 0; bucket < own.length; bucket++) own[bucket] = (own[bucket] ?? 0) + Math.floor(next() * 20);
      const count = own.reduce((sum, one) => sum + one, 0);
      return {
        attributes: [{ key: 'route', value: `/r${index}` }],
        startUnixNano: from,
        timeUnixNano,
        flags: 0,
        exemplars: [],
        count,
        sum: count / 10,
        bucketCounts: [...own],
        explicitBounds: BOUNDS,
      };
    });
    const data = { kind: 'histogram', temporality: 2, points } as const;
    const metrics = [{ name: 'bench.request.duration', description: '', unit: 's', data }];
    yield {
      body: encodeMetrics([{ resource: resource('frontend'), scopeMetrics: [{ scope, metrics }] }]),
      items: series,
    };
  }
}
