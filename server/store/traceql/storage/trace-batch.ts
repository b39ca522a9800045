import type { ResourceSpans, Scope, Span, SpanEvent, SpanLink } from '../../telemetry.ts';
import { hexId, ROW_MASK, type Chunk } from './chunk.ts';
import { nanosAt, u32At, u8At } from './columns.ts';
import type { SpanStore } from './span-store.ts';
import type { StoredTrace } from './stored-trace.ts';

/** A stored trace as OTLP again, spans under the resource and scope they came with. */
export function toResourceSpans(store: SpanStore, trace: StoredTrace): readonly ResourceSpans[] {
  const resources = new Map<string, { readonly batch: ResourceSpans; readonly scopes: Map<number, Span[]> }>();
  for (const stored of trace.rows) {
    const chunk = store.chunkOf(stored);
    const row = stored & ROW_MASK;
    const key = `${chunk.firstRow}/${chunk.resource[row]}`;
    const known = resources.get(key) ?? openBatch(chunk, row);
    resources.set(key, known);
    const scope = chunk.scope[row] ?? 0;
    const spans = known.scopes.get(scope) ?? [];
    if (spans.length === 0) {
      known.scopes.set(scope, spans);
      (known.batch.scopeSpans as { scope: Scope; spans: Span[] }[]).push({ scope: readScope(chunk, scope), spans });
    }
    spans.push(readSpan(chunk, row));
  }
  return [...resources.values()].map(({ batch }) => batch);
}

function openBatch(chunk: Chunk, row: number) {
  const owner = chunk.resources[chunk.resource[row] ?? 0];
  const attributes = owner ? chunk.attributes.slice(owner.start, owner.end) : [];
  return { batch: { resource: { attributes }, scopeSpans: [] }, scopes: new Map<number, Span[]>() };
}

function readScope(chunk: Chunk, number: number): Scope {
  const scope = chunk.scopes[number];
  if (!scope) return { name: '', version: '', attributes: [] };
  return {
    name: chunk.strings.text(scope.name),
    version: chunk.strings.text(scope.version),
    attributes: chunk.attributes.slice(scope.start, scope.end),
  };
}

function readSpan(chunk: Chunk, row: number): Span {
  return {
    traceId: chunk.traces[row]?.id ?? '',
    spanId: hexId(chunk.idHigh, chunk.idLow, row),
    parentSpanId: u8At(chunk.hasParent, row) === 1 ? hexId(chunk.parentHigh, chunk.parentLow, row) : '',
    traceState: chunk.strings.text(u32At(chunk.traceState, row)),
    name: chunk.strings.text(u32At(chunk.name, row)),
    kind: u8At(chunk.kind, row),
    startUnixNano: nanosAt(chunk.start, row),
    endUnixNano: nanosAt(chunk.end, row),
    attributes: chunk.attributes.slice(u32At(chunk.attributeStart, row), u32At(chunk.attributeEnd, row)),
    events: readItems(chunk.eventStart, row, (index) => readEvent(chunk, index)),
    links: readItems(chunk.linkStart, row, (index) => readLink(chunk, index)),
    statusCode: u8At(chunk.status, row),
    statusMessage: chunk.strings.text(u32At(chunk.statusMessage, row)),
  };
}

function readItems<Item>(starts: Uint32Array, row: number, read: (index: number) => Item): readonly Item[] {
  const first = u32At(starts, row);
  return Array.from({ length: u32At(starts, row + 1) - first }, (_, offset) => read(first + offset));
}

function readEvent(chunk: Chunk, index: number): SpanEvent {
  const bounds = chunk.eventAttributes.values;
  const high = BigInt(u32At(chunk.eventTimeHigh.values, index));
  return {
    timeUnixNano: (high << 32n) | BigInt(u32At(chunk.eventTimeLow.values, index)),
    name: chunk.strings.text(u32At(chunk.eventName.values, index)),
    attributes: chunk.attributes.slice(u32At(bounds, index * 2), u32At(bounds, index * 2 + 1)),
  };
}

function readLink(chunk: Chunk, index: number): SpanLink {
  const bounds = chunk.linkAttributes.values;
  return {
    traceId: chunk.strings.text(u32At(chunk.linkTraceId.values, index)),
    spanId: chunk.strings.text(u32At(chunk.linkSpanId.values, index)),
    traceState: chunk.strings.text(u32At(chunk.linkTraceState.values, index)),
    attributes: chunk.attributes.slice(u32At(bounds, index * 2), u32At(bounds, index * 2 + 1)),
  };
}
