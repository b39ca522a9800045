/** The buckets of a classic histogram at one time, ordered by `bounds`. */
export interface ClassicBuckets {
  readonly bounds: number[];
  readonly counts: number[];
}

export interface MonotonicityFix {
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
}

const TOLERANCE = 1e-12;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Equal up to a relative error. */
export function almostEqual(left: number, right: number, tolerance: number): boolean {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return true;
  const sum = Math.abs(left) + Math.abs(right);
  const difference = Math.abs(left - right);
  if (left === 0 || right === 0 || sum < SMALLEST_NORMAL) return difference < tolerance * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < tolerance;
}

/**
 * The quantile of cumulative buckets. Counts that fall from one bucket to the next are raised first, in place.
 *
 * @param buckets ascending bounds, each once
 * @param onFix told of what had to be raised beyond rounding
 */
export function bucketQuantile(q: number, buckets: ClassicBuckets, onFix: (fix: MonotonicityFix) => void): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const { bounds, counts } = buckets;
  const last = bounds.length - 1;
  if (bounds[last] !== Infinity) return Number.NaN;
  raiseCounts(buckets, onFix);
  const total = counts[last] ?? 0;
  if (bounds.length < 2 || total === 0) return Number.NaN;
  const rank = q * total;
  let found = 0;
  while (found < last && !((counts[found] ?? 0) >= rank)) found++;
  if (found === last) return bounds[last - 1] ?? Number.NaN;
  const end = bounds[found] ?? 0;
  if (found === 0 && end <= 0) return end;
  const start = found === 0 ? 0 : (bounds[found - 1] ?? 0);
  const before = found === 0 ? 0 : (counts[found - 1] ?? 0);
  return start + (end - start) * ((rank - before) / ((counts[found] ?? 0) - before));
}

function raiseCounts({ bounds, counts }: ClassicBuckets, onFix: (fix: MonotonicityFix) => void): void {
  let previous = counts[0] ?? 0;
  let minBucket = Infinity;
  let maxBucket = -Infinity;
  let maxDifference = 0;
  for (let index = 1; index < counts.length; index++) {
    const count = counts[index] ?? 0;
    if (count === previous) continue;
    if (almostEqual(previous, count, TOLERANCE)) {
      counts[index] = previous;
    } else if (count < previous) {
      counts[index] = previous;
      const bound = bounds[index] ?? 0;
      minBucket = Math.min(minBucket, bound);
      maxBucket = Math.max(maxBucket, bound);
      maxDifference = Math.max(maxDifference, previous - count);
    } else previous = count;
  }
  if (maxDifference > 0) onFix({ minBucket, maxBucket, maxDifference });
}

/** The share of observations between two values, from cumulative buckets. */
export function bucketFraction(lower: number, upper: number, { bounds, counts }: ClassicBuckets): number {
  const last = bounds.length - 1;
  if (bounds[last] !== Infinity) return Number.NaN;
  const total = counts[last] ?? 0;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const rankOf = (value: number): number => {
    let rank = 0;
    for (let index = 0; index <= last; index++) {
      const start = index === 0 ? ((bounds[0] ?? 0) <= 0 ? -Infinity : 0) : (bounds[index - 1] ?? 0);
      const end = bounds[index] ?? 0;
      const count = counts[index] ?? 0;
      if (start >= value) return rank;
      if (end > value) return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (end - start);
      rank = count;
    }
    return total;
  };
  return (Math.min(rankOf(upper), total) - Math.min(rankOf(lower), total)) / total;
}
