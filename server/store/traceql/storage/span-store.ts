import type { Resource, ResourceSpans, Span } from '../../telemetry.ts';
import type { EngineUsage, WriteResult } from '../../engine.ts';
import { Chunk, CHUNK_ROWS, CHUNK_SHIFT, hexId, ROW_MASK } from './chunk.ts';
import { createDictionary } from './dictionary.ts';
import { assignNestedSets } from './nested-sets.ts';
import { estimateSpanBytes } from './span-size.ts';
import type { StoredTrace } from './stored-trace.ts';

/** Tempo's default `max_bytes_per_trace`. */
export const MAX_TRACE_BYTES = 5_000_000;
const TRACE_OVERHEAD_BYTES = 320;
/** Up to this many spans, a duplicate is looked for in the columns. */
const SMALL_TRACE = 32;

/** A span, the resource it came from and its size as OTLP. */
type OnSpan = (span: Span, resource: Resource, bytes: number) => void;

export interface SpanStore {
  /** @param onSpan told of each span that is new */
  readonly write: (batch: readonly ResourceSpans[], onSpan?: OnSpan) => WriteResult;
  readonly trace: (id: string) => StoredTrace | undefined;
  /** Most recent first. */
  readonly tracesByStart: () => readonly StoredTrace[];
  readonly chunkOf: (row: number) => Chunk;
  /** Number of an attribute key, -1 when no span has had it. */
  readonly findKey: (name: string) => number;
  readonly keyName: (key: number) => string;
  /** Makes the nested-set columns of a trace's spans valid. */
  readonly ensureNestedSets: (trace: StoredTrace) => void;
  /** Forgets traces that ended before. */
  readonly dropBefore: (unixNano: bigint) => void;
  readonly clear: () => void;
  readonly usage: () => EngineUsage;
}

export function createSpanStore(): SpanStore {
  let state = createState();
  return {
    write: (batch, onSpan) => writeBatch(state, batch, onSpan),
    trace: (id) => state.traces.get(id),
    tracesByStart: () => orderTraces(state),
    chunkOf: (row) => chunkOf(state, row),
    findKey: (name) => state.keyNames.find(name),
    keyName: (key) => state.keyNames.text(key),
    ensureNestedSets(trace) {
      if (!trace.isStale) return;
      assignNestedSets(trace.rows, (row) => chunkOf(state, row));
      trace.isStale = false;
    },
    dropBefore: (unixNano) => dropBefore(state, unixNano),
    clear() {
      state = createState();
    },
    usage: () => measure(state),
  };
}

interface State {
  readonly traces: Map<string, StoredTrace>;
  readonly keyNames: ReturnType<typeof createDictionary>;
  /** By row number; undefined once all its spans are dropped. */
  readonly chunks: (Chunk | undefined)[];
  ordered: StoredTrace[];
  isOrdered: boolean;
  spans: number;
}

const createState = (): State => ({
  traces: new Map(),
  keyNames: createDictionary(),
  chunks: [],
  ordered: [],
  isOrdered: true,
  spans: 0,
});

function chunkOf(state: State, row: number): Chunk {
  const chunk = state.chunks[row >>> CHUNK_SHIFT];
  if (!chunk) throw new Error(`row ${row} was dropped`);
  return chunk;
}

function writeBatch(state: State, batch: readonly ResourceSpans[], onSpan?: OnSpan): WriteResult {
  const refused: string[] = [];
  for (const { resource, scopeSpans } of batch) {
    const resourceBytes = estimateSpanBytes({ attributes: resource.attributes });
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) {
        const why = invalidId(span) ?? appendSpan(state, { span, resource, scope, resourceBytes, onSpan });
        if (why) refused.push(why);
      }
    }
  }
  return { rejected: refused.length, message: [...new Set(refused)].slice(0, 10).join('; ') };
}

function invalidId(span: Span): string | undefined {
  if (span.traceId.length !== 32) return `trace ids must be 128 bit, received ${span.traceId.length * 4} bits`;
  if (span.spanId.length !== 16) return `span ids must be 64 bit, received ${span.spanId.length * 4} bits`;
  return undefined;
}

interface Incoming {
  readonly span: Span;
  readonly resource: ResourceSpans['resource'];
  readonly scope: ResourceSpans['scopeSpans'][number]['scope'];
  readonly resourceBytes: number;
  readonly onSpan: OnSpan | undefined;
}

function appendSpan(state: State, { span, resource, scope, resourceBytes, onSpan }: Incoming): string | undefined {
  const known = state.traces.get(span.traceId);
  if (known && hasSpan(state, known, span)) return undefined;
  const spanBytes = estimateSpanBytes(span);
  const bytes = spanBytes + (known ? 0 : resourceBytes);
  if ((known?.bytes ?? 0) + bytes > MAX_TRACE_BYTES)
    return `TRACE_TOO_LARGE: max size of trace (${MAX_TRACE_BYTES}) exceeded while adding ${bytes} bytes to trace ${span.traceId} for tenant single-tenant`;
  const trace = known ?? openTrace(state, span);
  const chunk = openChunk(state);
  const owners = { resource: chunk.resourceNumber(resource), scope: chunk.scopeNumber(scope), trace };
  trace.rows.push(chunk.firstRow + chunk.append(span, owners));
  trace.bytes += bytes;
  trace.isStale = true;
  state.spans++;
  onSpan?.(span, resource, spanBytes);
  if (span.endUnixNano > trace.endNano) trace.endNano = span.endUnixNano;
  if (span.startUnixNano < trace.startNano) {
    trace.startNano = span.startUnixNano;
    trace.order = Number(span.startUnixNano);
    state.isOrdered = false;
  }
  return undefined;
}

function openTrace(state: State, span: Span): StoredTrace {
  const trace: StoredTrace = {
    id: span.traceId,
    rows: [],
    startNano: span.startUnixNano,
    endNano: span.endUnixNano,
    order: Number(span.startUnixNano),
    bytes: 0,
    isStale: true,
    seen: null,
  };
  state.traces.set(trace.id, trace);
  state.ordered.push(trace);
  state.isOrdered = false;
  return trace;
}

function openChunk(state: State): Chunk {
  const last = state.chunks.at(-1);
  if (last && !last.isFull) return last;
  const chunk = new Chunk(state.chunks.length * CHUNK_ROWS, state.keyNames);
  state.chunks.push(chunk);
  return chunk;
}

/** A retried export brings the same spans again; the kind tells the two sides of a Zipkin span apart. */
function hasSpan(state: State, trace: StoredTrace, span: Span): boolean {
  if (trace.rows.length > SMALL_TRACE) {
    trace.seen ??= new Set(trace.rows.map((row) => identityOf(state, row)));
    const identity = `${span.spanId}${span.kind}`;
    if (trace.seen.has(identity)) return true;
    trace.seen.add(identity);
    return false;
  }
  const high = Number.parseInt(span.spanId.slice(0, 8), 16);
  const low = Number.parseInt(span.spanId.slice(8), 16);
  return trace.rows.some((row) => {
    const chunk = chunkOf(state, row);
    const at = row & ROW_MASK;
    return chunk.idLow[at] === low && chunk.idHigh[at] === high && chunk.kind[at] === span.kind;
  });
}

function identityOf(state: State, row: number): string {
  const chunk = chunkOf(state, row);
  return `${hexId(chunk.idHigh, chunk.idLow, row & ROW_MASK)}${chunk.kind[row & ROW_MASK]}`;
}

function orderTraces(state: State): readonly StoredTrace[] {
  if (!state.isOrdered) {
    state.ordered.sort((a, b) => b.order - a.order);
    state.isOrdered = true;
  }
  return state.ordered;
}

function dropBefore(state: State, unixNano: bigint): void {
  for (const trace of state.traces.values()) {
    if (trace.endNano >= unixNano) continue;
    state.traces.delete(trace.id);
    state.spans -= trace.rows.length;
    for (const row of trace.rows) chunkOf(state, row).liveRows--;
    // A query that is under way and holds the trace sees it empty, not its freed chunks.
    trace.rows.length = 0;
  }
  state.ordered = state.ordered.filter((trace) => state.traces.has(trace.id));
  for (const [position, chunk] of state.chunks.entries()) {
    if (chunk?.isFull && chunk.liveRows === 0) state.chunks[position] = undefined;
  }
}

function measure(state: State): EngineUsage {
  let bytes = state.keyNames.characters() + state.spans * 8;
  for (const chunk of state.chunks) bytes += chunk?.bytes ?? 0;
  bytes += state.traces.size * TRACE_OVERHEAD_BYTES;
  return { items: state.spans, bytes, oldestUnixNano: orderTraces(state).at(-1)?.startNano ?? null };
}
