import type { StoredExemplar } from './exemplars.ts';
import type { HistogramSample } from './histogram-samples.ts';
import type { StoredSeries } from './stored-series.ts';

/** Samples for a snapshot, as plain data. */
export interface FreshSamples {
  /** The labels of each series with plain samples: names and values alternating. */
  readonly labels: readonly (readonly string[])[];
  /** How many samples each of them has; they follow one another. */
  readonly counts: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 0 is unknown. */
  readonly startTimes: Float64Array;
  readonly histograms: readonly { readonly labels: readonly string[]; readonly sample: HistogramSample }[];
  readonly exemplars: readonly { readonly labels: readonly string[]; readonly exemplar: StoredExemplar }[];
}

interface Collected {
  /** Those whose floats have a `freshFrom`. */
  series: StoredSeries[];
  histograms: { readonly series: StoredSeries; readonly sample: HistogramSample }[];
  exemplars: { readonly series: StoredSeries; readonly exemplar: StoredExemplar }[];
}

/** Notes what came since the last snapshot. */
export function createFreshSamples(): Collected & { readonly take: () => FreshSamples } {
  const collected: Collected = { series: [], histograms: [], exemplars: [] };
  return Object.assign(collected, {
    take() {
      const { series, histograms, exemplars } = collected;
      Object.assign(collected, { series: [], histograms: [], exemplars: [] });
      return {
        ...copyFloats(series),
        histograms: histograms.map(({ series: { labels }, sample }) => ({ labels: labels.pairs, sample })),
        exemplars: exemplars.map(({ series: { labels }, exemplar }) => ({ labels: labels.pairs, exemplar })),
      };
    },
  });
}

function copyFloats(series: readonly StoredSeries[]) {
  const counts = Uint32Array.from(series, ({ floats }) => Math.max(0, floats.length - floats.freshFrom));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const columns = {
    times: new Float64Array(total),
    values: new Float64Array(total),
    startTimes: new Float64Array(total),
  };
  let at = 0;
  for (const { floats } of series) {
    const { freshFrom, length, startTimes } = floats;
    floats.freshFrom = Infinity;
    if (freshFrom >= length) continue;
    columns.times.set(floats.times.subarray(freshFrom, length), at);
    columns.values.set(floats.values.subarray(freshFrom, length), at);
    if (startTimes) columns.startTimes.set(startTimes.subarray(freshFrom, length), at);
    at += length - freshFrom;
  }
  return { labels: series.map(({ labels }) => labels.pairs), counts, ...columns };
}
