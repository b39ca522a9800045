import type { HistogramPoint, NumberPoint } from '../../telemetry.ts';
import { addHistograms } from '../histograms/add.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { sameBounds } from '../histograms/histogram.ts';

/** Totals of the series that report only what was new, so that they can be kept as counters. */
export interface DeltaTotals {
  /** null for a point that is not newer than the last of its series. */
  readonly number: (key: string, point: NumberPoint) => number | null;
  readonly histogram: (key: string, point: HistogramPoint) => HistogramPoint | null;
  readonly native: (key: string, timeUnixNano: bigint, part: FloatHistogram) => FloatHistogram | null;
  readonly dropBefore: (unixNano: bigint) => void;
  readonly clear: () => void;
}

interface Total<T> {
  timeUnixNano: bigint;
  total: T;
}

export function createDeltaTotals(): DeltaTotals {
  const numbers = new Map<string, Total<number>>();
  const histograms = new Map<string, Total<HistogramPoint>>();
  const natives = new Map<string, Total<FloatHistogram>>();
  return {
    number: (key, { timeUnixNano, value }) =>
      accumulate(numbers, { key, timeUnixNano, part: value }, (total, part) => total + part),
    histogram: (key, point) =>
      accumulate(histograms, { key, timeUnixNano: point.timeUnixNano, part: point }, addPoints),
    native: (key, timeUnixNano, part) =>
      accumulate(natives, { key, timeUnixNano, part }, (total, next) => addHistograms(total, next)?.histogram ?? next),
    dropBefore(unixNano) {
      for (const totals of [numbers, histograms, natives])
        for (const [key, { timeUnixNano }] of totals) if (timeUnixNano < unixNano) totals.delete(key);
    },
    clear() {
      for (const totals of [numbers, histograms, natives]) totals.clear();
    },
  };
}

interface Part<T> {
  readonly key: string;
  readonly timeUnixNano: bigint;
  readonly part: T;
}

function accumulate<T>(
  totals: Map<string, Total<T>>,
  { key, timeUnixNano, part }: Part<T>,
  add: (total: T, part: T) => T,
): T | null {
  const known = totals.get(key);
  if (!known) {
    totals.set(key, { timeUnixNano, total: part });
    return part;
  }
  if (timeUnixNano <= known.timeUnixNano) return null;
  known.timeUnixNano = timeUnixNano;
  known.total = add(known.total, part);
  return known.total;
}

/** Other bounds make another histogram: counting starts anew. */
function addPoints(total: HistogramPoint, part: HistogramPoint): HistogramPoint {
  if (!sameBounds(total.explicitBounds, part.explicitBounds)) return part;
  return {
    ...part,
    count: total.count + part.count,
    sum: total.sum === null || part.sum === null ? null : total.sum + part.sum,
    bucketCounts: part.bucketCounts.map((count, index) => count + (total.bucketCounts[index] ?? 0)),
  };
}
