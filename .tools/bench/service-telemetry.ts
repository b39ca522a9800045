import { encodeMetrics } from '../../server/store/otlp/encode-proto.ts';
import { pprofFromText } from '../../server/store/profiles/pprof-fixture.ts';
import type { Attributes, HistogramPoint, Metric, NumberPoint } from '../../server/store/telemetry.ts';
import { BOUNDS, random, type Request, resource, scope, SERVICES } from './telemetry.ts';

interface Schedule {
  readonly count: number;
  /** Epoch ns of the first, and from one to the next. */
  readonly from: bigint;
  readonly stepNs: bigint;
}

const ROUTES = ['/', '/cart', '/checkout', '/product/:id', '/search', '/login', '/orders', '/orders/:id'];
const METHODS = ['GET', 'POST'];
const LABELS: readonly Attributes[] = ROUTES.flatMap((route) =>
  METHODS.map((method) => [
    { key: 'http.route', value: route },
    { key: 'http.request.method', value: method },
    { key: 'http.response.status_code', value: 200n },
  ]),
);

/** What one instance counts: sums and histograms, cumulative and delta, and gauges. */
class Instance {
  private readonly next: () => number;
  private readonly startUnixNano: bigint;
  private readonly counts = LABELS.map(() => BOUNDS.map(() => 0).concat(0));
  private readonly requests = LABELS.map(() => 0);

  constructor(seed: number, startUnixNano: bigint) {
    this.next = random(seed);
    this.startUnixNano = startUnixNano;
  }

  scrape(timeUnixNano: bigint, lastUnixNano: bigint): Metric[] {
    const { next, startUnixNano } = this;
    const base = (attributes: Attributes, isDelta = false) => ({
      attributes,
      startUnixNano: isDelta ? lastUnixNano : startUnixNano,
      timeUnixNano,
      flags: 0,
      exemplars: [],
    });
    const histogram = (attributes: Attributes, counts: readonly number[], isDelta: boolean): HistogramPoint => {
      const count = counts.reduce((sum, one) => sum + one, 0);
      return {
        ...base(attributes, isDelta),
        count,
        sum: count / 10,
        bucketCounts: [...counts],
        explicitBounds: BOUNDS,
      };
    };
    const fresh = LABELS.map(() => BOUNDS.map(() => Math.floor(next() * 9)).concat(1));
    this.counts.forEach((own, index) => {
      for (let i = 0; i < own.length; i++) own[i] = (own[i] ?? 0) + (fresh[index]?.[i] ?? 0);
      this.requests[index] = (this.requests[index] ?? 0) + Math.floor(next() * 40);
    });
    const cumulative = LABELS.map((labels, index) => histogram(labels, this.counts[index] ?? [], false));
    const delta = LABELS.map((labels, index) => histogram(labels, fresh[index] ?? [], true));
    const numbers = (isDelta: boolean) =>
      LABELS.map((labels, index): NumberPoint => ({
        ...base(labels, isDelta),
        value: isDelta ? Math.floor(next() * 40) : (this.requests[index] ?? 0),
      }));
    const gauges = Array.from({ length: 12 }, (_, index): Metric => {
      const data = { kind: 'gauge', points: [{ ...base([]), value: next() * 1e9 }] } as const;
      return { name: `process.gauge.${index}`, description: '', unit: '', data };
    });
    const metric = (name: string, unit: string, data: Metric['data']) => ({ name, description: name, unit, data });
    return [
      ...gauges,
      metric('http.server.request.duration', 's', { kind: 'histogram', temporality: 2, points: cumulative }),
      metric('db.client.operation.duration', 's', { kind: 'histogram', temporality: 1, points: delta }),
      metric('http.server.requests', '1', { kind: 'sum', temporality: 2, monotonic: true, points: numbers(false) }),
      metric('queue.messages', '1', { kind: 'sum', temporality: 1, monotonic: true, points: numbers(true) }),
    ];
  }
}

/** Requests as the SDKs of `instances` processes send them, in turn; a scrape is one request of each. */
export function* metricRequests(instances: number, { count, from, stepNs }: Schedule): Generator<Request> {
  const running = Array.from({ length: instances }, (_, index) => new Instance(index + 10, from));
  for (let scrape = 0; scrape < count; scrape++) {
    const time = from + BigInt(scrape) * stepNs;
    for (const [index, instance] of running.entries()) {
      const metrics = instance.scrape(time, time - stepNs);
      const owner = resource(SERVICES[index % SERVICES.length] ?? 'cart', index);
      const items = metrics.reduce((sum, { data }) => sum + data.points.length, 0);
      yield { body: encodeMetrics([{ resource: owner, scopeMetrics: [{ scope, metrics }] }]), items };
    }
  }
}

export interface ProfileRequest extends Request {
  /** Of `/ingest`. */
  readonly query: string;
}

/** CPU profiles of 15 s with some 400 stacks of 600 functions, one service after the other. */
export function* profileRequests({ count, from, stepNs }: Schedule): Generator<ProfileRequest> {
  const bodies = Array.from({ length: 5 * SERVICES.length }, (_, index) => cpuProfile(index));
  for (let done = 0; done < count; done++) {
    const service = SERVICES[done % SERVICES.length] ?? 'cart';
    const fromMs = Number((from + BigInt(done) * stepNs) / 1_000_000n);
    const params = { name: `${service}.cpu{pod="${service}-0"}`, format: 'pprof', from: String(fromMs) };
    const query = String(new URLSearchParams({ ...params, until: String(fromMs + 15_000) }));
    yield { body: bodies[done % bodies.length] ?? new Uint8Array(), items: 1, query };
  }
}

function cpuProfile(index: number): Uint8Array {
  const next = random(index + 1000);
  const service = SERVICES[index % SERVICES.length] ?? 'cart';
  const frame = (level: number, width: number) => {
    const number = Math.floor(next() * width);
    return `${service}.package${level}.(*Type${number}).Method@/go/src/${service}/package${level}/file${number}.go:${10 + number}`;
  };
  const rows = Array.from({ length: 400 }, () => {
    const stack = Array.from({ length: 20 }, (_, level) => frame(level, Math.min(1 + level * 2, 30)));
    return `${stack.join(';')} ${1 + Math.floor(next() * 20) * 10_000_000}`;
  });
  return pprofFromText(rows.join('\n'));
}
