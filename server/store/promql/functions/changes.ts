import { remarks } from '../evaluate/annotations.ts';
import type { Sample } from '../evaluate/rows.ts';
import { floatCount, histogramCount, type RangeCall, type RangeFunction, type Window } from '../evaluate/window.ts';
import { addHistograms } from '../histograms/add.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { compact, divide, equalHistograms, withCounterReset } from '../histograms/histogram.ts';
import { detectReset } from '../histograms/resets.ts';
import { anchorIndexes } from './extended-rate.ts';
import { isStartReset } from './start-times.ts';

interface Point {
  readonly sample: Sample;
  readonly time: number;
  readonly start: number;
}

/** Numbers and histograms of the window in one order. */
function* pointsFrom(window: Window, from: { float: number; histogram: number }): Generator<Point> {
  const { times, values, to, histogramTimes, histograms, histogramTo, startTimes, histogramStarts } = window;
  let { float, histogram } = from;
  while (float < to || histogram < histogramTo) {
    const floatTime = float < to ? (times[float] ?? 0) : Infinity;
    const histogramTime = histogram < histogramTo ? (histogramTimes[histogram] ?? 0) : Infinity;
    if (floatTime < histogramTime) {
      yield { sample: values[float] ?? 0, time: floatTime, start: startTimes?.[float] ?? 0 };
      float++;
    } else {
      const sample = histograms[histogram];
      if (sample) yield { sample, time: histogramTime, start: histogramStarts?.[histogram] ?? 0 };
      histogram++;
    }
  }
}

/** How often two neighbours differ in the given way; a number next to a histogram always counts. */
const countBetween =
  (differs: (before: Point, now: Point, call: RangeCall) => boolean): RangeFunction =>
  (window, call) => {
    const from = anchorIndexes(window);
    if (!from) return undefined;
    let count = 0;
    let before: Point | undefined;
    for (const now of pointsFrom(window, from)) {
      if (before && (typeof before.sample !== typeof now.sample || differs(before, now, call))) count++;
      before = now;
    }
    return count;
  };

const isReset = (before: Point, now: Point, { context }: RangeCall): boolean => {
  if (context.options.useStartTimes && isStartReset(before, now)) return true;
  if (typeof now.sample === 'number' || typeof before.sample === 'number') return now.sample < before.sample;
  return detectReset(now.sample, before.sample);
};

const isChange = ({ sample: before }: Point, { sample: now }: Point): boolean => {
  if (typeof now === 'number' || typeof before === 'number')
    return now !== before && !(Number.isNaN(now) && Number.isNaN(before));
  return !equalHistograms(now, before);
};

/** The last two samples of the window. */
function lastTwo(window: Window): [Point, Point] | null {
  const { from, to, histogramFrom, histogramTo } = window;
  const start = { float: Math.max(from, to - 2), histogram: Math.max(histogramFrom, histogramTo - 2) };
  const [before, now] = [...pointsFrom(window, start)].slice(-2);
  return before && now ? [before, now] : null;
}

const betweenLastTwo =
  (isRate: boolean): RangeFunction =>
  (window, call) => {
    if (floatCount(window) + histogramCount(window) < 2) return undefined;
    const points = lastTwo(window);
    if (!points) return undefined;
    const [before, now] = points;
    const seconds = (now.time - before.time) / 1000;
    if (seconds === 0) return undefined;
    const difference = differenceOf(points, { window, call, isRate });
    if (difference === undefined || !isRate) return difference;
    return typeof difference === 'number' ? difference / seconds : divide(difference, seconds);
  };

interface LastTwo {
  readonly window: Window;
  readonly call: RangeCall;
  readonly isRate: boolean;
}

function differenceOf([before, now]: [Point, Point], { window, call, isRate }: LastTwo): Sample | undefined {
  const startsAnew = call.context.options.useStartTimes && isStartReset(before, now);
  if (typeof before.sample === 'number' && typeof now.sample === 'number') {
    if (isRate && (now.sample < before.sample || startsAnew)) return now.sample;
    return now.sample - before.sample;
  }
  if (typeof before.sample === 'number' || typeof now.sample === 'number') {
    call.context.annotations.warn(remarks.mixedFloatsHistograms(window.metric), call.firstPosition);
    return undefined;
  }
  return histogramDifference(before.sample, now.sample, { window, call, isRate: isRate, startsAnew });
}

function histogramDifference(
  before: FloatHistogram,
  now: FloatHistogram,
  { window, call, isRate, startsAnew }: LastTwo & { readonly startsAnew: boolean },
): FloatHistogram | undefined {
  const { annotations } = call.context;
  const both = [before, now];
  if (isRate && both.some(({ counterReset }) => counterReset === 'gauge'))
    annotations.warn(remarks.notCounter(window.metric), call.firstPosition);
  if (!isRate && both.some(({ counterReset }) => counterReset !== 'gauge'))
    annotations.warn(remarks.notGauge(window.metric), call.firstPosition);
  if (isRate && (startsAnew || detectReset(now, before))) return compact(withCounterReset(now, 'gauge'));
  const difference = addHistograms(now, before, -1);
  if (!difference) {
    annotations.warn(remarks.mixedBuckets(window.metric), call.firstPosition);
    return undefined;
  }
  if (difference.boundsReconciled) annotations.info(remarks.boundsReconciled('subtraction'), call.firstPosition);
  return compact(withCounterReset(difference.histogram, 'gauge'));
}

export const CHANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  changes: countBetween(isChange),
  resets: countBetween(isReset),
  irate: betweenLastTwo(true),
  idelta: betweenLastTwo(false),
};
