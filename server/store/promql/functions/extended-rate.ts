import { remarks, type HistogramOperation } from '../evaluate/annotations.ts';
import type { RangeCall, Window } from '../evaluate/window.ts';
import { floatCount, histogramCount } from '../evaluate/window.ts';
import { addHistograms } from '../histograms/add.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { compact, divide, multiply, usesCustomBuckets, withCounterReset } from '../histograms/histogram.ts';
import { detectReset } from '../histograms/resets.ts';
import { firstAfter } from '../storage/float-samples.ts';
import { addWithRemarks } from './histogram-rate.ts';
import type { RateKind } from './rate-kind.ts';

/** Growth of an anchored or smoothed selector: exactly between the edges of the range, without extrapolation. */
export function extendedRate(window: Window, call: RangeCall, kind: RateKind): number | FloatHistogram | undefined {
  if (histogramCount(window) > 0) return extendedHistogramRate(window, call, kind);
  return floatCount(window) > 0 ? extendedFloatRate(window, kind) : undefined;
}

interface Edges {
  first: number;
  last: number;
}

/** The samples that stand for the edges: the last at or before the start, the last in (or first at or after) the end. */
function findEdges(times: ArrayLike<number>, { rangeStart, rangeEnd, extension }: Window, all: Edges): Edges | null {
  const smoothed = extension === 'smoothed';
  let first = Math.max(all.first, firstAfterIn(times, all, rangeStart) - 1);
  let last = all.last;
  if (smoothed) last = firstAfterIn(times, all, rangeEnd - 1);
  if ((times[last] ?? 0) <= rangeStart) return null;
  if (smoothed && (times[first] ?? 0) > rangeEnd) return null;
  first = Math.min(first, last);
  return { first, last };
}

/** The first index whose time is after the limit, or the last index. */
function firstAfterIn(times: ArrayLike<number>, { first, last }: Edges, limit: number): number {
  let at = first;
  while (at < last && (times[at] ?? 0) <= limit) at++;
  return at;
}

function extendedFloatRate(window: Window, { isCounter, perSecond }: RateKind): number | undefined {
  const { times, values, rangeStart, rangeEnd, extension } = window;
  const edges = findEdges(times, window, { first: window.from, last: window.to - 1 });
  if (!edges) return undefined;
  let { first, last } = edges;
  const smoothed = extension === 'smoothed';
  const point = (at: number) => ({ time: times[at] ?? 0, value: values[at] ?? 0 });
  const left =
    smoothed && point(first).time < rangeStart
      ? interpolate(point(first), point(first + 1), { time: rangeStart, isCounter })
      : point(first).value;
  const right =
    smoothed && last > window.from && point(last).time > rangeEnd
      ? interpolate(point(last - 1), point(last), { time: rangeEnd, isCounter })
      : point(last).value;
  let growth = right - left;
  if (isCounter) {
    // The edges know of resets beyond the samples strictly inside.
    if (point(first).time <= rangeStart) first++;
    if (point(last).time >= rangeEnd) last--;
    growth += resetsBetween(left, right, values.subarray(first, Math.max(first, last + 1)));
  }
  return perSecond ? growth / (window.range / 1000) : growth;
}

interface Point {
  readonly time: number;
  readonly value: number;
}

/** On the line between two samples; a counter that fell started from zero. */
export function interpolate(
  before: Point,
  after: Point,
  { time, isCounter }: { time: number; isCounter: boolean },
): number {
  const from = isCounter && after.value < before.value ? 0 : before.value;
  return from + ((after.value - from) * (time - before.time)) / (after.time - before.time);
}

function resetsBetween(left: number, right: number, values: Float64Array): number {
  let correction = 0;
  let previous = left;
  for (const value of [...values, right]) {
    if (value < previous) correction += previous;
    previous = value;
  }
  return correction;
}

function extendedHistogramRate(window: Window, call: RangeCall, kind: RateKind): FloatHistogram | undefined {
  const { histogramTimes, histograms, rangeStart, rangeEnd, extension, metric } = window;
  const edges = findEdges(histogramTimes, window, { first: window.histogramFrom, last: window.histogramTo - 1 });
  if (!edges || !isUniform(window, edges, { call, kind })) return undefined;
  const { first, last } = edges;
  const smoothed = extension === 'smoothed';
  const between = (at: number, time: number) =>
    interpolateHistograms(window, at, { time, isCounter: kind.isCounter, call });
  const left = smoothed && (histogramTimes[first] ?? 0) < rangeStart ? between(first, rangeStart) : histograms[first];
  const isBeyond = smoothed && last > window.histogramFrom && (histogramTimes[last] ?? 0) > rangeEnd;
  const right = isBeyond ? between(last - 1, rangeEnd) : histograms[last];
  if (!left || !right) return undefined;
  if (!kind.isCounter && (left.counterReset !== 'gauge' || right.counterReset !== 'gauge'))
    call.context.annotations.warn(remarks.notGauge(metric), call.firstPosition);
  let result = addWithRemarks(right, left, { window, call, sign: -1 });
  if (kind.isCounter && result) result = addHistogramResets(result, { left, right, edges }, { window, call });
  if (!result) return undefined;
  if (kind.perSecond) result = divide(result, window.range / 1000);
  return compact(withCounterReset(result, 'gauge'));
}

function isUniform(
  { histograms, metric }: Window,
  { first, last }: Edges,
  { call, kind }: { readonly call: RangeCall; readonly kind: RateKind },
): boolean {
  const { annotations } = call.context;
  const points = histograms.slice(first, last + 1);
  const isCustom = points[0] ? usesCustomBuckets(points[0]) : false;
  for (const point of points) {
    if (usesCustomBuckets(point) !== isCustom) {
      annotations.warn(remarks.mixedBuckets(metric), call.firstPosition);
      return false;
    }
    if (kind.isCounter && point.counterReset === 'gauge')
      annotations.warn(remarks.notCounter(metric), call.firstPosition);
  }
  return true;
}

function interpolateHistograms(
  { histograms, histogramTimes, metric }: Window,
  at: number,
  { time, isCounter, call }: { readonly time: number; readonly isCounter: boolean; readonly call: RangeCall },
): FloatHistogram | null {
  const before = histograms[at];
  const after = histograms[at + 1];
  if (!before || !after) return null;
  const { annotations } = call.context;
  const start = histogramTimes[at] ?? 0;
  const end = histogramTimes[at + 1] ?? 0;
  const between = blendHistograms({ before, after, share: (time - start) / (end - start), isCounter });
  if (!between) annotations.warn(remarks.mixedBuckets(metric), call.firstPosition);
  for (const operation of between?.reconciled ?? [])
    annotations.info(remarks.boundsReconciled(operation), call.firstPosition);
  return between?.histogram ?? null;
}

interface Blend {
  readonly before: FloatHistogram;
  readonly after: FloatHistogram;
  /** 0 at `before`, 1 at `after`. */
  readonly share: number;
  readonly isCounter: boolean;
}

interface Blended {
  readonly histogram: FloatHistogram;
  readonly reconciled: readonly HistogramOperation[];
}

/** On the line between two histograms; a counter that was reset started from zero. null when they do not combine. */
export function blendHistograms({ before, after, share, isCounter }: Blend): Blended | null {
  if (share === 0) return { histogram: before, reconciled: [] };
  if (share === 1) return { histogram: after, reconciled: [] };
  if (usesCustomBuckets(before) !== usesCustomBuckets(after)) return null;
  if (isCounter && detectReset(after, before)) return { histogram: multiply(after, share), reconciled: [] };
  const difference = addHistograms(after, before, -1);
  const sum = difference && addHistograms(multiply(difference.histogram, share), before);
  if (!sum) return null;
  const reconciled: HistogramOperation[] = [];
  if (difference.boundsReconciled) reconciled.push('subtraction');
  if (sum.boundsReconciled) reconciled.push('addition');
  return { histogram: sum.histogram, reconciled };
}

interface Ends {
  readonly left: FloatHistogram;
  readonly right: FloatHistogram;
  readonly edges: Edges;
}

function addHistogramResets(
  growth: FloatHistogram,
  { left, right, edges: { first, last } }: Ends,
  place: { readonly window: Window; readonly call: RangeCall },
): FloatHistogram | null {
  const { histograms, histogramTimes, rangeStart, extension } = place.window;
  let from = first + 1;
  let previous = left;
  const second = histograms[first + 1];
  const firstPoint = histograms[first];
  if (
    extension === 'smoothed' &&
    (histogramTimes[first] ?? 0) < rangeStart &&
    second &&
    firstPoint &&
    detectReset(second, firstPoint)
  ) {
    // The left edge already lies behind that reset.
    previous = second;
    from++;
  }
  if (from > last) return growth;
  let result: FloatHistogram | null = growth;
  for (const point of [...histograms.slice(from, last), right]) {
    if (result && detectReset(point, previous)) result = addWithRemarks(result, previous, place);
    previous = point;
  }
  return result;
}

/** Where functions that count between samples begin: the last sample at or before the start of the range. */
export function anchorIndexes(window: Window): { readonly float: number; readonly histogram: number } | null {
  const { times, from, to, histogramTimes, histogramFrom, histogramTo, rangeStart } = window;
  if (window.extension !== 'anchored') return { float: from, histogram: histogramFrom };
  const float = Math.max(from, Math.min(to, firstAfter(times, to, rangeStart))) - 1;
  const histogram =
    Math.max(histogramFrom, Math.min(histogramTo, firstAfter(histogramTimes, histogramTo, rangeStart))) - 1;
  if (float + 1 >= to && histogram + 1 >= histogramTo) return null;
  const hasFloat = float >= from;
  const hasHistogram = histogram >= histogramFrom;
  if (!hasFloat && !hasHistogram) return { float: from, histogram: histogramFrom };
  const isFloatLater = hasFloat && (!hasHistogram || (times[float] ?? 0) >= (histogramTimes[histogram] ?? 0));
  return isFloatLater ? { float, histogram: histogram + 1 } : { float: float + 1, histogram };
}
