import type { Jump, QueryJump } from '../../../server/contract/jump.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Span, TraceSummary } from '../../../server/contract/traces.ts';
import type { DurationNs } from '../../../server/contract/units.ts';
import type { JumpSubject } from '../../lib/jump-places.ts';
import type { TraceLine } from '../../signals/trace/join.ts';
import { serviceAt, toSpanContext, type TraceModel } from './trace-model.ts';

interface SpanPlace {
  readonly model: TraceModel;
  readonly span: Span;
  readonly sourceUid: string;
  readonly range: AbsoluteRange;
}

/** The jump menu of a span. */
export const spanSubject = ({ model, span, sourceUid, range }: SpanPlace) =>
  ({
    title: `${serviceAt(model, span)}: ${span.name}`,
    context: { kind: 'span', sourceUid, range, span: toSpanContext(model, span) },
  }) satisfies JumpSubject;

/** The jump menu of a log line of the trace; `logs` is where it was found. */
export const lineSubject = ({ row }: TraceLine, { sourceUid, range }: QueryJump): JumpSubject => ({
  title: row.line.slice(0, 120),
  context: { kind: 'log', sourceUid, range, row },
});

interface FoundTrace {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly trace: TraceSummary;
  /** To the trace itself. */
  readonly jump: Jump;
}

/** The jump menu of a found trace: the trace, and as much as a search tells of its root span. */
export function traceSubject({ source, range, trace, jump }: FoundTrace): JumpSubject {
  const service = trace.rootService;
  const duration = (trace.durationMs * 1e6) as DurationNs;
  return {
    title: `${service || 'unknown'}: ${trace.rootName || trace.traceId}`,
    jumps: [jump],
    context: {
      kind: 'span',
      sourceUid: source.uid,
      range,
      span: {
        traceId: trace.traceId,
        traceName: trace.rootName,
        traceStart: trace.startUnixNano,
        traceDuration: duration,
        // A search names the spans that matched, not the root.
        spanId: trace.spans[0]?.spanId ?? '',
        name: trace.rootName,
        service,
        start: trace.startUnixNano,
        duration,
        attributes: {},
        resource: service === '' ? {} : { 'service.name': service },
        links: [],
      },
    },
  };
}
