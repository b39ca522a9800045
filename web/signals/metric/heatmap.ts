import { fromWireNumber } from '../../../server/contract/answer.ts';
import type { HistogramSample, MetricAnswer, MetricSeries } from '../../../server/contract/metrics.ts';

/**
 * How many observations fell into which bucket, over time. Column `c` stands for the time `times[c]` (epoch ms), row `r`
 * for the values from `bounds[r]` to `bounds[r + 1]` in the metric's own unit; the outermost bounds may be infinite.
 */
export interface HeatmapGrid {
  readonly times: Float64Array;
  /** Ascending, one more than there are rows. */
  readonly bounds: Float64Array;
  /** `counts[c * rows + r]`. */
  readonly counts: Float64Array;
  /** The fullest cell. */
  readonly max: number;
}

/** More rows than pixels show nothing more; native histograms can have thousands. */
const MAX_ROWS = 200;

/**
 * An answer as a heat map: native histograms, else cumulative buckets of one `le` each. Series with the same bounds add
 * up. Null when the answer has neither. O(samples × buckets).
 */
export function heatmapOf(answer: MetricAnswer): HeatmapGrid | null {
  const native = answer.series.filter((series) => series.histograms?.some((sample) => sample !== null));
  if (native.length > 0) return fromNative(answer.times, native);
  const classic = answer.series.filter(
    ({ labels }) => labels['le'] !== undefined && !Number.isNaN(boundOf(labels['le'])),
  );
  return classic.length > 0 ? fromClassic(answer.times, classic) : null;
}

const boundOf = (le: string): number => (/^\+?Inf$/i.test(le) ? Infinity : le.trim() === '' ? NaN : Number(le));

function fromClassic(times: readonly number[], series: readonly MetricSeries[]): HeatmapGrid {
  const byBound = new Map<number, Float64Array>();
  for (const { labels, values } of series) {
    const bound = boundOf(labels['le'] ?? '');
    const sums = byBound.get(bound) ?? new Float64Array(times.length);
    values.forEach((value, column) => (sums[column] = (sums[column] ?? 0) + (fromWireNumber(value) || 0)));
    byBound.set(bound, sums);
  }
  const uppers = [...byBound.keys()].sort((a, b) => a - b);
  const rows = uppers.length;
  const counts = new Float64Array(times.length * rows);
  for (let column = 0; column < times.length; column++) {
    let below = 0;
    uppers.forEach((upper, row) => {
      const upTo = byBound.get(upper)?.[column] ?? 0;
      // Scrapes of different moments can make a cumulative count fall.
      counts[column * rows + row] = Math.max(0, upTo - below);
      below = Math.max(below, upTo);
    });
  }
  const first = (uppers[0] ?? 0) > 0 ? 0 : -Infinity;
  return {
    times: Float64Array.from(times),
    bounds: Float64Array.from([first, ...uppers]),
    counts,
    max: highest(counts),
  };
}

function fromNative(times: readonly number[], series: readonly MetricSeries[]): HeatmapGrid {
  const bounds = rowBounds(series);
  const rows = bounds.length - 1;
  const counts = new Float64Array(times.length * rows);
  for (const { histograms = [] } of series) {
    histograms.forEach((sample, column) => {
      for (const bucket of sample?.buckets ?? []) {
        addBucket(counts.subarray(column * rows, (column + 1) * rows), bounds, bucket);
      }
    });
  }
  return { times: Float64Array.from(times), bounds, counts, max: highest(counts) };
}

/** Every bound that occurs; thinned evenly when there are more than can be drawn. */
function rowBounds(series: readonly MetricSeries[]): Float64Array {
  const found = new Set<number>();
  for (const { histograms = [] } of series) {
    for (const sample of histograms) {
      for (const [, lower, upper] of sample?.buckets ?? []) {
        found.add(fromWireNumber(lower) ?? 0);
        found.add(fromWireNumber(upper) ?? 0);
      }
    }
  }
  const all = Float64Array.from(found).sort();
  if (all.length <= MAX_ROWS + 1) return all.length > 1 ? all : Float64Array.of(0, 1);
  const every = Math.ceil((all.length - 1) / MAX_ROWS);
  return all.filter((_, i) => i % every === 0 || i === all.length - 1);
}

/** A bucket over several rows is shared out evenly among them: rows of one layout are equally wide on a log axis. */
function addBucket(column: Float64Array, bounds: Float64Array, bucket: HistogramSample['buckets'][number]): void {
  const [, lower, upper, count] = bucket;
  const from = rowAt(bounds, fromWireNumber(lower) ?? 0);
  const to = Math.max(from, rowAt(bounds, fromWireNumber(upper) ?? 0, true));
  const share = (fromWireNumber(count) ?? 0) / (to - from + 1);
  for (let row = from; row <= to; row++) column[row] = (column[row] ?? 0) + share;
}

/** The row that holds a value; as an upper bound, a value on a boundary belongs to the row below it. */
export function rowAt(bounds: Float64Array, value: number, isUpper = false): number {
  let low = 0;
  let high = bounds.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const start = bounds[middle] ?? Infinity;
    if (isUpper ? start < value : start <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const highest = (counts: Float64Array): number => counts.reduce((max, count) => Math.max(max, count), 0);

/** Where a value stands on an axis of equal rows, for marks such as exemplars: row number and a fraction. */
export function rowPosition(bounds: Float64Array, value: number): number {
  const row = rowAt(bounds, value);
  const from = bounds[row] ?? 0;
  const to = bounds[row + 1] ?? from;
  const isOpen = !Number.isFinite(from) || !Number.isFinite(to) || to <= from;
  const share = isOpen ? 0.5 : Math.min(1, Math.max(0, (value - from) / (to - from)));
  return row + share;
}
