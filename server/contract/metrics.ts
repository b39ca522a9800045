import { z } from 'zod';
import type { AnswerMeta, Labels, WireNumber } from './answer.ts';
import type { EpochMs } from './units.ts';

/** `step` and times in ms; the BFF speaks seconds to Prometheus. `start` and `end` are multiples of `step`. */
export const RangeQuery = z.object({
  query: z.string().min(1).max(100_000),
  start: z.coerce.number(),
  end: z.coerce.number(),
  step: z.coerce.number().int().positive(),
});
export type RangeQuery = z.infer<typeof RangeQuery>;

export const InstantQuery = z.object({ query: z.string().min(1).max(100_000), time: z.coerce.number() });
export type InstantQuery = z.infer<typeof InstantQuery>;

/**
 * One native histogram sample: count, sum and its buckets as Prometheus serves them. Outer bounds may be infinite and a
 * sum NaN: read them with `fromWireNumber`.
 */
export interface HistogramSample {
  readonly count: WireNumber;
  readonly sum: WireNumber;
  /** [boundary rule 0–3, lower, upper, count] */
  readonly buckets: readonly (readonly [number, WireNumber, WireNumber, WireNumber])[];
}

/** One series of a matrix. `values[i]` belongs to `times[i]` of the answer. */
export interface MetricSeries {
  readonly labels: Labels;
  readonly values: readonly WireNumber[];
  readonly histograms?: readonly (HistogramSample | null)[];
}

/** A matrix (range) or vector (instant, one time) on one shared time axis; a hole is null. */
export interface MetricAnswer {
  readonly resultType: 'matrix' | 'vector' | 'scalar' | 'string';
  readonly times: readonly EpochMs[];
  readonly series: readonly MetricSeries[];
  readonly text?: string;
  readonly meta: AnswerMeta;
}

export interface Exemplar {
  readonly seriesLabels: Labels;
  readonly labels: Labels;
  readonly value: number;
  readonly time: EpochMs;
}

export interface MetricMetadata {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export const ExemplarQuery = z.object({
  query: z.string().min(1).max(100_000),
  start: z.coerce.number(),
  end: z.coerce.number(),
});
export type ExemplarQuery = z.infer<typeof ExemplarQuery>;

export interface ExemplarAnswer {
  readonly exemplars: readonly Exemplar[];
}

/** `match` are series selectors; none asks for every series. */
export const SeriesQuery = z.object({
  match: z.array(z.string().max(100_000)).max(50).default([]),
  start: z.coerce.number(),
  end: z.coerce.number(),
  limit: z.coerce.number().int().min(1).max(40_000).default(10_000),
});
export type SeriesQuery = z.infer<typeof SeriesQuery>;
