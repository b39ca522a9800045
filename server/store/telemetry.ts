/**
 * Telemetry as the decoders of `otlp/` hand it to the engines, whatever encoding it came in. Field names and meanings
 * are those of opentelemetry-proto 1.x. Times are epoch nanoseconds (bigint); IDs are lower-case hex, '' when absent.
 */

/** An OTLP AnyValue. `bigint` is intValue, `number` is doubleValue: the two stay apart, as in the protocol. */
export type AnyValue = string | boolean | bigint | number | Uint8Array | readonly AnyValue[] | KeyValueList | null;
export interface KeyValueList {
  readonly entries: Attributes;
}
export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}
export type Attributes = readonly KeyValue[];

export interface Resource {
  readonly attributes: Attributes;
}
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
}

export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: Attributes;
}
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  readonly kind: number;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** 0 unset, 1 ok, 2 error */
  readonly statusCode: number;
  readonly statusMessage: string;
}
export interface ResourceSpans {
  readonly resource: Resource;
  readonly scopeSpans: readonly { readonly scope: Scope; readonly spans: readonly Span[] }[];
}

export interface LogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AnyValue;
  readonly attributes: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}
export interface ResourceLogs {
  readonly resource: Resource;
  readonly scopeLogs: readonly { readonly scope: Scope; readonly records: readonly LogRecord[] }[];
}

export interface OtlpExemplar {
  readonly timeUnixNano: bigint;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}
interface Point {
  readonly attributes: Attributes;
  readonly startUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** DataPointFlags; bit 0: no recorded value (stale). */
  readonly flags: number;
  readonly exemplars: readonly OtlpExemplar[];
}
export interface NumberPoint extends Point {
  readonly value: number;
}
export interface HistogramPoint extends Point {
  readonly count: number;
  readonly sum: number | null;
  readonly bucketCounts: readonly number[];
  readonly explicitBounds: readonly number[];
}
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}
export interface ExponentialHistogramPoint extends Point {
  readonly count: number;
  readonly sum: number | null;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}
export interface SummaryPoint extends Point {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}
/** 1 delta, 2 cumulative, 0 unspecified */
export type Temporality = 0 | 1 | 2;
export type MetricData =
  | { readonly kind: 'gauge'; readonly points: readonly NumberPoint[] }
  | {
      readonly kind: 'sum';
      readonly points: readonly NumberPoint[];
      readonly temporality: Temporality;
      readonly monotonic: boolean;
    }
  | { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[]; readonly temporality: Temporality }
  | {
      readonly kind: 'exponentialHistogram';
      readonly points: readonly ExponentialHistogramPoint[];
      readonly temporality: Temporality;
    }
  | { readonly kind: 'summary'; readonly points: readonly SummaryPoint[] };
export interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly data: MetricData;
}
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly { readonly scope: Scope; readonly metrics: readonly Metric[] }[];
}

/** One stream of a Loki push, its labels parsed; entries in the order sent. */
export interface LogStream {
  readonly labels: ReadonlyMap<string, string>;
  readonly entries: readonly {
    readonly timeUnixNano: bigint;
    readonly line: string;
    readonly structuredMetadata: readonly (readonly [string, string])[];
  }[];
}

/** Populated buckets of a native histogram: Prometheus' bucket indexes, ascending, and how many observations each holds. */
export interface NativeBuckets {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}
/** A Prometheus native histogram with absolute counts. */
export interface NativeHistogram {
  readonly counterReset: 'unknown' | 'reset' | 'not_reset' | 'gauge';
  /** -4 to 8: each power of two holds 2^schema buckets; -53: buckets with the bounds in `customValues`. */
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
  /** Upper bounds of custom buckets, without +Inf. */
  readonly customValues: readonly number[];
}

/** Samples of one Prometheus series (remote write, the span-metrics generator). `labels` include `__name__`. */
export interface SeriesWrite {
  readonly labels: ReadonlyMap<string, string>;
  /** ms and value; `stale` marks the end of the series, and its value does not count. */
  readonly samples: readonly { readonly timeMs: number; readonly value: number; readonly stale?: boolean }[];
  /** null marks the end of the series. */
  readonly histograms?: readonly { readonly timeMs: number; readonly histogram: NativeHistogram | null }[];
  readonly exemplars?: readonly {
    readonly timeMs: number;
    readonly value: number;
    readonly labels: ReadonlyMap<string, string>;
  }[];
  readonly metadata?: { readonly type: string; readonly help: string; readonly unit: string };
}

/** One pprof profile with the labels of its process; times in ms. */
export interface ProfileWrite {
  readonly labels: ReadonlyMap<string, string>;
  /** Decompressed pprof protobuf. */
  readonly pprof: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
}
