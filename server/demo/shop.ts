import type {
  LogRecord,
  LogStream,
  ProfileWrite,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
} from '../store/telemetry.ts';
import { visitShop } from './frontend-requests.ts';
import { incidentAt } from './incident.ts';
import { SCRAPE_US, ShopMetrics } from './metrics.ts';
import { PROFILE_ATTRIBUTE, PROFILE_US, takeProfiles } from './profiles.ts';
import { createRandom, type Random } from './random.ts';
import { INSTANCES, type Instance, resourceAt } from './topology.ts';
import {
  createVisit,
  toSpan,
  usToNanos,
  type CpuUse,
  type EpochUs,
  type Level,
  type LogLine,
  type OpenSpan,
  type Served,
  type Visit,
} from './visit.ts';

const SLOT_US = 1_000_000;
const USERS = 180;

/** Everything the shop sent in a stretch of time. */
export interface ShopTelemetry {
  readonly traces: readonly ResourceSpans[];
  readonly logs: readonly ResourceLogs[];
  readonly streams: readonly LogStream[];
  readonly metrics: readonly ResourceMetrics[];
  readonly profiles: readonly ProfileWrite[];
}

/** Something that becomes known at a time: a span when it ends, a line when it is written. */
interface Due<T> {
  readonly atUs: EpochUs;
  readonly item: T;
}

/**
 * The demo shop. What happens in a second depends on the seed and that second alone, so that a restarted shop tells the
 * same story of the past, trace IDs included.
 */
export class Shop {
  private readonly seed: number;
  private readonly metrics: ShopMetrics;
  private nextSlotUs: EpochUs;
  private nowUs: EpochUs;
  private readonly spans = new Agenda<OpenSpan>();
  private readonly lines = new Agenda<LogLine>();
  private readonly served = new Agenda<Served>();
  private readonly orders = new Agenda<{ instance: Instance; currency: string }>();
  private readonly uses = new Agenda<CpuUse>();

  constructor(seed: number, openedMs: number) {
    this.seed = seed;
    this.nextSlotUs = Math.floor(openedMs / 1000) * SLOT_US;
    this.nowUs = this.nextSlotUs;
    this.metrics = new ShopMetrics(seed, this.nextSlotUs);
  }

  /** Lets time pass until `epochMs` and returns what was sent meanwhile. */
  advance(epochMs: number): ShopTelemetry {
    const untilUs = Math.round(epochMs * 1000);
    const metrics: ResourceMetrics[] = [];
    const profiles: ProfileWrite[] = [];
    for (; this.nextSlotUs < untilUs; this.nextSlotUs += SLOT_US) this.open(this.nextSlotUs);
    for (let at = nextMultiple(this.nowUs, SCRAPE_US); at <= untilUs; at += SCRAPE_US) {
      for (const served of this.served.takeUntil(at)) this.metrics.countRequest(served);
      for (const { instance, currency } of this.orders.takeUntil(at)) this.metrics.countOrder(instance, currency);
      metrics.push(...this.metrics.scrape(at));
    }
    for (let at = nextMultiple(this.nowUs, PROFILE_US); at <= untilUs; at += PROFILE_US)
      profiles.push(...takeProfiles(this.seed, at, this.uses.takeUntil(at)));
    this.nowUs = untilUs;
    const traces = groupSpans(this.spans.takeUntil(untilUs), this.seed);
    return { traces, ...groupLines(this.lines.takeUntil(untilUs)), metrics, profiles };
  }

  /** Plays one second of visits. */
  private open(slotUs: EpochUs): void {
    const random = createRandom(this.seed, slotUs / SLOT_US);
    // More visitors some minutes than others.
    const visitors = 1.1 + 0.35 * Math.sin(slotUs / 4.1e8) + 0.15 * Math.sin(slotUs / 6.7e7);
    for (let visits = random.poisson(visitors); visits > 0; visits--) this.play(random, slotUs);
  }

  private play(random: Random, slotUs: EpochUs): void {
    const visit = createVisit();
    const startUs = slotUs + random.below(SLOT_US);
    const scene = {
      visit,
      random,
      traceId: random.hex(16),
      user: `user-${random.below(USERS)}`,
      cluster: random.below(2),
      incident: incidentAt(this.seed, startUs / 1000),
    };
    visitShop(scene, startUs);
    attachProfiles(visit, random);
    for (const span of visit.spans) this.spans.add(span.endUs, span);
    for (const line of visit.logs) this.lines.add(line.timeUs, line);
    for (const served of visit.served) this.served.add(served.span.endUs, served);
    for (const use of visit.cpu) this.uses.add(use.span.endUs, use);
    for (const { timeUs, ...order } of visit.orders) this.orders.add(timeUs, order);
  }
}

/** A profiler sees a span when it is on the CPU long enough. */
function attachProfiles(visit: Visit, random: Random): void {
  for (const { span, cpuUs } of visit.cpu) {
    if (random.chance(Math.min(1, 0.12 + cpuUs / 12_000)))
      span.attributes.push({ key: PROFILE_ATTRIBUTE, value: span.spanId });
  }
}

const nextMultiple = (afterUs: EpochUs, step: number): EpochUs => (Math.floor(afterUs / step) + 1) * step;

class Agenda<T> {
  private waiting: Due<T>[] = [];

  add(atUs: EpochUs, item: T): void {
    this.waiting.push({ atUs, item });
  }

  /** Everything due until then, in order of time. */
  takeUntil(untilUs: EpochUs): T[] {
    const due = this.waiting.filter(({ atUs }) => atUs <= untilUs);
    if (due.length === 0) return [];
    this.waiting = this.waiting.filter(({ atUs }) => atUs > untilUs);
    return due.sort((a, b) => a.atUs - b.atUs).map(({ item }) => item);
  }
}

function groupSpans(spans: readonly OpenSpan[], seed: number): ResourceSpans[] {
  const groups = new Map<Instance, OpenSpan[]>();
  for (const span of spans) listOf(groups, span.instance).push(span);
  return INSTANCES.flatMap((instance) => {
    // A span belongs to the version that ran when it began.
    const byVersion = Map.groupBy(groups.get(instance) ?? [], ({ startUs }) =>
      JSON.stringify(resourceAt(instance, seed, startUs / 1000)),
    );
    return [...byVersion.values()].map((own) => ({
      resource: resourceAt(instance, seed, (own[0]?.startUs ?? 0) / 1000),
      scopeSpans: [{ scope: instance.scope, spans: own.map(toSpan) }],
    }));
  });
}

const SEVERITY: Readonly<Record<Level, number>> = { debug: 5, info: 9, warn: 13, error: 17 };

/** The frontend's and the payment service's output is collected from their pods; the others send theirs by OTLP. */
function groupLines(lines: readonly LogLine[]): { logs: ResourceLogs[]; streams: LogStream[] } {
  const records = new Map<Instance, LogRecord[]>();
  const entries = new Map<Instance, LogStream['entries'][number][]>();
  for (const line of lines) {
    const { instance } = line.span;
    if (instance.service === 'frontend' || instance.service === 'payment') {
      const entry = { timeUnixNano: usToNanos(line.timeUs), line: line.text, structuredMetadata: [] };
      listOf(entries, instance).push(entry);
    } else listOf(records, instance).push(toRecord(line));
  }
  return {
    logs: INSTANCES.filter((instance) => records.has(instance)).map((instance) => ({
      resource: instance.resource,
      scopeLogs: [{ scope: instance.scope, records: records.get(instance) ?? [] }],
    })),
    streams: INSTANCES.filter((instance) => entries.has(instance)).map((instance) => ({
      labels: instance.streamLabels,
      entries: entries.get(instance) ?? [],
    })),
  };
}

function toRecord({ span, timeUs, level, text, attributes }: LogLine): LogRecord {
  const { traceId, spanId } = span;
  return {
    timeUnixNano: usToNanos(timeUs),
    observedTimeUnixNano: usToNanos(timeUs + 1000),
    severityNumber: SEVERITY[level],
    severityText: level.toUpperCase(),
    body: text,
    attributes,
    traceId,
    spanId,
    flags: 1,
  };
}

function listOf<T>(groups: Map<Instance, T[]>, instance: Instance): T[] {
  let list = groups.get(instance);
  if (!list) groups.set(instance, (list = []));
  return list;
}
