/** Buckets of powers of two: upper bound to count. */
export type Log2Histogram = Map<number, number>;

/** The bucket of a value: the next power of two; null below 2, where there is none. */
export function log2Bucket(value: number): number | null {
  if (value < 2) return null;
  let bound = 2 ** Math.ceil(Math.log2(value));
  if (bound / 2 >= value) bound /= 2;
  return bound < value ? bound * 2 : bound;
}

/** The quantile, with exponential interpolation within a bucket; 0 of an empty histogram. */
export function log2Quantile(quantile: number, histogram: Log2Histogram): number {
  const buckets = [...histogram].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return 0;
  const wanted = Math.max(1, Math.ceil(quantile * total));
  let taken = 0;
  for (const [index, [bound, count]] of buckets.entries()) {
    const isLast = index === buckets.length - 1;
    if (taken + count > wanted || (isLast && taken + count < wanted)) {
      const upper = Math.log2(bound);
      const before = buckets[index - 1];
      const lower = before ? Math.log2(before[0]) : upper - 1;
      return 2 ** (lower + (upper - lower) * ((wanted - taken) / count));
    }
    taken += count;
    if (taken === wanted) return bound;
  }
  return 0;
}
