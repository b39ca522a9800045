/** One trace: which rows of the store are its spans, and when it was. */
export interface StoredTrace {
  /** 32 hex digits. */
  readonly id: string;
  /** Rows in the order the spans arrived. */
  readonly rows: number[];
  startNano: bigint;
  endNano: bigint;
  /** `startNano` as a double, for ordering. */
  order: number;
  /** Estimated size as OTLP, for the limit on a trace. */
  bytes: number;
  /** The nested sets lag behind `rows`. */
  isStale: boolean;
  /** Span IDs with kinds, once the trace is too long to look through. */
  seen: Set<string> | null;
}
