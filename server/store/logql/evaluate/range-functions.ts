import type { RangeAggregation, RangeOp } from '../syntax/ast.ts';

/** Samples of one series in a window: indices [from, to) of the columns, in the order of time. */
export interface Window {
  /** ns on the clock of `endNs`. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  from: number;
  to: number;
  /** The window's inclusive end; it begins `rangeNs` before, exclusive. */
  endNs: number;
}
export type RangeFunction = (window: Window) => number;

const NS_PER_SECOND = 1e9;

export function rangeFunction({ op, range, parameter }: RangeAggregation): RangeFunction {
  const seconds = range.rangeNs / NS_PER_SECOND;
  switch (op) {
    case 'rate':
      return range.unwrap ? (window) => sum(window) / seconds : ({ from, to }) => (to - from) / seconds;
    case 'bytes_rate':
      return (window) => sum(window) / seconds;
    case 'rate_counter':
      return (window) => counterRate(window, range.rangeNs);
    case 'quantile_over_time':
      return (window) => quantile(parameter ?? 0, window.values.slice(window.from, window.to).sort());
    case 'count_over_time':
    case 'bytes_over_time':
    case 'sum_over_time':
    case 'avg_over_time':
    case 'min_over_time':
    case 'max_over_time':
    case 'stdvar_over_time':
    case 'stddev_over_time':
    case 'first_over_time':
    case 'last_over_time':
    case 'absent_over_time':
      return SIMPLE[op];
  }
}

const SIMPLE: Readonly<
  Record<Exclude<RangeOp, 'rate' | 'bytes_rate' | 'rate_counter' | 'quantile_over_time'>, RangeFunction>
> = {
  count_over_time: ({ from, to }) => to - from,
  bytes_over_time: sum,
  sum_over_time: sum,
  avg_over_time: average,
  min_over_time: (window) => extreme(window, (value, best) => value < best),
  max_over_time: (window) => extreme(window, (value, best) => value > best),
  stdvar_over_time: variance,
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  first_over_time: ({ values, from }) => values[from] ?? Number.NaN,
  last_over_time: ({ values, to }) => values[to - 1] ?? Number.NaN,
  absent_over_time: () => 1,
};

function sum({ values, from, to }: Window): number {
  let total = 0;
  for (let at = from; at < to; at++) total += values[at] ?? 0;
  return total;
}

function average({ values, from, to }: Window): number {
  let mean = 0;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    // An infinite mean stays as it is: what the next line would take from it is infinite too.
    if (!Number.isFinite(mean) && !Number.isNaN(mean)) {
      if (value === mean || Number.isFinite(value)) continue;
    }
    const count = at - from + 1;
    mean += value / count - mean / count;
  }
  return mean;
}

function extreme({ values, from, to }: Window, isBetter: (value: number, best: number) => boolean): number {
  let best = values[from] ?? Number.NaN;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? Number.NaN;
    if (isBetter(value, best) || Number.isNaN(best)) best = value;
  }
  return best;
}

function variance({ values, from, to }: Window): number {
  let mean = 0;
  let squares = 0;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    const delta = value - mean;
    mean += delta / (at - from + 1);
    squares += delta * (value - mean);
  }
  return squares / (to - from);
}

/** @param sorted in ascending order */
function quantile(q: number, sorted: Float64Array): number {
  if (sorted.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? 0) * (1 - weight) + (sorted[upper] ?? 0) * weight;
}

/** Prometheus' extrapolated rate of a counter, with the window's own bounds. */
function counterRate({ times, values, from, to, endNs }: Window, rangeNs: number): number {
  const count = to - from;
  if (count < 2) return 0;
  const first = values[from] ?? 0;
  let increase = (values[to - 1] ?? 0) - first;
  let last = 0;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    if (value < last) increase += last;
    last = value;
  }
  const firstTime = times[from] ?? 0;
  const lastTime = times[to - 1] ?? 0;
  let toStart = (firstTime - (endNs - rangeNs)) / NS_PER_SECOND;
  let toEnd = (endNs - lastTime) / NS_PER_SECOND;
  const sampled = (lastTime - firstTime) / NS_PER_SECOND;
  const average = sampled / (count - 1);
  const threshold = average * 1.1;
  if (toStart >= threshold) toStart = average / 2;
  if (increase > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / increase));
  if (toEnd >= threshold) toEnd = average / 2;
  return (increase * ((sampled + toStart + toEnd) / sampled)) / (rangeNs / NS_PER_SECOND);
}
