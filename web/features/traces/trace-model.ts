import type { SpanContext } from '../../../server/contract/jump.ts';
import type { Span, Trace } from '../../../server/contract/traces.ts';
import { type UnixNano, unixNano } from '../../../server/contract/units.ts';
import type { CriticalSegment } from '../../signals/trace/critical-path.ts';
import type { TraceTree } from '../../signals/trace/tree.ts';

/** A trace laid out for the waterfall; made once per answer. */
export interface TraceModel {
  readonly trace: Trace;
  readonly tree: TraceTree;
  readonly critical: ReadonlyMap<number, readonly CriticalSegment[]>;
}

export const spanAt = ({ trace, tree }: TraceModel, row: number): Span | undefined => trace.spans[tree.span[row] ?? -1];
export const serviceAt = ({ trace }: TraceModel, span: Span): string => trace.resources[span.resource]?.service ?? '';

export function rowOfSpan({ trace, tree }: TraceModel, spanId: string): number {
  for (let row = 0; row < tree.length; row++) if (trace.spans[tree.span[row] ?? -1]?.spanId === spanId) return row;
  return -1;
}

export const spanStart = (trace: Trace, span: Span): UnixNano =>
  unixNano(BigInt(trace.startUnixNano) + BigInt(Math.round(span.offsetNs)));

/** The name people know a trace by: that of its first root. */
export const traceName = ({ trace, tree }: TraceModel): string =>
  trace.spans[tree.span[0] ?? -1]?.name ?? trace.traceId;

/** What the rules of correlation need to know of a span. */
export function toSpanContext(model: TraceModel, span: Span): SpanContext {
  const { trace } = model;
  return {
    traceId: trace.traceId,
    traceName: traceName(model),
    traceStart: trace.startUnixNano,
    traceDuration: trace.durationNs,
    spanId: span.spanId,
    name: span.name,
    service: serviceAt(model, span),
    start: spanStart(trace, span),
    duration: span.durationNs,
    attributes: span.attributes,
    resource: trace.resources[span.resource]?.attributes ?? {},
    links: span.links,
  };
}
