import type { Bucket } from './bounds.ts';
import { fractionBelow, negativeBuckets, positiveBuckets, zeroBucket } from './bounds.ts';
import type { Buckets, FloatHistogram } from './histogram.ts';
import { compact, usesCustomBuckets } from './histogram.ts';

interface Trim {
  readonly limit: number;
  /** Keep what lies below the limit, else what lies above. */
  readonly keepsBelow: boolean;
  readonly isCustom: boolean;
}
interface Kept {
  readonly count: number;
  readonly midpoint: number;
}

/** Cuts off the observations above (`</`) or below (`>/`) a value, and estimates count and sum of the rest. */
export function trimHistogram(histogram: FloatHistogram, limit: number, keepsBelow: boolean): FloatHistogram {
  const trim: Trim = { limit, keepsBelow, isCustom: usesCustomBuckets(histogram) };
  const positive = trimSide(positiveBuckets(histogram), trim, true);
  const negative = trimSide(negativeBuckets(histogram), trim, false);
  const zero = trimZero(histogram, trim);
  const sides = [...positive, ...negative, ...(zero ? [zero] : [])];
  const cut = sides.some(({ kept, before }) => kept.count !== before);
  if (!cut) return histogram;
  const withCounts = ({ indexes }: Buckets, trimmed: readonly Trimmed[]): Buckets => ({
    indexes,
    counts: trimmed.map(({ kept }) => kept.count),
  });
  return compact({
    ...histogram,
    zeroCount: zero ? zero.kept.count : histogram.zeroCount,
    count: sides.reduce((sum, { kept }) => sum + kept.count, 0),
    sum: sides.reduce((sum, { kept }) => sum + kept.count * kept.midpoint, 0),
    positive: withCounts(histogram.positive, positive),
    negative: withCounts(histogram.negative, negative),
  });
}

interface Trimmed {
  readonly before: number;
  readonly kept: Kept;
}

function trimSide(buckets: readonly Bucket[], trim: Trim, isPositive: boolean): Trimmed[] {
  const { limit, keepsBelow, isCustom } = trim;
  return buckets.map((bucket) => {
    const { lower, upper, count } = bucket;
    if (count === 0) return { before: 0, kept: { count: 0, midpoint: 0 } };
    const isWhole = keepsBelow ? upper <= limit : lower >= limit;
    if (isWhole)
      return { before: count, kept: { count, midpoint: midpoint({ lower, upper, isPositive, isLinear: isCustom }) } };
    const isPartial = keepsBelow ? lower < limit : upper > limit;
    return { before: count, kept: isPartial ? trimBucket(bucket, trim, isPositive) : { count: 0, midpoint: 0 } };
  });
}

function trimBucket(bucket: Bucket, trim: Trim, isPositive: boolean): Kept {
  const { lower, upper, count } = bucket;
  const { limit, keepsBelow, isCustom } = trim;
  if (lower === -Infinity || upper === Infinity) return trimInfinite(bucket, trim);
  const below = limit <= lower ? 0 : limit >= upper ? count : count * fractionBelow(bucket, limit, isCustom);
  if (keepsBelow) return { count: below, midpoint: midpoint({ lower, upper: limit, isPositive, isLinear: isCustom }) };
  return { count: count - below, midpoint: midpoint({ lower: limit, upper, isPositive, isLinear: isCustom }) };
}

const finiteOrZero = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Inside an infinitely wide bucket nothing is known, so it goes as a whole unless zero can stand in for the open end. */
function trimInfinite({ lower, upper, count }: Bucket, { limit, keepsBelow }: Trim): Kept {
  if (lower === -Infinity) {
    if (keepsBelow) {
      if (limit >= upper) return { count, midpoint: 0 };
      if (limit > 0 && upper > 0 && upper !== Infinity) return { count: (count * limit) / upper, midpoint: limit / 2 };
      return upper <= 0 ? { count, midpoint: limit } : { count: 0, midpoint: finiteOrZero(upper) };
    }
    if (limit === -Infinity) return { count, midpoint: 0 };
    if (limit >= 0 && upper > limit && upper !== Infinity)
      return { count: count * (1 - limit / upper), midpoint: (limit + upper) / 2 };
    return { count: 0, midpoint: finiteOrZero(upper) };
  }
  if (!keepsBelow && limit >= lower) return { count, midpoint: limit };
  return { count: 0, midpoint: finiteOrZero(lower) };
}

function trimZero(histogram: FloatHistogram, { limit, keepsBelow }: Trim): Trimmed | null {
  const { zeroCount, positive, negative } = histogram;
  if (!(zeroCount > 0)) return null;
  const populated = ({ counts }: Buckets) => counts.some((count) => count !== 0);
  let { lower, upper } = zeroBucket(histogram);
  if (populated(negative) && !populated(positive)) upper = 0;
  if (populated(positive) && !populated(negative)) lower = 0;
  const whole = { count: zeroCount, midpoint: (lower + upper) / 2 };
  const nothing = { count: 0, midpoint: 0 };
  if (limit <= lower) return { before: zeroCount, kept: keepsBelow ? nothing : whole };
  if (limit >= upper) return { before: zeroCount, kept: keepsBelow ? whole : nothing };
  const fraction = (keepsBelow ? limit - lower : upper - limit) / (upper - lower);
  return {
    before: zeroCount,
    kept: { count: zeroCount * fraction, midpoint: ((keepsBelow ? lower : upper) + limit) / 2 },
  };
}

interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly isPositive: boolean;
  readonly isLinear: boolean;
}

function midpoint({ lower, upper, isPositive, isLinear }: Interval): number {
  if (!Number.isFinite(lower)) {
    if (!Number.isFinite(upper)) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (!Number.isFinite(upper)) return lower;
  if (isLinear) return (lower + upper) / 2;
  const geometric = Math.sqrt(Math.abs(lower * upper));
  return isPositive ? geometric : -geometric;
}
