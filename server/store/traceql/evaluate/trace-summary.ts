import { ROW_MASK, type Chunk } from '../storage/chunk.ts';
import { nanosAt, u32At, u8At } from '../storage/columns.ts';
import type { SpanStore } from '../storage/span-store.ts';
import type { StoredTrace } from '../storage/stored-trace.ts';

export interface TraceSummary {
  /** '' when no root span has come yet. */
  readonly rootName: string;
  readonly rootServiceName: string;
  readonly durationNano: number;
}

/** Name and service of the root: of several, the one that started last, as Tempo's blocks have it. */
export function summarizeTrace(store: SpanStore, trace: StoredTrace): TraceSummary {
  let root: { readonly chunk: Chunk; readonly row: number; readonly start: bigint } | null = null;
  for (const stored of trace.rows) {
    const chunk = store.chunkOf(stored);
    const row = stored & ROW_MASK;
    if (u8At(chunk.hasParent, row) === 1 || isChildByLink(chunk, row, trace.id)) continue;
    const start = nanosAt(chunk.start, row);
    if (!root || start >= root.start) root = { chunk, row, start };
  }
  return {
    rootName: root ? root.chunk.strings.text(u32At(root.chunk.name, root.row)) : '',
    rootServiceName: root ? root.chunk.serviceNameOf(root.row) : '',
    durationNano: Number(trace.endNano - trace.startNano),
  };
}

/** OpenTracing shims write the parent as a link within the trace. */
function isChildByLink(chunk: Chunk, row: number, traceId: string): boolean {
  for (let link = u32At(chunk.linkStart, row); link < u32At(chunk.linkStart, row + 1); link++) {
    if (chunk.strings.text(u32At(chunk.linkTraceId.values, link)) !== traceId) continue;
    const start = u32At(chunk.linkAttributes.values, link * 2);
    const end = u32At(chunk.linkAttributes.values, link * 2 + 1);
    const isChild = chunk.attributes
      .slice(start, end)
      .some(({ key, value }) => key === 'opentracing.ref_type' && value === 'child_of');
    if (isChild) return true;
  }
  return false;
}

export interface ServiceStats {
  readonly spanCount: number;
  readonly errorCount: number;
}

const STATUS_ERROR = 2;

/** Spans and errors of each service in a trace. */
export function countServices(store: SpanStore, trace: StoredTrace): ReadonlyMap<string, ServiceStats> {
  const services = new Map<string, { spanCount: number; errorCount: number }>();
  for (const stored of trace.rows) {
    const chunk = store.chunkOf(stored);
    const row = stored & ROW_MASK;
    const name = chunk.serviceNameOf(row);
    const stats = services.get(name) ?? { spanCount: 0, errorCount: 0 };
    stats.spanCount++;
    if (u8At(chunk.status, row) === STATUS_ERROR) stats.errorCount++;
    services.set(name, stats);
  }
  return services;
}
