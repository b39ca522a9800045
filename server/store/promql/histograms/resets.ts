import { exponentialBound, reduceResolution } from './bounds.ts';
import { withBounds } from './add.ts';
import type { Buckets, FloatHistogram } from './histogram.ts';
import { sameBounds, usesCustomBuckets } from './histogram.ts';
import { widenZero } from './zero-bucket.ts';

/** Whether the counter behind the two samples started anew in between: any count fell, or a populated bucket vanished. */
export function detectReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (current.counterReset === 'reset') return true;
  if (current.counterReset === 'not_reset') return false;
  if (current.count < previous.count) return true;
  if (usesCustomBuckets(current)) {
    if (!usesCustomBuckets(previous)) return true;
    if (!sameBounds(current.customValues, previous.customValues)) {
      const common = current.customValues.filter((bound) => previous.customValues.includes(bound));
      return anyFell(withBounds(current, common).positive, withBounds(previous, common).positive);
    }
    return anyFell(current.positive, previous.positive);
  }
  if (current.schema > previous.schema || current.zeroThreshold < previous.zeroThreshold) return true;
  const zero = widenZero(previous, current.zeroThreshold);
  if (zero.threshold !== current.zeroThreshold || current.zeroCount < zero.count) return true;
  const { schema, zeroThreshold } = current;
  return (['positive', 'negative'] as const).some((side) => {
    const before = outsideZero(reduceResolution(previous[side], previous.schema, schema), schema, zeroThreshold);
    return anyFell(outsideZero(current[side], schema, zeroThreshold), before);
  });
}

function outsideZero(buckets: Buckets, schema: number, threshold: number): Buckets {
  if (threshold === 0) return buckets;
  const keep = buckets.indexes.map((index) => exponentialBound(index, schema) > threshold);
  if (!keep.includes(false)) return buckets;
  return {
    indexes: buckets.indexes.filter((_, position) => keep[position]),
    counts: buckets.counts.filter((_, position) => keep[position]),
  };
}

function anyFell(current: Buckets, previous: Buckets): boolean {
  let at = 0;
  return previous.indexes.some((index, position) => {
    while ((current.indexes[at] ?? Infinity) < index) at++;
    const count = current.indexes[at] === index ? (current.counts[at] ?? 0) : 0;
    return count < (previous.counts[position] ?? 0);
  });
}
