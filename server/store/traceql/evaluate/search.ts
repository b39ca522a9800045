import type { Budget } from '../../budget.ts';
import type { Pipeline } from '../language/ast.ts';
import { hexId } from '../storage/chunk.ts';
import { nanosAt } from '../storage/columns.ts';
import type { SpanStore } from '../storage/span-store.ts';
import type { StoredTrace } from '../storage/stored-trace.ts';
import { shortTraceId } from './attribute-readers.ts';
import { toJsonValue, type JsonKeyValue } from './json-value.ts';
import { planFetch } from './conditions.ts';
import { createAttributeLister, type FetchedAttribute } from './fetched-attributes.ts';
import { createQueryContext } from './query-context.ts';
import type { SpanCursor } from './span-cursor.ts';
import type { Spanset } from './spanset.ts';
import { countServices, summarizeTrace } from './trace-summary.ts';
import { scanTraces, type TimeRange } from './trace-scan.ts';

export interface SearchRequest {
  readonly pipeline: Pipeline;
  readonly range: TimeRange;
  readonly limit: number;
  readonly spansPerSpanSet: number;
}

/** `tempopb.TraceSearchMetadata` in JSON. */
export interface FoundTrace {
  readonly traceID: string;
  readonly rootServiceName: string;
  readonly rootTraceName?: string;
  readonly startTimeUnixNano: string;
  readonly durationMs?: number;
  readonly spanSet?: FoundSpanSet;
  readonly spanSets?: readonly FoundSpanSet[];
  readonly serviceStats?: Readonly<Record<string, { readonly spanCount: number; readonly errorCount?: number }>>;
}
export interface FoundSpanSet {
  readonly spans: readonly FoundSpan[];
  readonly matched: number;
  readonly attributes?: readonly JsonKeyValue[];
}
export interface FoundSpan {
  readonly spanID: string;
  readonly name?: string;
  readonly startTimeUnixNano: string;
  readonly durationNanos?: string;
  readonly attributes?: readonly JsonKeyValue[];
}
export interface SearchResult {
  readonly traces: readonly FoundTrace[];
  readonly inspectedTraces: number;
}

/** @throws BudgetExceeded, EvaluationError */
export async function searchTraces(store: SpanStore, request: SearchRequest, budget: Budget): Promise<SearchResult> {
  const { pipeline, limit, spansPerSpanSet } = request;
  const context = createQueryContext(store, pipeline, planFetch(pipeline));
  const listAttributes = createAttributeLister(context);
  const traces: FoundTrace[] = [];
  const scan = { store, pipeline, context, range: request.range, budget };
  await scanTraces(scan, ({ trace, spansets, cursor }) => {
    const found = spansets.map((set) => describeSpanset(set, { spansPerSpanSet, cursor, listAttributes }));
    traces.push({
      ...describeTrace(store, trace),
      ...(found[0] ? { spanSet: found[0] } : {}),
      spanSets: found,
      serviceStats: describeServices(store, trace),
    });
    return traces.length < limit;
  });
  return { traces, inspectedTraces: traces.length };
}

export function describeTrace(store: SpanStore, trace: StoredTrace): FoundTrace {
  const { rootName, rootServiceName, durationNano } = summarizeTrace(store, trace);
  const durationMs = Math.floor(durationNano / 1e6);
  return {
    traceID: shortTraceId(trace.id),
    rootServiceName: rootServiceName || '<root span not yet received>',
    ...(rootName ? { rootTraceName: rootName } : {}),
    startTimeUnixNano: String(trace.startNano),
    ...(durationMs > 0 ? { durationMs } : {}),
  };
}

function describeServices(store: SpanStore, trace: StoredTrace) {
  const services = [...countServices(store, trace)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    services.map(([name, { spanCount, errorCount }]) => [name, { spanCount, ...(errorCount ? { errorCount } : {}) }]),
  );
}

interface Describing {
  readonly spansPerSpanSet: number;
  readonly cursor: SpanCursor;
  readonly listAttributes: (at: SpanCursor) => readonly FetchedAttribute[];
}

function describeSpanset(set: Spanset, { spansPerSpanSet, cursor, listAttributes }: Describing): FoundSpanSet {
  const spans = set.rows.slice(0, spansPerSpanSet).map((row) => {
    cursor.moveTo(row);
    return describeSpan(cursor, listAttributes(cursor));
  });
  const attributes = set.attributes.map(({ key, value }) => ({ key, value: toJsonValue(value) }));
  return { spans, matched: set.rows.length, ...(attributes.length > 0 ? { attributes } : {}) };
}

/** Intrinsics with a field of their own, or that belong to the trace. */
const UNLISTED: ReadonlySet<string> = new Set([
  'name',
  'duration',
  'traceDuration',
  'rootServiceName',
  'rootName',
  'traceId',
  'spanId',
]);

function describeSpan({ chunk, row }: SpanCursor, fetched: readonly FetchedAttribute[]): FoundSpan {
  const start = nanosAt(chunk.start, row);
  const duration = BigInt.asUintN(64, nanosAt(chunk.end, row) - start);
  const name = fetched.find(({ attribute }) => attribute.intrinsic === 'name')?.value;
  const attributes = fetched
    .filter(({ attribute }) => !attribute.intrinsic || !UNLISTED.has(attribute.intrinsic))
    .map(({ attribute, value }) => ({ key: attribute.name, value: toJsonValue(value) }));
  return {
    spanID: hexId(chunk.idHigh, chunk.idLow, row),
    ...(name?.type === 'string' && name.value !== '' ? { name: name.value } : {}),
    startTimeUnixNano: String(start),
    ...(duration > 0n ? { durationNanos: String(duration) } : {}),
    ...(attributes.length > 0 ? { attributes } : {}),
  };
}
