import { remarks } from '../evaluate/annotations.ts';
import { floatCount, histogramCount, type RangeCall, type RangeFunction, type Window } from '../evaluate/window.ts';
import {
  addToHistogramMean,
  addToSum,
  finishHistogramMean,
  finishSum,
  startHistogramMean,
  startSum,
  type HistogramSum,
} from '../histograms/accumulate.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import type { KahanSum } from '../model/kahan.ts';
import { addToMean, kahanAdd, meanValue, startMean } from '../model/kahan.ts';
import { quantile } from './quantile.ts';

const floatsOf = ({ values, from, to }: Window): Float64Array => values.subarray(from, to);

/** Functions of numbers alone leave histograms out, and say so where both occur. */
const floatsOnly =
  (compute: (window: Window, call: RangeCall) => number): RangeFunction =>
  (window, call) => {
    if (floatCount(window) === 0) return undefined;
    noteIgnored(window, call);
    return compute(window, call);
  };

export function noteIgnored(window: Window, { context, firstPosition }: RangeCall): void {
  if (histogramCount(window) > 0) context.annotations.info(remarks.ignoredInRange(window.metric), firstPosition);
}

interface OverTime {
  readonly floats: (values: Float64Array) => number;
  readonly histograms: (histograms: readonly FloatHistogram[]) => Combined | null;
}
interface Combined {
  readonly result: FloatHistogram;
  readonly total: HistogramSum;
}

/** Functions of numbers or of histograms, but not of both in one window. */
const floatsOrHistograms =
  ({ floats, histograms }: OverTime): RangeFunction =>
  (window, { context, firstPosition }) => {
    const { annotations } = context;
    if (histogramCount(window) === 0) return floats(floatsOf(window));
    if (floatCount(window) > 0) {
      annotations.warn(remarks.mixedFloatsHistograms(window.metric), firstPosition);
      return undefined;
    }
    const combined = histograms(window.histograms.slice(window.histogramFrom, window.histogramTo));
    if (!combined) {
      annotations.warn(remarks.mixedBuckets(window.metric), firstPosition);
      return undefined;
    }
    const { total, result } = combined;
    if (total.sawReset && total.sawNoReset) annotations.warn(remarks.resetCollision('aggregation'), firstPosition);
    if (total.boundsReconciled) annotations.info(remarks.boundsReconciled('aggregation'), firstPosition);
    return result;
  };

function sumFloats(values: Float64Array): number {
  const total: KahanSum = { sum: 0, compensation: 0 };
  for (const value of values) kahanAdd(total, value);
  return Number.isFinite(total.sum) || Number.isNaN(total.sum) ? total.sum + total.compensation : total.sum;
}

function sumHistograms([first, ...rest]: readonly FloatHistogram[]): Combined | null {
  if (!first) return null;
  const total = startSum(first);
  for (const next of rest) if (!addToSum(total, next)) return null;
  return { result: finishSum(total), total };
}

function averageFloats(values: Float64Array): number {
  const mean = startMean(values[0] ?? 0);
  for (let at = 1; at < values.length; at++) addToMean(mean, values[at] ?? 0);
  return meanValue(mean);
}

function averageHistograms([first, ...rest]: readonly FloatHistogram[]): Combined | null {
  if (!first) return null;
  const mean = startHistogramMean(first);
  for (const next of rest) if (!addToHistogramMean(mean, next)) return null;
  return { result: finishHistogramMean(mean), total: mean.total };
}

function variance({ values, from, to }: Window): number {
  const mean: KahanSum = { sum: 0, compensation: 0 };
  const squares: KahanSum = { sum: 0, compensation: 0 };
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    const delta = value - (mean.sum + mean.compensation);
    kahanAdd(mean, delta / (at - from + 1));
    kahanAdd(squares, delta * (value - (mean.sum + mean.compensation)));
  }
  return (squares.sum + squares.compensation) / (to - from);
}

/** The index of the value that `isBetter` prefers to all others. NaN gives way to any number. */
function extreme({ values, from, to }: Window, isBetter: (value: number, best: number) => boolean): number {
  let best = from;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    const current = values[best] ?? 0;
    if (isBetter(value, current) || Number.isNaN(current)) best = at;
  }
  return best;
}

const extremeValue = (isBetter: (value: number, best: number) => boolean): RangeFunction =>
  floatsOnly((window) => window.values[extreme(window, isBetter)] ?? 0);
const extremeTime = (isBetter: (value: number, best: number) => boolean): RangeFunction =>
  floatsOnly((window) => (window.times[extreme(window, isBetter)] ?? 0) / 1000);

/** Half of the values lie nearer to the median than this. */
function medianDeviation(window: Window): number {
  const values = floatsOf(window);
  if (values.some(Number.isNaN)) return Number.NaN;
  const median = quantile(0.5, values.slice());
  return quantile(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
}

const quantileOverTime: RangeFunction = (window, call) => {
  if (floatCount(window) === 0) return undefined;
  const q = window.parameters[0] ?? Number.NaN;
  if (!(q >= 0 && q <= 1)) call.context.annotations.warn(remarks.badQuantile(q), call.firstPosition);
  noteIgnored(window, call);
  return quantile(q, floatsOf(window).slice());
};

const first: RangeFunction = ({ times, values, from, to, histogramTimes, histograms, histogramFrom, histogramTo }) => {
  const hasFloat = to > from;
  if (histogramTo === histogramFrom) return hasFloat ? values[from] : undefined;
  const isFloatFirst = hasFloat && (times[from] ?? 0) < (histogramTimes[histogramFrom] ?? 0);
  return isFloatFirst ? values[from] : histograms[histogramFrom];
};

const last: RangeFunction = ({ times, values, from, to, histogramTimes, histograms, histogramFrom, histogramTo }) => {
  const hasFloat = to > from;
  if (histogramTo === histogramFrom) return hasFloat ? values[to - 1] : undefined;
  const isFloatLast = hasFloat && (histogramTimes[histogramTo - 1] ?? 0) < (times[to - 1] ?? 0);
  return isFloatLast ? values[to - 1] : histograms[histogramTo - 1];
};

const firstTime: RangeFunction = ({ times, from, to, histogramTimes, histogramFrom, histogramTo }) => {
  const float = to > from ? (times[from] ?? 0) : Infinity;
  const histogram = histogramTo > histogramFrom ? (histogramTimes[histogramFrom] ?? 0) : Infinity;
  return Math.min(float, histogram) / 1000;
};

const lastTime: RangeFunction = ({ times, from, to, histogramTimes, histogramFrom, histogramTo }) => {
  const float = to > from ? (times[to - 1] ?? 0) : -Infinity;
  const histogram = histogramTo > histogramFrom ? (histogramTimes[histogramTo - 1] ?? 0) : -Infinity;
  return Math.max(float, histogram) / 1000;
};

export const OVER_TIME_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  absent_over_time: () => 1,
  avg_over_time: floatsOrHistograms({ floats: averageFloats, histograms: averageHistograms }),
  count_over_time: (window) => floatCount(window) + histogramCount(window),
  first_over_time: first,
  last_over_time: last,
  mad_over_time: floatsOnly(medianDeviation),
  max_over_time: extremeValue((value, best) => value > best),
  min_over_time: extremeValue((value, best) => value < best),
  present_over_time: () => 1,
  quantile_over_time: quantileOverTime,
  stddev_over_time: floatsOnly((window) => Math.sqrt(variance(window))),
  stdvar_over_time: floatsOnly(variance),
  sum_over_time: floatsOrHistograms({ floats: sumFloats, histograms: sumHistograms }),
  ts_of_first_over_time: firstTime,
  ts_of_last_over_time: lastTime,
  ts_of_max_over_time: extremeTime((value, best) => value >= best),
  ts_of_min_over_time: extremeTime((value, best) => value <= best),
};
