import { remarks } from '../evaluate/annotations.ts';
import type { RangeCall, Window } from '../evaluate/window.ts';
import { addHistograms } from '../histograms/add.ts';
import { toSchema } from '../histograms/bounds.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { compact, EMPTY_HISTOGRAM, usesCustomBuckets, withCounterReset } from '../histograms/histogram.ts';
import { detectReset } from '../histograms/resets.ts';
import { isStartReset, overlapsStart } from './start-times.ts';

export interface Place {
  readonly window: Window;
  readonly call: RangeCall;
}

/** Adds, or subtracts, and says what was odd; null when the two do not combine. */
export function addWithRemarks(
  left: FloatHistogram,
  right: FloatHistogram,
  { window, call, sign = 1 }: Place & { readonly sign?: 1 | -1 },
): FloatHistogram | null {
  const { annotations } = call.context;
  const combined = addHistograms(left, right, sign);
  if (!combined) {
    annotations.warn(remarks.mixedBuckets(window.metric), call.firstPosition);
    return null;
  }
  if (combined.boundsReconciled)
    annotations.info(remarks.boundsReconciled(sign === 1 ? 'addition' : 'subtraction'), call.firstPosition);
  return combined.histogram;
}

interface Increase extends Place {
  readonly isCounter: boolean;
  readonly starts: readonly number[] | null;
}

/** The last histogram less the first, with what resets in between took away; null when they do not combine. */
export function histogramIncrease(increase: Increase): FloatHistogram | null {
  const { window, call, isCounter } = increase;
  const points = window.histograms.slice(window.histogramFrom, window.histogramTo);
  const last = points.at(-1);
  const first = firstOperand(points, increase);
  if (!first || !last) return null;
  if (isCounter) warnOfGauges(points, increase);
  const isCustom = usesCustomBuckets(first);
  const mixed = [last, ...(isCounter ? points.slice(1) : [])].some((point) => usesCustomBuckets(point) !== isCustom);
  if (mixed) {
    call.context.annotations.warn(remarks.mixedBuckets(window.metric), call.firstPosition);
    return null;
  }
  const schema = Math.min(
    last.schema,
    first.schema,
    ...(isCounter ? points.slice(1).map((point) => point.schema) : []),
  );
  let result = addWithRemarks(toSchema(last, schema), first, { window, call, sign: -1 });
  if (isCounter) result = result && addResets(result, first, { ...increase, points });
  else warnOfCounters(points, increase);
  return result && compact(withCounterReset(result, 'gauge'));
}

/** A reset right after the first sample makes it zero, so that its layout does not matter. */
function firstOperand(
  points: readonly FloatHistogram[],
  { window, isCounter, starts }: Increase,
): FloatHistogram | null {
  const [first, second] = points;
  if (!first || !isCounter || !second) return first ?? null;
  const at = window.histogramFrom + 1;
  if (!isResetAt(window, starts, at) && !detectReset(second, first)) return first;
  return { ...EMPTY_HISTOGRAM, schema: second.schema, customValues: second.customValues };
}

function isResetAt({ histogramTimes }: Window, starts: readonly number[] | null, at: number): boolean {
  if (!starts) return false;
  const before = { time: histogramTimes[at - 1] ?? 0, start: starts[at - 1] ?? 0 };
  return isStartReset(before, { time: histogramTimes[at] ?? 0, start: starts[at] ?? 0 });
}

function addResets(
  difference: FloatHistogram,
  first: FloatHistogram,
  { window, call, starts, points }: Increase & { readonly points: readonly FloatHistogram[] },
): FloatHistogram | null {
  let result: FloatHistogram | null = difference;
  let previous = first;
  let overlaps = false;
  for (const [index, point] of points.slice(1).entries()) {
    const at = window.histogramFrom + 1 + index;
    if (starts && !overlaps && overlapsAt(window, starts, at)) {
      overlaps = true;
      call.context.annotations.overlap(window.metric, call.firstPosition);
    }
    if (isResetAt(window, starts, at) || detectReset(point, previous))
      result = addWithRemarks(result, previous, { window, call });
    if (!result) return null;
    previous = point;
  }
  return result;
}

function overlapsAt({ histogramTimes }: Window, starts: readonly number[], at: number): boolean {
  const before = { time: histogramTimes[at - 1] ?? 0, start: starts[at - 1] ?? 0 };
  return overlapsStart(before, { time: histogramTimes[at] ?? 0, start: starts[at] ?? 0 });
}

function warnOfGauges(points: readonly FloatHistogram[], { window, call }: Place): void {
  if (points.some(({ counterReset }) => counterReset === 'gauge'))
    call.context.annotations.warn(remarks.notCounter(window.metric), call.firstPosition);
}

function warnOfCounters(points: readonly FloatHistogram[], { window, call }: Place): void {
  const ends = [points[0], points.at(-1)];
  if (ends.some((point) => point?.counterReset !== 'gauge'))
    call.context.annotations.warn(remarks.notGauge(window.metric), call.firstPosition);
}
