import type { Resource, ResourceSpans, Span } from '../../telemetry.ts';
import type { EngineUsage, WriteResult } from '../../engine.ts';
import { Chunk, CHUNK_ROWS, CHUNK_SHIFT, ROW_MASK, type ChunkColumns } from './chunk.ts';
import { nanosAt, u32At, u8At } from './columns.ts';
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
  /** See `EngineSnapshots`: each chunk belongs to one segment. */
  readonly takeSnapshot: () => Iterable<ChunkPiece>;
  readonly loadSnapshot: (piece: ChunkPiece) => void;
}

/** @param isFromSegment see `Origin` */
export function createSpanStore(isFromSegment: () => boolean = () => false): SpanStore {
  let state = createState(isFromSegment);
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
    takeSnapshot: () => takeSnapshot(state),
    loadSnapshot: (piece) => loadChunk(state, piece),
    clear() {
      state = createState(isFromSegment);
    },
    usage: () => measure(state),
  };
}

interface State {
  readonly traces: Map<string, StoredTrace>;
  readonly keyNames: ReturnType<typeof createDictionary>;
  readonly isFromSegment: () => boolean;
  /** Those that take new spans, by origin. */
  readonly open: Map<boolean, Chunk>;
  /** Chunks since the last snapshot. */
  fresh: Chunk[];
  /** By row number; undefined once all its spans are dropped. */
  readonly chunks: (Chunk | undefined)[];
  ordered: StoredTrace[];
  isOrdered: boolean;
  spans: number;
}

const createState = (isFromSegment: () => boolean): State => ({
  isFromSegment,
  open: new Map(),
  fresh: [],
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
  const trace = known ?? openTrace(state, span.traceId, span);
  const chunk = openChunk(state);
  const owners = { resource: chunk.resourceNumber(resource), scope: chunk.scopeNumber(scope), trace };
  trace.rows.push(chunk.firstRow + chunk.append(span, owners));
  trace.bytes += bytes;
  trace.isStale = true;
  state.spans++;
  onSpan?.(span, resource, spanBytes);
  widen(state, trace, span);
  return undefined;
}

function widen(
  state: State,
  trace: StoredTrace,
  { startUnixNano, endUnixNano }: Pick<Span, 'startUnixNano' | 'endUnixNano'>,
): void {
  if (endUnixNano > trace.endNano) trace.endNano = endUnixNano;
  if (startUnixNano >= trace.startNano) return;
  trace.startNano = startUnixNano;
  trace.order = Number(startUnixNano);
  state.isOrdered = false;
}

function openTrace(
  state: State,
  id: string,
  { startUnixNano, endUnixNano }: Pick<Span, 'startUnixNano' | 'endUnixNano'>,
): StoredTrace {
  const trace: StoredTrace = {
    id,
    rows: [],
    startNano: startUnixNano,
    endNano: endUnixNano,
    order: Number(startUnixNano),
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
  const isFromSegment = state.isFromSegment();
  const last = state.open.get(isFromSegment);
  if (last && !last.isSealed) return last;
  const chunk = new Chunk(state.chunks.length * CHUNK_ROWS, state.keyNames, { isFromSegment, before: last });
  state.chunks.push(chunk);
  state.open.set(isFromSegment, chunk);
  if (isFromSegment) state.fresh.push(chunk);
  return chunk;
}

/** A retried export brings the same spans again; the kind tells the two sides of a Zipkin span apart. */
function hasSpan(state: State, trace: StoredTrace, { spanId, kind }: Span): boolean {
  const high = Number.parseInt(spanId.slice(0, 8), 16);
  const low = Number.parseInt(spanId.slice(8), 16);
  return hasIdentity(state, trace, { high, low, kind });
}

interface Identity {
  readonly high: number;
  readonly low: number;
  readonly kind: number;
}

function hasIdentity(state: State, trace: StoredTrace, { high, low, kind }: Identity): boolean {
  if (trace.rows.length > SMALL_TRACE) {
    trace.seen ??= new Set(trace.rows.map((row) => identityKey(identityOf(chunkOf(state, row), row & ROW_MASK))));
    const identity = identityKey({ high, low, kind });
    if (trace.seen.has(identity)) return true;
    trace.seen.add(identity);
    return false;
  }
  return trace.rows.some((row) => {
    const chunk = chunkOf(state, row);
    const at = row & ROW_MASK;
    return chunk.idLow[at] === low && chunk.idHigh[at] === high && chunk.kind[at] === kind;
  });
}

const identityOf = (chunk: Chunk, row: number): Identity => ({
  high: u32At(chunk.idHigh, row),
  low: u32At(chunk.idLow, row),
  kind: u8At(chunk.kind, row),
});
const identityKey = ({ high, low, kind }: Identity): string => `${high}.${low}.${kind}`;

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
    if (chunk?.isSealed && chunk.liveRows === 0) state.chunks[position] = undefined;
  }
}

function measure(state: State): EngineUsage {
  let bytes = state.keyNames.characters() + state.spans * 8;
  for (const chunk of state.chunks) bytes += chunk?.bytes ?? 0;
  bytes += state.traces.size * TRACE_OVERHEAD_BYTES;
  return { items: state.spans, bytes, oldestUnixNano: orderTraces(state).at(-1)?.startNano ?? null };
}

/** A chunk as a snapshot keeps it. */
interface ChunkPiece {
  readonly chunk: ChunkColumns;
  readonly traces: readonly { readonly id: string; readonly bytes: number }[];
  /** By row; `NO_TRACE` where the trace has been dropped. */
  readonly traceOf: Uint32Array;
}
const NO_TRACE = 0xffff_ffff;

function takeSnapshot(state: State): Iterable<ChunkPiece> {
  const { fresh } = state;
  state.fresh = [];
  for (const chunk of fresh) chunk.seal();
  return {
    *[Symbol.iterator]() {
      for (const chunk of fresh) if (chunk.liveRows > 0) yield pieceOf(chunk);
    },
  };
}

function pieceOf(chunk: Chunk): ChunkPiece {
  const numbers = new Map<StoredTrace, number>();
  const own: { trace: StoredTrace; rows: number }[] = [];
  const traceOf = Uint32Array.from(chunk.traces, (trace) => {
    if (trace.rows.length === 0) return NO_TRACE;
    let number = numbers.get(trace);
    if (number === undefined) numbers.set(trace, (number = own.push({ trace, rows: 0 }) - 1));
    const counted = own[number];
    if (counted) counted.rows++;
    return number;
  });
  // What of a trace lies in other chunks is counted there.
  const traces = own.map(({ trace, rows }) => ({
    id: trace.id,
    bytes: Math.round((trace.bytes * rows) / trace.rows.length),
  }));
  return { chunk: chunk.columns(), traces, traceOf };
}

function loadChunk(state: State, { chunk: columns, traces, traceOf }: ChunkPiece): void {
  const chunk = Chunk.restore(columns, state.chunks.length * CHUNK_ROWS, state.keyNames);
  state.chunks.push(chunk);
  const older = traces.map(({ id }) => state.traces.get(id));
  const found: (StoredTrace | undefined)[] = [...older];
  for (let row = 0; row < chunk.rows; row++) {
    const number = traceOf[row] ?? NO_TRACE;
    const named = traces[number];
    const times = { startUnixNano: nanosAt(chunk.start, row), endUnixNano: nanosAt(chunk.end, row) };
    const trace = (found[number] ??= named && openTrace(state, named.id, times));
    if (!trace) {
      chunk.traces.push(GONE);
      continue;
    }
    chunk.traces.push(trace);
    // Sent again while this was being loaded.
    if (older[number] && hasIdentity(state, trace, identityOf(chunk, row))) continue;
    trace.rows.push(chunk.firstRow + row);
    trace.isStale = true;
    chunk.liveRows++;
    state.spans++;
    widen(state, trace, times);
  }
  for (const [number, { bytes }] of traces.entries()) {
    const trace = found[number];
    if (trace) trace.bytes += bytes;
  }
}

/** In place of a trace that was dropped before its chunk. */
const GONE: StoredTrace = {
  id: '',
  rows: [],
  startNano: 0n,
  endNano: 0n,
  order: 0,
  bytes: 0,
  isStale: false,
  seen: null,
};
