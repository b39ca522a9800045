/** What a sample says about the counter behind it. A gauge histogram never resets. */
export type CounterReset = 'unknown' | 'reset' | 'not_reset' | 'gauge';

/**
 * The populated buckets of one side, by ascending index. Positive indexes of an exponential schema count away from
 * zero; those of custom buckets count the bounds.
 */
export interface Buckets {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}
export const NO_BUCKETS: Buckets = { indexes: [], counts: [] };

/** Buckets with bounds of their own instead of an exponential scale. */
export const CUSTOM_SCHEMA = -53;
export const MIN_SCHEMA = -4;
export const MAX_SCHEMA = 8;

/** A native histogram sample with absolute, possibly fractional counts. Values are never changed in place. */
export interface FloatHistogram {
  readonly counterReset: CounterReset;
  /** Each power of two holds 2^schema buckets; -53 for custom buckets. */
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  /** Upper bounds of custom buckets, without +Inf. */
  readonly customValues: readonly number[];
}

export const usesCustomBuckets = ({ schema }: FloatHistogram): boolean => schema === CUSTOM_SCHEMA;

export const EMPTY_HISTOGRAM: FloatHistogram = {
  counterReset: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positive: NO_BUCKETS,
  negative: NO_BUCKETS,
  customValues: [],
};

/** Builds one side from a first index and consecutive counts. */
export function denseBuckets(offset: number, counts: readonly number[]): Buckets {
  return { indexes: counts.map((_, position) => offset + position), counts };
}

export function mapCounts({ indexes, counts }: Buckets, change: (count: number, position: number) => number): Buckets {
  return { indexes, counts: counts.map(change) };
}

function scaled(histogram: FloatHistogram, change: (count: number) => number): FloatHistogram {
  return {
    ...histogram,
    zeroCount: change(histogram.zeroCount),
    count: change(histogram.count),
    sum: change(histogram.sum),
    positive: mapCounts(histogram.positive, change),
    negative: mapCounts(histogram.negative, change),
  };
}

/** A negative factor makes a gauge of it: counters do not go backwards. */
export function multiply(histogram: FloatHistogram, factor: number): FloatHistogram {
  const product = scaled(histogram, (count) => count * factor);
  return factor < 0 ? { ...product, counterReset: 'gauge' } : product;
}

/** Division by zero leaves count and sum infinite and no buckets. */
export function divide(histogram: FloatHistogram, divisor: number): FloatHistogram {
  const quotient = scaled(histogram, (count) => count / divisor);
  if (divisor === 0) return { ...quotient, positive: NO_BUCKETS, negative: NO_BUCKETS };
  return divisor < 0 ? { ...quotient, counterReset: 'gauge' } : quotient;
}

function compactSide(buckets: Buckets): Buckets {
  if (!buckets.counts.includes(0)) return buckets;
  const indexes = buckets.indexes.filter((_, position) => buckets.counts[position] !== 0);
  return { indexes, counts: buckets.counts.filter((count) => count !== 0) };
}

/** Without empty buckets. */
export function compact(histogram: FloatHistogram): FloatHistogram {
  const positive = compactSide(histogram.positive);
  const negative = compactSide(histogram.negative);
  if (positive === histogram.positive && negative === histogram.negative) return histogram;
  return { ...histogram, positive, negative };
}

export const withCounterReset = (histogram: FloatHistogram, counterReset: CounterReset): FloatHistogram =>
  histogram.counterReset === counterReset ? histogram : { ...histogram, counterReset };

/** Whether both list the same buckets. */
export function sameIndexes({ indexes: left }: Buckets, { indexes: right }: Buckets): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let position = 0; position < left.length; position++) if (left[position] !== right[position]) return false;
  return true;
}

export const sameBounds = (left: readonly number[], right: readonly number[]): boolean =>
  left === right || (left.length === right.length && left.every((bound, index) => bound === right[index]));

const sameSide = (left: Buckets, right: Buckets): boolean =>
  sameIndexes(left, right) && left.counts.every((count, position) => Object.is(count, right.counts[position]));

/** The same data bit by bit: empty buckets count, the counter reset does not. */
export function equalHistograms(left: FloatHistogram, right: FloatHistogram): boolean {
  if (left.schema !== right.schema || left.zeroThreshold !== right.zeroThreshold) return false;
  if (!Object.is(left.count, right.count) || !Object.is(left.sum, right.sum)) return false;
  if (!Object.is(left.zeroCount, right.zeroCount)) return false;
  if (usesCustomBuckets(left) && !sameBounds(left.customValues, right.customValues)) return false;
  return sameSide(left.positive, right.positive) && sameSide(left.negative, right.negative);
}

export function hasOverflow({ zeroCount, count, sum, positive, negative }: FloatHistogram): boolean {
  const isInfinite = (value: number) => value === Infinity || value === -Infinity;
  return (
    [zeroCount, count, sum].some(isInfinite) || positive.counts.some(isInfinite) || negative.counts.some(isInfinite)
  );
}

/** How many plain samples it weighs in a query's budget. */
export const histogramWeight = ({ positive, negative, customValues }: FloatHistogram): number =>
  10 + Math.ceil((positive.counts.length + negative.counts.length + customValues.length) / 2);
