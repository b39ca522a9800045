import { z } from 'zod';
import type { AnswerMeta, Labels } from './answer.ts';
import type { MetricAnswer } from './metrics.ts';
import type { DurationNs, EpochMs, UnixNano } from './units.ts';

export const TraceSearch = z.object({
  query: z.string().max(100_000),
  start: z.coerce.number(),
  end: z.coerce.number(),
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  spansPerSpanSet: z.coerce.number().int().min(1).max(100).default(3),
  /** A duration in ms: of what matches, the traces with the spans nearest to it come first, and only `limit` of them. */
  nearMs: z.coerce.number().positive().optional(),
});
export type TraceSearch = z.infer<typeof TraceSearch>;

/** An attribute's value as OTLP types it; integers past 2^53 and bytes (base64) stay text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatus = 'unset' | 'ok' | 'error';

export interface SpanEvent {
  readonly name: string;
  readonly offsetNs: DurationNs;
  readonly attributes: Attributes;
}
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface Span {
  readonly spanId: string;
  /** '' for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  /** From the trace's `startUnixNano`. */
  readonly offsetNs: DurationNs;
  readonly durationNs: DurationNs;
  /** Index into the trace's `resources`. */
  readonly resource: number;
  readonly scope: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

export interface TraceResource {
  /** `service.name`, or `unknown_service`. */
  readonly service: string;
  readonly attributes: Attributes;
}

/** One trace. `spans` are in order of start, ties in the order received. */
export interface Trace {
  readonly traceId: string;
  readonly startUnixNano: UnixNano;
  readonly durationNs: DurationNs;
  readonly resources: readonly TraceResource[];
  readonly spans: readonly Span[];
  readonly meta: AnswerMeta;
}

export interface TraceSummary {
  /** 32 hex digits: Tempo strips leading zeros, we pad. */
  readonly traceId: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly startUnixNano: UnixNano;
  readonly durationMs: number;
  readonly serviceStats: Readonly<Record<string, { readonly spanCount: number; readonly errorCount: number }>>;
  readonly matched: number;
  /** The spans that matched, at most `spansPerSpanSet` of each set. */
  readonly spans: readonly {
    readonly spanId: string;
    readonly name: string;
    readonly service: string;
    readonly startUnixNano: UnixNano;
    readonly durationNs: DurationNs;
    readonly attributes: Attributes;
  }[];
}

export interface TraceSearchAnswer {
  readonly traces: readonly TraceSummary[];
  readonly meta: AnswerMeta;
}

/** TraceQL metrics share the metric answer's shape; exemplars point at traces. */
export interface TraceExemplar {
  readonly labels: Labels;
  readonly traceId: string;
  readonly value: number;
  readonly time: EpochMs;
}

export interface TraceMetricsAnswer extends MetricAnswer {
  readonly exemplars: readonly TraceExemplar[];
}

/** Attribute names by scope: `resource`, `span`, `intrinsic`, `event`, `link`, `instrumentation`. */
export interface TagScope {
  readonly name: string;
  readonly tags: readonly string[];
}

/** `type` as TraceQL writes the value: `string`, `int`, `float`, `bool`, `duration`, `keyword`. */
export interface TagValue {
  readonly type: string;
  readonly value: string;
}
