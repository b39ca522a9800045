import { boundFraction } from './bound-table.ts';
import type { Buckets, FloatHistogram } from './histogram.ts';
import { CUSTOM_SCHEMA, usesCustomBuckets } from './histogram.ts';

/** One bucket with its limits. */
export interface Bucket {
  lower: number;
  upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

/** The upper bound of a positive exponential bucket. */
export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) {
    const exponent = index * 2 ** -schema;
    return exponent === 1024 ? Number.MAX_VALUE : 2 ** exponent;
  }
  const perPower = 2 ** schema;
  const exponent = Math.floor(index / perPower);
  const fraction = boundFraction(index - exponent * perPower, perPower);
  // The last bucket of finite values ends at the largest double; the next one holds the infinities.
  if (fraction === 0.5 && exponent === 1024) return Number.MAX_VALUE;
  return exponent > 1022 ? fraction * 2 ** 1023 * 2 ** (exponent - 1022) : fraction * 2 ** (exponent + 1);
}

function customBound(index: number, bounds: readonly number[]): number {
  if (index < 0) return -Infinity;
  return index < bounds.length ? (bounds[index] ?? Infinity) : Infinity;
}

export function upperBound(
  index: number,
  { schema, customValues }: Pick<FloatHistogram, 'schema' | 'customValues'>,
): number {
  return schema === CUSTOM_SCHEMA ? customBound(index, customValues) : exponentialBound(index, schema);
}

/** The positive buckets, ascending; empty ones too. */
export function positiveBuckets(histogram: FloatHistogram): Bucket[] {
  const { indexes, counts } = histogram.positive;
  const isCustom = usesCustomBuckets(histogram);
  return indexes.map((index, position) => {
    const lower = upperBound(index - 1, histogram);
    return {
      lower,
      upper: upperBound(index, histogram),
      lowerInclusive: isCustom ? index === 0 : lower < 0,
      upperInclusive: true,
      count: counts[position] ?? 0,
    };
  });
}

/** The negative buckets from zero downwards; empty ones too. */
export function negativeBuckets(histogram: FloatHistogram): Bucket[] {
  const { indexes, counts } = histogram.negative;
  return indexes.map((index, position) => ({
    lower: -upperBound(index, histogram),
    upper: -upperBound(index - 1, histogram),
    lowerInclusive: true,
    upperInclusive: false,
    count: counts[position] ?? 0,
  }));
}

/** Every bucket, ascending, the zero bucket among them; buckets that reach into the zero bucket end at its edge. */
export function allBuckets(histogram: FloatHistogram): Bucket[] {
  const { zeroThreshold, zeroCount } = histogram;
  const below = negativeBuckets(histogram).reverse();
  if (zeroCount > 0) below.push(zeroBucket(histogram));
  const buckets = below.concat(positiveBuckets(histogram));
  for (const bucket of buckets) {
    if (bucket.upper < 0 && bucket.upper > -zeroThreshold) bucket.upper = -zeroThreshold;
    if (bucket.lower > 0 && bucket.lower < zeroThreshold) bucket.lower = zeroThreshold;
  }
  return buckets;
}

export function zeroBucket({ zeroThreshold, zeroCount }: FloatHistogram): Bucket {
  return {
    lower: -zeroThreshold,
    upper: zeroThreshold,
    lowerInclusive: true,
    upperInclusive: true,
    count: zeroCount,
  };
}

/** How far into the bucket a value inside it lies, 0 to 1: on a straight line, or on a logarithmic one. */
export function fractionBelow({ lower, upper }: Bucket, value: number, linear: boolean): number {
  if (linear) return (value - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  if (value > 0) return (logValue - logLower) / (logUpper - logLower);
  return 1 - (logValue - logUpper) / (logLower - logUpper);
}

/** Where a bucket falls in a schema of lower resolution. */
export const targetIndex = (index: number, from: number, to: number): number => ((index - 1) >> (from - to)) + 1;

/** Merges buckets to a lower resolution. */
export function reduceResolution({ indexes, counts }: Buckets, from: number, to: number): Buckets {
  const merged: number[] = [];
  const sums: number[] = [];
  indexes.forEach((index, position) => {
    const target = targetIndex(index, from, to);
    const count = counts[position] ?? 0;
    const last = merged.length - 1;
    if (merged[last] === target) sums[last] = (sums[last] ?? 0) + count;
    else {
      merged.push(target);
      sums.push(count);
    }
  });
  return { indexes: merged, counts: sums };
}

/** @param schema not above the histogram's own; a copy at that resolution */
export function toSchema(histogram: FloatHistogram, schema: number): FloatHistogram {
  if (histogram.schema <= schema) return histogram;
  return {
    ...histogram,
    counterReset: 'unknown',
    schema,
    positive: reduceResolution(histogram.positive, histogram.schema, schema),
    negative: reduceResolution(histogram.negative, histogram.schema, schema),
  };
}
