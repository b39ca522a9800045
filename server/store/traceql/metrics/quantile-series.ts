import { log2Quantile, type Log2Histogram } from './log2-histogram.ts';
import { seriesKey, type Exemplar, type Label, type SeriesSet } from './series.ts';

export interface HistogramSeries {
  readonly labels: readonly Label[];
  /** By interval; null when empty. */
  readonly histograms: (Log2Histogram | null)[];
  readonly exemplars: readonly Exemplar[];
}

/** A series for each quantile of each histogram, labelled `p`; empty intervals are 0. */
export function finishQuantiles(series: readonly HistogramSeries[], quantiles: readonly number[]): SeriesSet {
  const overall = quantiles.map((quantile) => log2Quantile(quantile, mergeAll(series)));
  const finished = series.flatMap(({ labels, histograms, exemplars }) =>
    quantiles.map((quantile, index) => ({
      labels: [...labels, { name: 'p', value: { type: 'float', value: quantile } as const }],
      values: Float64Array.from(histograms, (histogram) => (histogram ? log2Quantile(quantile, histogram) : 0)),
      // An exemplar goes with the quantile whose value over all is nearest to its own.
      exemplars: exemplars.filter(({ value }) => nearest(value, overall) === index),
    })),
  );
  return new Map(finished.map((each) => [seriesKey(each.labels), each]));
}

function mergeAll(series: readonly HistogramSeries[]): Log2Histogram {
  const merged: Log2Histogram = new Map();
  for (const { histograms } of series) {
    for (const histogram of histograms) {
      for (const [bound, count] of histogram ?? []) merged.set(bound, (merged.get(bound) ?? 0) + count);
    }
  }
  return merged;
}

function nearest(value: number, candidates: readonly number[]): number {
  let best = -1;
  let distance = Infinity;
  for (const [index, candidate] of candidates.entries()) {
    if (Math.abs(value - candidate) >= distance) continue;
    distance = Math.abs(value - candidate);
    best = index;
  }
  return best;
}
