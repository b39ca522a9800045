import { z } from 'zod';
import type { AnswerMeta, Labels } from './answer.ts';
import type { MetricAnswer } from './metrics.ts';
import type { Problem } from './problem.ts';
import type { EpochMs, UnixNano } from './units.ts';

/** Times in ms; `end` is exclusive, as Loki has it. */
export const LogQuery = z.object({
  query: z.string().min(1).max(100_000),
  start: z.coerce.number(),
  end: z.coerce.number(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  direction: z.enum(['backward', 'forward']).default('backward'),
  step: z.coerce.number().int().positive().optional(),
});
export type LogQuery = z.infer<typeof LogQuery>;

/**
 * Log lines as columns, in the order asked for; equal timestamps keep the order the source gave. Row i belongs to
 * `streams[streamIndex[i]]`. Index labels, structured metadata and parsed labels stay apart (`categorize-labels`).
 */
export interface LogRows {
  readonly streams: readonly Labels[];
  readonly streamIndex: readonly number[];
  readonly timestamps: readonly UnixNano[];
  readonly lines: readonly string[];
  readonly structuredMetadata: readonly (Labels | null)[];
  readonly parsed: readonly (Labels | null)[];
}
export interface LogAnswer extends LogRows {
  readonly meta: AnswerMeta;
}

/** One log line with everything known about it: what a view shows and what correlation rules read. */
export interface LogRow {
  readonly timestamp: UnixNano;
  readonly line: string;
  readonly labels: Labels;
  readonly structuredMetadata: Labels;
  readonly parsed: Labels;
}

/** Row `index` of an answer. @throws RangeError past the end. */
export function logRow(answer: LogRows, index: number): LogRow {
  const timestamp = answer.timestamps[index];
  const line = answer.lines[index];
  if (timestamp === undefined || line === undefined) throw new RangeError(`no log row ${index}`);
  return {
    timestamp,
    line,
    labels: answer.streams[answer.streamIndex[index] ?? -1] ?? {},
    structuredMetadata: answer.structuredMetadata[index] ?? {},
    parsed: answer.parsed[index] ?? {},
  };
}

/** A range query's answer: a log query gives lines, a metric query (`rate({…}[5m])`) gives series. */
export type LogRangeAnswer =
  | { readonly kind: 'logs'; readonly logs: LogAnswer }
  | { readonly kind: 'metrics'; readonly metrics: MetricAnswer };

/**
 * How many lines of the log query `query` there are in each bucket of `step` ms. The answer has a series per
 * `detected_level`; its times are the starts of the buckets, multiples of `step`.
 */
export const LogVolumeQuery = z.object({
  query: z.string().min(1).max(100_000),
  start: z.coerce.number(),
  end: z.coerce.number(),
  step: z.coerce.number().int().positive(),
});
export type LogVolumeQuery = z.infer<typeof LogVolumeQuery>;

/** What a selector would read. */
export interface LogStats {
  readonly streams: number;
  readonly chunks: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface DetectedField {
  readonly label: string;
  readonly type: string;
  readonly cardinality: number;
  readonly parsers: readonly string[];
  readonly jsonPath: readonly string[];
}

/** Lines as they arrive, from `start` (epoch ms) on; of those before now, the newest `limit`. `query` is a log query. */
export const LogTailQuery = z.object({
  query: z.string().min(1).max(100_000),
  start: z.coerce.number(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type LogTailQuery = z.infer<typeof LogTailQuery>;

/** One line of the tail's answer, which is newline-delimited JSON (`application/x-ndjson`). */
export type LogTailEvent =
  /** The source is connected; again after each `reconnecting`. */
  | { readonly kind: 'open' }
  /** Oldest first. */
  | { readonly kind: 'lines'; readonly rows: LogRows }
  /** So many lines were left out, because the source or the reader could not keep up. */
  | { readonly kind: 'dropped'; readonly count: number }
  | { readonly kind: 'reconnecting'; readonly reason: string; readonly attempt: number }
  /** Nothing happened; the connection is alive. */
  | { readonly kind: 'alive' }
  /** The last event: the tail is over. */
  | { readonly kind: 'failed'; readonly problem: Problem };
/** A shape that lines share, `<_>` where they differ, and how often it came. `times` in epoch ms. */
export interface LogPattern {
  readonly pattern: string;
  readonly level: string;
  readonly count: number;
  readonly times: readonly EpochMs[];
  readonly counts: readonly number[];
}
