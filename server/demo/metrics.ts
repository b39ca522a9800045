import type {
  HistogramPoint,
  KeyValue,
  Metric,
  NumberPoint,
  OtlpExemplar,
  ResourceMetrics,
} from '../store/telemetry.ts';
import { incidentAt } from './incident.ts';
import { createRandom } from './random.ts';
import { INSTANCES, type Instance, resourceAt } from './topology.ts';
import { usToNanos, type EpochUs, type Served } from './visit.ts';

export const SCRAPE_US = 15_000_000;

/** Seconds; those the OpenTelemetry conventions advise. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const MAX_EXEMPLARS = 2;

interface RouteState {
  readonly attributes: readonly KeyValue[];
  count: number;
  sum: number;
  readonly buckets: number[];
  exemplars: OtlpExemplar[];
}

interface InstanceState {
  readonly routes: Map<string, RouteState>;
  readonly orders: Map<string, number>;
  /** Since the last scrape. */
  served: number;
}

/** Counters and histograms of all instances since the shop opened, as their SDKs would export them. */
export class ShopMetrics {
  private readonly startUnixNano: bigint;
  private readonly seed: number;
  private readonly states = new Map<Instance, InstanceState>();

  constructor(seed: number, startUs: EpochUs) {
    this.seed = seed;
    this.startUnixNano = usToNanos(startUs);
    for (const instance of INSTANCES) this.states.set(instance, { routes: new Map(), orders: new Map(), served: 0 });
  }

  countRequest({ span, method, route, status }: Served): void {
    const state = this.stateOf(span.instance);
    const key = `${method} ${route} ${status}`;
    let series = state.routes.get(key);
    if (!series) {
      const attributes = [
        { key: 'http.request.method', value: method },
        { key: 'http.route', value: route },
        { key: 'http.response.status_code', value: BigInt(status) },
      ];
      series = { attributes, count: 0, sum: 0, buckets: BOUNDS.map(() => 0).concat(0), exemplars: [] };
      state.routes.set(key, series);
    }
    const seconds = (span.endUs - span.startUs) / 1e6;
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? BOUNDS.length : bucket;
    series.buckets[index] = (series.buckets[index] ?? 0) + 1;
    series.count += 1;
    series.sum += seconds;
    state.served += 1;
    const { traceId, spanId } = span;
    offerExemplar(series, { timeUnixNano: usToNanos(span.endUs), value: seconds, traceId, spanId, attributes: [] });
  }

  countOrder(instance: Instance, currency: string): void {
    const { orders } = this.stateOf(instance);
    orders.set(currency, (orders.get(currency) ?? 0) + 1);
  }

  /** What is exported at `timeUs`, a multiple of the scrape interval. */
  scrape(timeUs: EpochUs): ResourceMetrics[] {
    return INSTANCES.map((instance, index) => {
      const metrics = this.scrapeInstance(instance, index, timeUs);
      const resource = resourceAt(instance, this.seed, timeUs / 1000);
      return { resource, scopeMetrics: [{ scope: instance.scope, metrics }] };
    });
  }

  private scrapeInstance(instance: Instance, index: number, timeUs: EpochUs): Metric[] {
    const state = this.stateOf(instance);
    const timeUnixNano = usToNanos(timeUs);
    const random = createRandom(this.seed, timeUs, index, 0xce);
    const strain = instance.service === 'payment' ? incidentAt(this.seed, timeUs / 1000) : 0;
    const cpu = 0.06 + index * 0.008 + state.served * 0.006 + strain * 0.45 + random.between(0, 0.05);
    state.served = 0;
    const metrics: Metric[] = [
      gauge('process.cpu.utilization', Math.min(0.98, cpu), timeUnixNano),
      this.memory(index, timeUs, random.between(0, 4e6) + strain * 60e6),
    ];
    if (state.routes.size > 0) metrics.unshift(this.requestDuration(state, timeUnixNano));
    if (state.orders.size > 0) metrics.push(this.ordersPlaced(state, timeUnixNano));
    return metrics;
  }

  private requestDuration({ routes }: InstanceState, timeUnixNano: bigint): Metric {
    const points: HistogramPoint[] = [];
    for (const series of routes.values()) {
      points.push({
        attributes: series.attributes,
        startUnixNano: this.startUnixNano,
        timeUnixNano,
        flags: 0,
        count: series.count,
        sum: series.sum,
        bucketCounts: [...series.buckets],
        explicitBounds: BOUNDS,
        exemplars: series.exemplars,
      });
      series.exemplars = [];
    }
    return {
      name: 'http.server.request.duration',
      description: 'Duration of HTTP server requests.',
      unit: 's',
      data: { kind: 'histogram', points, temporality: 2 },
    };
  }

  /** A heap that fills and is collected, every few minutes. */
  private memory(index: number, timeUs: EpochUs, extra: number): Metric {
    const cycleUs = (170 + index * 31) * 1e6;
    const value = Math.round(180e6 + index * 9e6 + ((timeUs % cycleUs) / cycleUs) * 70e6 + extra);
    const timeUnixNano = usToNanos(timeUs);
    return {
      name: 'process.memory.usage',
      description: 'Physical memory in use.',
      unit: 'By',
      data: { kind: 'sum', points: [this.point(value, timeUnixNano)], temporality: 2, monotonic: false },
    };
  }

  private ordersPlaced({ orders }: InstanceState, timeUnixNano: bigint): Metric {
    const points = [...orders].map(([currency, count]) => ({
      ...this.point(count, timeUnixNano),
      attributes: [{ key: 'currency', value: currency }],
    }));
    return {
      name: 'orders.placed',
      description: 'Orders placed.',
      unit: '{order}',
      data: { kind: 'sum', points, temporality: 2, monotonic: true },
    };
  }

  private point(value: number, timeUnixNano: bigint): NumberPoint {
    return { attributes: [], startUnixNano: this.startUnixNano, timeUnixNano, flags: 0, exemplars: [], value };
  }

  private stateOf(instance: Instance): InstanceState {
    const state = this.states.get(instance);
    if (!state) throw new Error(`unknown instance ${instance.service}-${instance.index}`);
    return state;
  }
}

/** Keeps the slowest requests since the last scrape. */
function offerExemplar(series: RouteState, exemplar: OtlpExemplar): void {
  series.exemplars.push(exemplar);
  if (series.exemplars.length <= MAX_EXEMPLARS) return;
  const fastest = series.exemplars.reduce((least, one) => (one.value < least.value ? one : least));
  series.exemplars = series.exemplars.filter((one) => one !== fastest);
}

function gauge(name: string, value: number, timeUnixNano: bigint): Metric {
  const point: NumberPoint = { attributes: [], startUnixNano: 0n, timeUnixNano, flags: 0, exemplars: [], value };
  return { name, description: 'Share of CPU in use.', unit: '1', data: { kind: 'gauge', points: [point] } };
}
