import type { FloatHistogram } from '../histograms/histogram.ts';
import type { LabelSet } from '../model/labels.ts';
import { withoutMetricMetadata } from '../model/labels.ts';
import { ExecutionError } from './execution-error.ts';

export const ABSENT = 0;
export const FLOAT = 1;
export const HISTOGRAM = 2;

/** One series of an intermediate result: at each step nothing, a number or a histogram. */
export interface Row {
  readonly labels: LabelSet;
  /** The name is to go when the query ends. */
  readonly dropName: boolean;
  /** ABSENT, FLOAT or HISTOGRAM, by step. */
  readonly kinds: Uint8Array;
  readonly values: Float64Array;
  /** null while no step holds one. */
  histograms: (FloatHistogram | undefined)[] | null;
}

export function createRow(labels: LabelSet, count: number, dropName = false): Row {
  return { labels, dropName, kinds: new Uint8Array(count), values: new Float64Array(count), histograms: null };
}

export function setFloat(row: Row, step: number, value: number): void {
  row.kinds[step] = FLOAT;
  row.values[step] = value;
}

export function setHistogram(row: Row, step: number, histogram: FloatHistogram): void {
  row.kinds[step] = HISTOGRAM;
  row.histograms ??= Array.from({ length: row.kinds.length });
  row.histograms[step] = histogram;
}

export type Sample = number | FloatHistogram;

export function setSample(row: Row, step: number, sample: Sample | undefined): void {
  if (sample === undefined) return;
  if (typeof sample === 'number') setFloat(row, step, sample);
  else setHistogram(row, step, sample);
}

export const histogramAt = (row: Row, step: number): FloatHistogram | undefined =>
  row.kinds[step] === HISTOGRAM ? row.histograms?.[step] : undefined;

export function sampleAt(row: Row, step: number): Sample | undefined {
  const kind = row.kinds[step];
  return kind === FLOAT ? row.values[step] : kind === HISTOGRAM ? row.histograms?.[step] : undefined;
}

export const hasSamples = (row: Row): boolean => row.kinds.some((kind) => kind !== ABSENT);

/** The same samples under other labels. */
export const relabelled = (row: Row, labels: LabelSet, dropName = row.dropName): Row => ({ ...row, labels, dropName });

/** The labels a result has once its meaning is no more that of the metric. */
export function unnamed(
  labels: LabelSet,
  { options }: { readonly options: { readonly delayedNameRemoval: boolean } },
): LabelSet {
  return options.delayedNameRemoval ? labels : withoutMetricMetadata(labels);
}

const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';
export const failSameLabels = (): never => {
  throw new ExecutionError(SAME_LABELSET);
};

/**
 * Drops rows without samples and joins rows that have come to share their labels.
 *
 * @throws ExecutionError when two of them have a sample at the same step
 */
export function joinRows(rows: readonly Row[]): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    if (!hasSamples(row)) continue;
    const known = byKey.get(row.labels.key);
    byKey.set(row.labels.key, known ? joinTwo(known, row) : row);
  }
  return [...byKey.values()];
}

function joinTwo(left: Row, right: Row): Row {
  const joined: Row = {
    ...left,
    kinds: left.kinds.slice(),
    values: left.values.slice(),
    histograms: left.histograms?.slice() ?? null,
  };
  right.kinds.forEach((kind, step) => {
    if (kind === ABSENT) return;
    if (joined.kinds[step] !== ABSENT) failSameLabels();
    setSample(joined, step, sampleAt(right, step));
  });
  return joined;
}

/** @throws ExecutionError when two rows share their labels, whatever their times */
export function requireDistinct(rows: readonly Row[]): void {
  const keys = new Set<string>();
  for (const { labels } of rows) {
    if (keys.has(labels.key)) failSameLabels();
    keys.add(labels.key);
  }
}
