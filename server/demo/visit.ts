import type { Attributes, Span, SpanEvent, SpanLink } from '../store/telemetry.ts';
import type { Random } from './random.ts';
import type { Instance } from './topology.ts';

/** Times within the demo are whole epoch microseconds: they fit a double until the year 2255. */
export type EpochUs = number;

export const usToNanos = (us: EpochUs): bigint => BigInt(us) * 1000n;

export type Level = 'debug' | 'info' | 'warn' | 'error';

export interface OpenSpan extends Omit<Span, 'attributes' | 'events' | 'links' | 'startUnixNano' | 'endUnixNano'> {
  readonly instance: Instance;
  readonly startUs: EpochUs;
  endUs: EpochUs;
  readonly attributes: { key: string; value: Attributes[number]['value'] }[];
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  statusCode: number;
  statusMessage: string;
}

/** A log line about a span. `text` is the line in the service's own format. */
export interface LogLine {
  readonly span: OpenSpan;
  readonly timeUs: EpochUs;
  readonly level: Level;
  readonly text: string;
  readonly attributes: Attributes;
}

/** A request a service answered: what its metrics count. */
export interface Served {
  readonly span: OpenSpan;
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

/** Time a span's thread spent computing in one operation; profiles show it. */
export interface CpuUse {
  readonly span: OpenSpan;
  readonly operation: string;
  readonly cpuUs: number;
}

/** Everything that one visit to the shop causes, in the services it touches. */
export interface Visit {
  readonly spans: OpenSpan[];
  readonly logs: LogLine[];
  readonly served: Served[];
  readonly cpu: CpuUse[];
  /** When orders were placed, and by which checkout. */
  readonly orders: { readonly instance: Instance; readonly timeUs: EpochUs; readonly currency: string }[];
}

export const createVisit = (): Visit => ({ spans: [], logs: [], served: [], cpu: [], orders: [] });

/** What the parts of a request share. */
export interface Scene {
  readonly visit: Visit;
  readonly random: Random;
  readonly traceId: string;
  readonly user: string;
  /** Which cluster serves it. */
  readonly cluster: number;
  /** 0 to 1, see `incidentAt`. */
  readonly incident: number;
}

export const INTERNAL = 1;
export const SERVER = 2;
export const CLIENT = 3;
export const PRODUCER = 4;
export const CONSUMER = 5;

interface SpanStart {
  readonly instance: Instance;
  readonly name: string;
  readonly kind: number;
  readonly parent?: OpenSpan;
  readonly startUs: EpochUs;
  readonly attributes: Readonly<Record<string, Attributes[number]['value']>>;
}

export function openSpan({ visit, random, traceId }: Scene, start: SpanStart): OpenSpan {
  const span: OpenSpan = {
    instance: start.instance,
    traceId: start.parent?.traceId ?? traceId,
    spanId: random.hex(8),
    parentSpanId: start.parent?.spanId ?? '',
    traceState: '',
    name: start.name,
    kind: start.kind,
    startUs: start.startUs,
    endUs: start.startUs,
    attributes: Object.entries(start.attributes).map(([key, value]) => ({ key, value })),
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: '',
  };
  visit.spans.push(span);
  return span;
}

export function fail(span: OpenSpan, message = ''): void {
  span.statusCode = 2;
  span.statusMessage = message;
}

export function addEvent(
  span: OpenSpan,
  timeUs: EpochUs,
  event: { readonly name: string; readonly attributes: Readonly<Record<string, Attributes[number]['value']>> },
): void {
  const attributes = Object.entries(event.attributes).map(([key, value]) => ({ key, value }));
  span.events.push({ timeUnixNano: usToNanos(timeUs), name: event.name, attributes });
}

/** A length of work in whole microseconds, around `medianMs`. */
export const workUs = (random: Random, medianMs: number, spread = 0.35): number =>
  Math.max(20, Math.round(random.logNormal(medianMs, spread) * 1000));

export function toSpan(open: OpenSpan): Span {
  return {
    traceId: open.traceId,
    spanId: open.spanId,
    parentSpanId: open.parentSpanId,
    traceState: open.traceState,
    name: open.name,
    kind: open.kind,
    startUnixNano: usToNanos(open.startUs),
    endUnixNano: usToNanos(open.endUs),
    attributes: open.attributes,
    events: open.events,
    links: open.links,
    statusCode: open.statusCode,
    statusMessage: open.statusMessage,
  };
}
