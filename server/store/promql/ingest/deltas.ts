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
  /** The totals that changed since the last call, by what came from the segment being written. */
  readonly takeFresh: () => DeltaTotalsPart;
  /** Takes totals over, unless it has newer ones. */
  readonly load: (part: DeltaTotalsPart) => void;
}

/** By the key of the series. */
export interface DeltaTotalsPart {
  readonly numbers: Totals<number>;
  readonly histograms: Totals<HistogramPoint>;
  readonly natives: Totals<FloatHistogram>;
}
type Totals<T> = ReadonlyMap<string, Readonly<Total<T>>>;

interface Total<T> {
  timeUnixNano: bigint;
  total: T;
}

/** @param isFresh whether what is being added belongs into the next snapshot */
export function createDeltaTotals(isFresh: () => boolean = () => false): DeltaTotals {
  const numbers = createTotals<number>(isFresh);
  const histograms = createTotals<HistogramPoint>(isFresh);
  const natives = createTotals<FloatHistogram>(isFresh);
  const all = [numbers, histograms, natives];
  return {
    number: (key, { timeUnixNano, value }) =>
      numbers.add({ key, timeUnixNano, part: value }, (total, part) => total + part),
    histogram: (key, point) => histograms.add({ key, timeUnixNano: point.timeUnixNano, part: point }, addPoints),
    native: (key, timeUnixNano, part) =>
      natives.add({ key, timeUnixNano, part }, (total, next) => addHistograms(total, next)?.histogram ?? next),
    dropBefore: (unixNano) => all.forEach(({ dropBefore }) => dropBefore(unixNano)),
    clear: () => all.forEach(({ clear }) => clear()),
    takeFresh: () => ({
      numbers: numbers.takeFresh(),
      histograms: histograms.takeFresh(),
      natives: natives.takeFresh(),
    }),
    load(part) {
      numbers.load(part.numbers);
      histograms.load(part.histograms);
      natives.load(part.natives);
    },
  };
}

interface Part<T> {
  readonly key: string;
  readonly timeUnixNano: bigint;
  readonly part: T;
}

function createTotals<T>(isFresh: () => boolean) {
  const totals = new Map<string, Total<T>>();
  const fresh = new Set<string>();
  return {
    add({ key, timeUnixNano, part }: Part<T>, add: (total: T, part: T) => T): T | null {
      const known = totals.get(key);
      if (known && timeUnixNano <= known.timeUnixNano) return null;
      const total = known ? add(known.total, part) : part;
      if (known) Object.assign(known, { timeUnixNano, total });
      else totals.set(key, { timeUnixNano, total });
      if (isFresh()) fresh.add(key);
      return total;
    },
    dropBefore(unixNano: bigint) {
      for (const [key, { timeUnixNano }] of totals) if (timeUnixNano < unixNano) totals.delete(key);
    },
    clear() {
      totals.clear();
      fresh.clear();
    },
    takeFresh(): Totals<T> {
      const taken = new Map<string, Total<T>>();
      for (const key of fresh) {
        const total = totals.get(key);
        if (total) taken.set(key, { ...total });
      }
      fresh.clear();
      return taken;
    },
    load(part: Totals<T>) {
      for (const [key, total] of part) {
        const known = totals.get(key);
        if (!known || known.timeUnixNano < total.timeUnixNano) totals.set(key, { ...total });
      }
    },
  };
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
