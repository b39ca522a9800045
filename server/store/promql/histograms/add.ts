import { reduceResolution } from './bounds.ts';
import type { Buckets, CounterReset, FloatHistogram } from './histogram.ts';
import { mapCounts, sameBounds, sameIndexes, usesCustomBuckets } from './histogram.ts';
import { reconcileZero } from './zero-bucket.ts';

export interface Combined {
  readonly histogram: FloatHistogram;
  /** One side was reset, the other was not. */
  readonly resetsCollide: boolean;
  /** Custom bounds differed; only those in common are left. */
  readonly boundsReconciled: boolean;
}

/** null when one has exponential and the other custom buckets: they do not combine. */
export function addHistograms(left: FloatHistogram, right: FloatHistogram, sign: 1 | -1 = 1): Combined | null {
  if (usesCustomBuckets(left) !== usesCustomBuckets(right)) return null;
  const { left: a, right: b, boundsReconciled } = alignHistograms(left, right);
  const counterReset = combineResets(left.counterReset, right.counterReset);
  return {
    histogram: {
      ...a,
      counterReset: counterReset ?? 'unknown',
      zeroCount: a.zeroCount + sign * b.zeroCount,
      count: a.count + sign * b.count,
      sum: a.sum + sign * b.sum,
      positive: mergeBuckets(a.positive, b.positive, sign),
      negative: mergeBuckets(a.negative, b.negative, sign),
    },
    resetsCollide: counterReset === null,
    boundsReconciled,
  };
}

/** Both in the same layout: the lower resolution, the wider zero bucket, the bounds in common. */
export function alignHistograms(
  left: FloatHistogram,
  right: FloatHistogram,
): { left: FloatHistogram; right: FloatHistogram; boundsReconciled: boolean } {
  if (usesCustomBuckets(left)) {
    if (sameBounds(left.customValues, right.customValues)) return { left, right, boundsReconciled: false };
    const common = left.customValues.filter((bound) => right.customValues.includes(bound));
    return { left: withBounds(left, common), right: withBounds(right, common), boundsReconciled: true };
  }
  const [a, b] = reconcileZero(left, right);
  const schema = Math.min(a.schema, b.schema);
  return { left: atSchema(a, schema), right: atSchema(b, schema), boundsReconciled: false };
}

function atSchema(histogram: FloatHistogram, schema: number): FloatHistogram {
  if (histogram.schema === schema) return histogram;
  return {
    ...histogram,
    schema,
    positive: reduceResolution(histogram.positive, histogram.schema, schema),
    negative: reduceResolution(histogram.negative, histogram.schema, schema),
  };
}

/** Merges custom buckets into fewer, whose bounds are among its own. */
export function withBounds(histogram: FloatHistogram, bounds: readonly number[]): FloatHistogram {
  const { customValues, positive } = histogram;
  const sums = new Map<number, number>();
  positive.indexes.forEach((index, position) => {
    const bound = customValues[index] ?? Infinity;
    const found = bounds.findIndex((candidate) => candidate >= bound);
    const target = found < 0 ? bounds.length : found;
    sums.set(target, (sums.get(target) ?? 0) + (positive.counts[position] ?? 0));
  });
  const populated = [...sums].filter(([, count]) => count !== 0);
  const merged = { indexes: populated.map(([index]) => index), counts: populated.map(([, count]) => count) };
  return { ...histogram, customValues: bounds, positive: merged };
}

function mergeBuckets(left: Buckets, right: Buckets, sign: 1 | -1): Buckets {
  if (right.indexes.length === 0) return left;
  if (sameIndexes(left, right))
    return mapCounts(left, (count, position) => count + sign * (right.counts[position] ?? 0));
  const indexes: number[] = [];
  const counts: number[] = [];
  let a = 0;
  let b = 0;
  while (a < left.indexes.length || b < right.indexes.length) {
    const indexA = left.indexes[a] ?? Infinity;
    const indexB = right.indexes[b] ?? Infinity;
    let count = 0;
    if (indexA <= indexB) count += left.counts[a++] ?? 0;
    if (indexB <= indexA) count += sign * (right.counts[b++] ?? 0);
    indexes.push(Math.min(indexA, indexB));
    counts.push(count);
  }
  return { indexes, counts };
}

/** null when a reset meets a "not reset". */
export function combineResets(left: CounterReset, right: CounterReset): CounterReset | null {
  if (left === right) return left;
  if (left === 'gauge' || right === 'gauge') return 'gauge';
  return left === 'unknown' || right === 'unknown' ? 'unknown' : null;
}
