import { traceOfLabels, traceOfLog } from '../../../server/contract/correlation/identity.ts';
import type { Labels } from '../../../server/contract/answer.ts';
import type { LogRow } from '../../../server/contract/logs.ts';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { Trace } from '../../../server/contract/traces.ts';
import { nanoToMs, type UnixNano } from '../../../server/contract/units.ts';
import { type Level, levelOf } from '../log/level.ts';
import type { TraceTree } from './tree.ts';

/** How a thing found its span: it names it, or it is of the same service at the same time, or neither (the first root). */
export type Placement = 'span ID' | 'service and time' | 'trace';

/** A log line of the trace. `offsetNs` is from the trace's start and may lie before or after it. */
export interface TraceLine {
  readonly row: LogRow;
  readonly offsetNs: number;
  readonly level: Level;
  readonly placement: Placement;
}

/** A measurement of the trace's requests. `offsetNs` as with lines. */
export interface TraceExemplar {
  readonly exemplar: Exemplar;
  readonly offsetNs: number;
  readonly placement: Placement;
}

/** What other signals say about a trace, by row of its tree; each list in order of time. */
export interface JoinedTrace {
  readonly lines: ReadonlyMap<number, readonly TraceLine[]>;
  readonly exemplars: ReadonlyMap<number, readonly TraceExemplar[]>;
  /** Rows whose span was profiled: it carries a profile's ID. */
  readonly profiled: ReadonlySet<number>;
}

interface JoinInput {
  readonly trace: Trace;
  readonly tree: TraceTree;
  readonly rows: readonly LogRow[];
  /** Only those of this trace count. */
  readonly exemplars: readonly Exemplar[];
}

const PROFILE_ATTRIBUTE = 'pyroscope.profile.id';

/** Puts every line and exemplar under its span. O((lines + exemplars) × spans of a service), spans of one service being few. */
export function joinTrace({ trace, tree, rows, exemplars }: JoinInput): JoinedTrace {
  const place = placer(trace, tree);
  const lines = new Map<number, TraceLine[]>();
  for (const row of rows) {
    const offsetNs = offsetOf(trace, row.timestamp);
    const spanId = traceOfLog(row)?.spanId ?? null;
    const { row: at, placement } = place({
      spanId,
      offsetNs,
      services: servicesIn(row.labels, row.structuredMetadata),
    });
    listOf(lines, at).push({ row, offsetNs, level: levelOf(row), placement });
  }
  const marks = new Map<number, TraceExemplar[]>();
  for (const exemplar of exemplars) {
    const reference = traceOfLabels(exemplar.labels);
    if (reference?.traceId.padStart(32, '0') !== trace.traceId.padStart(32, '0')) continue;
    const offsetNs = (exemplar.time - nanoToMs(trace.startUnixNano)) * 1e6;
    const services = servicesIn(exemplar.seriesLabels);
    const { row: at, placement } = place({ spanId: reference.spanId, offsetNs, services });
    listOf(marks, at).push({ exemplar, offsetNs, placement });
  }
  for (const list of lines.values()) list.sort((a, b) => a.offsetNs - b.offsetNs);
  for (const list of marks.values()) list.sort((a, b) => a.offsetNs - b.offsetNs);
  return { lines, exemplars: marks, profiled: profiledRows(trace, tree) };
}

interface Clue {
  readonly spanId: string | null;
  readonly offsetNs: number;
  readonly services: readonly string[];
}

function placer(trace: Trace, tree: TraceTree) {
  const byId = new Map<string, number>();
  const byService = new Map<string, number[]>();
  for (let row = 0; row < tree.length; row++) {
    const span = trace.spans[tree.span[row] ?? -1];
    if (!span) continue;
    if (!byId.has(span.spanId)) byId.set(span.spanId, row);
    listOf(byService, trace.resources[span.resource]?.service ?? '').push(row);
  }
  return ({ spanId, offsetNs, services }: Clue): { readonly row: number; readonly placement: Placement } => {
    const own = spanId === null ? undefined : byId.get(spanId);
    if (own !== undefined) return { row: own, placement: 'span ID' };
    const candidates = services.flatMap((service) => byService.get(service) ?? []);
    let best: number | null = null;
    for (const row of candidates) {
      const span = trace.spans[tree.span[row] ?? -1];
      if (!span || offsetNs < span.offsetNs || offsetNs > span.offsetNs + span.durationNs) continue;
      // The deepest span that was running: of two at one depth the later one.
      if (best === null || (tree.depth[row] ?? 0) >= (tree.depth[best] ?? 0)) best = row;
    }
    if (best !== null) return { row: best, placement: 'service and time' };
    return { row: candidates[0] ?? 0, placement: 'trace' };
  };
}

const SERVICE_LABELS = ['service_name', 'service.name', 'service', 'app', 'job'] as const;

/** What labels call the service; of a job, its last part too (`shop/cart`). */
const servicesIn = (...labels: readonly Labels[]): readonly string[] =>
  labels.flatMap((own) =>
    SERVICE_LABELS.flatMap((name) => {
      const value = own[name];
      return value ? [value, value.slice(value.lastIndexOf('/') + 1)] : [];
    }),
  );

const offsetOf = (trace: Trace, time: UnixNano): number => Number(BigInt(time) - BigInt(trace.startUnixNano));

function profiledRows(trace: Trace, tree: TraceTree): ReadonlySet<number> {
  const rows = new Set<number>();
  for (let row = 0; row < tree.length; row++) {
    if (trace.spans[tree.span[row] ?? -1]?.attributes[PROFILE_ATTRIBUTE]) rows.add(row);
  }
  return rows;
}

function listOf<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** What a trace can be narrowed to. */
export type JoinFilter = 'logs' | 'exemplars' | 'profiles';

/** Rows that have any of what is asked for. */
export function rowsWith(joined: JoinedTrace, filters: ReadonlySet<JoinFilter>): ReadonlySet<number> {
  return new Set([
    ...(filters.has('logs') ? joined.lines.keys() : []),
    ...(filters.has('exemplars') ? joined.exemplars.keys() : []),
    ...(filters.has('profiles') ? joined.profiled : []),
  ]);
}
