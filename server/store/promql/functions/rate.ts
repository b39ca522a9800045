import { remarks } from '../evaluate/annotations.ts';
import { floatCount, histogramCount, type RangeCall, type RangeFunction, type Window } from '../evaluate/window.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { multiply } from '../histograms/histogram.ts';
import { extendedRate } from './extended-rate.ts';
import { addWithRemarks, histogramIncrease } from './histogram-rate.ts';
import type { RateKind } from './rate-kind.ts';
import { isStartReset, overlapsStart } from './start-times.ts';

/** Growth over the range, carried on to its edges when the samples come near them. */
export const rateFunction =
  (kind: RateKind): RangeFunction =>
  (window, call) => {
    const floats = floatCount(window);
    const histograms = histogramCount(window);
    if (floats > 0 && histograms > 0) {
      call.context.annotations.warn(remarks.mixedFloatsHistograms(window.metric), call.firstPosition);
      return undefined;
    }
    if (window.extension) return extendedRate(window, call, kind);
    return histograms > 0 ? histogramRate(window, call, kind) : floatRate(window, call, kind);
  };

function floatRate(window: Window, call: RangeCall, kind: RateKind): number | undefined {
  const { times, values, from, to } = window;
  const first = values[from] ?? 0;
  let increase = (values[to - 1] ?? 0) - first;
  const starts = call.context.options.useStartTimes && kind.isCounter ? window.startTimes : null;
  if (kind.isCounter) {
    if (starts) increase += resetsWithStarts(window, starts, call);
    else
      for (let at = from + 1; at < to; at++)
        if ((values[at] ?? 0) < (values[at - 1] ?? 0)) increase += values[at - 1] ?? 0;
  }
  const firstTime = times[from] ?? 0;
  const began = startInRange(window, starts?.[from], firstTime);
  if (began !== null) increase += first;
  else if (to - from < 2) return undefined;
  const span = { window, kind, firstTime, lastTime: times[to - 1] ?? 0, intervals: to - from - 1, began };
  return increase * extrapolation(span, first, increase);
}

function resetsWithStarts(window: Window, starts: Float64Array, call: RangeCall): number {
  const { times, values, from, to, metric } = window;
  let correction = 0;
  let overlaps = false;
  for (let at = from + 1; at < to; at++) {
    const before = { time: times[at - 1] ?? 0, start: starts[at - 1] ?? 0 };
    const now = { time: times[at] ?? 0, start: starts[at] ?? 0 };
    if (!overlaps && overlapsStart(before, now)) {
      overlaps = true;
      call.context.annotations.overlap(metric, call.firstPosition);
    }
    if ((values[at] ?? 0) < (values[at - 1] ?? 0) || isStartReset(before, now)) correction += values[at - 1] ?? 0;
  }
  return correction;
}

/** When counting began inside the range, the counter was zero then. */
function startInRange({ rangeStart }: Window, start: number | undefined, firstTime: number): number | null {
  return start && start > rangeStart && start < firstTime ? start : null;
}

interface Span {
  readonly window: Window;
  readonly kind: RateKind;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly intervals: number;
  readonly began: number | null;
}

/** The factor from the growth between samples to the growth over the range. */
function extrapolation(
  { window, kind, firstTime, lastTime, intervals, began }: Span,
  first: number,
  increase: number,
): number {
  const average = intervals > 0 ? (lastTime - firstTime) / 1000 / intervals : 0;
  // A sample nearer than this to the edge is taken to continue up to it.
  const threshold = average * 1.1;
  let sampled = (lastTime - firstTime) / 1000;
  let toStart = (firstTime - window.rangeStart) / 1000;
  let toEnd = (window.rangeEnd - lastTime) / 1000;
  if (began !== null) {
    toStart = 0;
    sampled = (lastTime - began) / 1000;
  } else {
    if (toStart >= threshold) toStart = average / 2;
    // A counter cannot have been below zero.
    if (kind.isCounter && increase > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / increase));
  }
  if (toEnd >= threshold) toEnd = average / 2;
  const factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  return kind.perSecond ? factor / (window.range / 1000) : factor;
}

function histogramRate(window: Window, call: RangeCall, kind: RateKind): FloatHistogram | undefined {
  const { histogramTimes, histogramFrom: from, histogramTo: to, histograms } = window;
  const first = histograms[from];
  if (!first) return undefined;
  const starts = call.context.options.useStartTimes && kind.isCounter ? window.histogramStarts : null;
  let increase: FloatHistogram | null = null;
  if (to - from > 1) {
    increase = histogramIncrease({ window, call, isCounter: kind.isCounter, starts });
    if (!increase) return undefined;
  }
  const growth = increase?.count ?? 0;
  const firstTime = histogramTimes[from] ?? 0;
  const began = startInRange(window, starts?.[from], firstTime);
  if (began !== null) increase = increase ? addWithRemarks(increase, first, { window, call }) : first;
  if (!increase) return undefined;
  const span = { window, kind, firstTime, lastTime: histogramTimes[to - 1] ?? 0, intervals: to - from - 1, began };
  return multiply(increase, extrapolation(span, first.count, growth));
}
