import type { Buckets, CounterReset, FloatHistogram } from '../histograms/histogram.ts';
import { equalHistograms, sameBounds, sameIndexes, withCounterReset } from '../histograms/histogram.ts';
import { detectReset } from '../histograms/resets.ts';
import type { AppendResult } from './float-samples.ts';
import { firstAfter } from './float-samples.ts';

/** The native histogram samples of one series in time order; null is a stale marker. */
export interface HistogramSamples {
  readonly times: number[];
  readonly values: (FloatHistogram | null)[];
  readonly startTimes: number[];
}

export interface HistogramSample {
  readonly timeMs: number;
  /** null marks the series stale. */
  readonly histogram: FloatHistogram | null;
  readonly startMs?: number;
}

export const createHistogramSamples = (): HistogramSamples => ({ times: [], values: [], startTimes: [] });

export function addHistogramSample(
  samples: HistogramSamples,
  { timeMs, histogram, startMs }: HistogramSample,
): AppendResult {
  const { times, values, startTimes } = samples;
  const at = firstAfter(times, times.length, timeMs);
  const previous = values[at - 1] ?? null;
  if (at > 0 && times[at - 1] === timeMs) {
    const same = previous === histogram || (previous && histogram && equalHistograms(previous, histogram));
    return same ? 'same' : 'conflict';
  }
  times.splice(at, 0, timeMs);
  values.splice(at, 0, histogram && stored(histogram, previous));
  startTimes.splice(at, 0, startMs ?? 0);
  return 'added';
}

function stored(histogram: FloatHistogram, previous: FloatHistogram | null): FloatHistogram {
  const kept = withCounterReset(histogram, counterResetOf(histogram, previous));
  if (!previous) return kept;
  return {
    ...kept,
    positive: shareIndexes(kept.positive, previous.positive),
    negative: shareIndexes(kept.negative, previous.negative),
    customValues: sameBounds(kept.customValues, previous.customValues) ? previous.customValues : kept.customValues,
  };
}

/** The same buckets from one sample to the next are kept once, which also makes them quick to compare. */
const shareIndexes = (side: Buckets, previous: Buckets): Buckets =>
  sameIndexes(side, previous) ? { indexes: previous.indexes, counts: side.counts } : side;

/**
 * That a counter was not reset is found out once, when the sample comes in, and spares queries the comparison. All
 * others say nothing, resets too: a query may not see the sample before.
 */
function counterResetOf(histogram: FloatHistogram, previous: FloatHistogram | null): CounterReset {
  const { counterReset } = histogram;
  if (counterReset === 'gauge') return 'gauge';
  if (counterReset === 'reset' || !previous || previous.counterReset === 'gauge') return 'unknown';
  return startsAnew(histogram, previous) ? 'unknown' : 'not_reset';
}

/** A new bucket layout counts as a reset too. */
function startsAnew(histogram: FloatHistogram, previous: FloatHistogram): boolean {
  if (histogram.schema !== previous.schema || histogram.zeroThreshold !== previous.zeroThreshold) return true;
  if (!sameBounds(histogram.customValues, previous.customValues)) return true;
  return detectReset(withCounterReset(histogram, 'unknown'), previous);
}

export function dropHistogramsBefore({ times, values, startTimes }: HistogramSamples, timeMs: number): void {
  const first = firstAfter(times, times.length, timeMs - 1);
  times.splice(0, first);
  values.splice(0, first);
  startTimes.splice(0, first);
}
