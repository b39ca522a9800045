import type { Bucket } from './bounds.ts';
import { negativeBuckets, positiveBuckets } from './bounds.ts';
import type { Buckets, FloatHistogram } from './histogram.ts';
import { compact } from './histogram.ts';

export interface WidenedZero {
  readonly threshold: number;
  readonly count: number;
}

/**
 * The zero count a histogram would have with a larger zero threshold. A threshold inside a populated bucket moves up
 * to that bucket's end.
 */
export function widenZero(histogram: FloatHistogram, wanted: number): WidenedZero {
  let threshold = wanted;
  if (threshold === histogram.zeroThreshold) return { threshold, count: histogram.zeroCount };
  for (;;) {
    const above = swallow(positiveBuckets(histogram), threshold);
    const mirrored = negativeBuckets(histogram).map((bucket) => ({
      ...bucket,
      lower: -bucket.upper,
      upper: -bucket.lower,
    }));
    const below = swallow(mirrored, above.threshold);
    threshold = below.threshold;
    // A negative bucket moved the threshold: the positive side has to be looked at again.
    if (threshold === above.threshold) return { threshold, count: histogram.zeroCount + above.count + below.count };
  }
}

function swallow(buckets: readonly Bucket[], wanted: number): WidenedZero {
  let count = 0;
  for (const bucket of buckets) {
    if (bucket.lower >= wanted) break;
    count += bucket.count;
    if (bucket.upper > wanted) return { threshold: bucket.count === 0 ? wanted : bucket.upper, count };
  }
  return { threshold: wanted, count };
}

/** The histogram with that zero bucket, and without the buckets it swallowed. */
export function withWidenedZero(histogram: FloatHistogram, { threshold, count }: WidenedZero): FloatHistogram {
  const outside = (side: Buckets, buckets: readonly Bucket[]): Buckets => ({
    indexes: side.indexes,
    counts: side.counts.map((value, position) => {
      const bucket = buckets[position];
      const lower = bucket ? Math.min(Math.abs(bucket.lower), Math.abs(bucket.upper)) : 0;
      return lower >= threshold ? value : 0;
    }),
  });
  return compact({
    ...histogram,
    zeroThreshold: threshold,
    zeroCount: count,
    positive: outside(histogram.positive, positiveBuckets(histogram)),
    negative: outside(histogram.negative, negativeBuckets(histogram)),
  });
}

/** Both histograms with one zero threshold that lies in no populated bucket of either. */
export function reconcileZero(left: FloatHistogram, right: FloatHistogram): [FloatHistogram, FloatHistogram] {
  let [a, b] = [left, right];
  while (a.zeroThreshold !== b.zeroThreshold) {
    if (a.zeroThreshold > b.zeroThreshold) b = withWidenedZero(b, widenZero(b, a.zeroThreshold));
    else a = withWidenedZero(a, widenZero(a, b.zeroThreshold));
  }
  return [a, b];
}
