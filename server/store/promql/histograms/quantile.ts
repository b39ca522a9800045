import { kahanAdd, type KahanSum } from '../model/kahan.ts';
import type { Bucket } from './bounds.ts';
import { allBuckets, fractionBelow } from './bounds.ts';
import type { FloatHistogram } from './histogram.ts';
import { usesCustomBuckets } from './histogram.ts';

/** What NaN observations did to an answer. */
export type NanNote = 'result' | 'skew' | 'fraction' | null;
export interface Estimate {
  readonly value: number;
  readonly note: NanNote;
}
const plain = (value: number): Estimate => ({ value, note: null });

/** The value below which the share `q` of all observations lies, interpolated inside its bucket. */
export function histogramQuantile(q: number, histogram: FloatHistogram): Estimate {
  if (q < 0) return plain(-Infinity);
  if (q > 1) return plain(Infinity);
  if (histogram.count === 0 || Number.isNaN(q)) return plain(Number.NaN);
  const buckets = allBuckets(histogram);
  // NaN observations are counted but in no bucket, so only a count from below finds the rank.
  const forward = Number.isNaN(histogram.sum) || q < 0.5;
  if (!forward) buckets.reverse();
  const rank = (forward ? q : 1 - q) * histogram.count;
  let seen = 0;
  let bucket: Bucket = { lower: 0, upper: 0, lowerInclusive: false, upperInclusive: false, count: 0 };
  let position = 0;
  for (; position < buckets.length; position++) {
    const next = buckets[position];
    if (!next) break;
    bucket = next;
    if (bucket.count === 0) continue;
    seen += bucket.count;
    if (seen >= rank) break;
  }
  const edge = openEnd(histogram, bucket);
  if (edge !== null) return plain(edge);
  seen = Math.min(seen, histogram.count);
  if (seen < rank) {
    if (Number.isNaN(histogram.sum)) return { value: Number.NaN, note: 'result' };
    return plain(bucket.upper);
  }
  const total = buckets.slice(position + 1).reduce((sum, { count }) => sum + count, seen);
  const isSkewed = Number.isNaN(histogram.sum) && total < histogram.count;
  const inside = forward ? rank - (seen - bucket.count) : seen - rank;
  return { value: interpolate(histogram, bucket, inside / bucket.count), note: isSkewed ? 'skew' : null };
}

/** Closes a bucket that is open towards zero or infinity; a number when that settles the answer. */
function openEnd(histogram: FloatHistogram, bucket: Bucket): number | null {
  if (!usesCustomBuckets(histogram)) {
    closeZeroBucket(histogram, bucket, bucket.lower < 0 && bucket.upper > 0);
    return null;
  }
  if (bucket.lower === -Infinity) {
    if (bucket.upper <= 0) return bucket.upper;
    bucket.lower = 0;
    return null;
  }
  return bucket.upper === Infinity ? bucket.lower : null;
}

/** Observations all on one side of zero cannot lie on the other half of the zero bucket. */
function closeZeroBucket({ positive, negative }: FloatHistogram, bucket: Bucket, isZeroBucket: boolean): void {
  if (!isZeroBucket) return;
  if (negative.counts.length === 0 && positive.counts.length > 0) bucket.lower = 0;
  else if (positive.counts.length === 0 && negative.counts.length > 0) bucket.upper = 0;
}

function interpolate(histogram: FloatHistogram, { lower, upper }: Bucket, fraction: number): number {
  if (usesCustomBuckets(histogram) || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}

/** The share of all observations between two values. */
export function histogramFraction(lower: number, upper: number, histogram: FloatHistogram): Estimate {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return plain(Number.NaN);
  if (lower >= upper) return plain(0);
  const buckets = allBuckets(histogram);
  const ranks = { lower: rankOf(lower, buckets, histogram), upper: rankOf(upper, buckets, histogram) };
  const hasNaN = Number.isNaN(histogram.sum);
  const observed = hasNaN ? buckets.reduce((sum, { count }) => sum + count, 0) : histogram.count;
  const cap = (rank: number | null) => (rank === null || rank > observed ? observed : rank);
  const value = (cap(ranks.upper) - cap(ranks.lower)) / histogram.count;
  return { value, note: hasNaN && observed < histogram.count ? 'fraction' : null };
}

/** How many observations lie below a value; null when it lies above all buckets. */
function rankOf(value: number, buckets: readonly Bucket[], histogram: FloatHistogram): number | null {
  let rank = 0;
  for (const original of buckets) {
    const bucket = { ...original };
    const isZeroBucket = bucket.lower <= 0 && bucket.upper >= 0;
    closeZeroBucket(histogram, bucket, isZeroBucket);
    if (bucket.lower >= value) return rank;
    if (bucket.upper > value) {
      const linear = usesCustomBuckets(histogram) || isZeroBucket;
      if (linear && bucket.lower === -Infinity) return bucket.count;
      return rank + bucket.count * fractionBelow(bucket, value, linear);
    }
    rank += bucket.count;
  }
  return null;
}

/** The variance of the observations, each taken at its bucket's middle. */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogram.sum / histogram.count;
  const isCustom = usesCustomBuckets(histogram);
  const total: KahanSum = { sum: 0, compensation: 0 };
  for (const { lower, upper, count } of allBuckets(histogram)) {
    if (count === 0) continue;
    let middle = isCustom ? (lower + upper) / 2 : Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
    if (!isCustom && lower <= 0 && upper >= 0) middle = 0;
    kahanAdd(total, count * (middle - mean) * (middle - mean));
  }
  return (total.sum + total.compensation) / histogram.count;
}
