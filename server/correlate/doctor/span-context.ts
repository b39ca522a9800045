import type { SpanContext } from '../../contract/jump.ts';
import type { Span, Trace } from '../../contract/traces.ts';
import { unixNano } from '../../contract/units.ts';

/** A span as rules of correlation see it. */
export function spanContext(trace: Trace, span: Span): SpanContext {
  const root = trace.spans.find(({ parentSpanId }) => parentSpanId === '') ?? trace.spans[0];
  const resource = trace.resources[span.resource];
  return {
    traceId: trace.traceId,
    traceName: root?.name ?? trace.traceId,
    traceStart: trace.startUnixNano,
    traceDuration: trace.durationNs,
    spanId: span.spanId,
    name: span.name,
    service: resource?.service ?? '',
    start: unixNano(BigInt(trace.startUnixNano) + BigInt(Math.round(span.offsetNs))),
    duration: span.durationNs,
    attributes: span.attributes,
    resource: resource?.attributes ?? {},
    links: span.links,
  };
}
