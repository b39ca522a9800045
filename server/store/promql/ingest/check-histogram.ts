import { CUSTOM_SCHEMA, MAX_SCHEMA, MIN_SCHEMA, type Buckets, type FloatHistogram } from '../histograms/histogram.ts';

/** Why a histogram cannot be one, as Prometheus says it; null when it can. */
export function histogramProblem(histogram: FloatHistogram): string | null {
  const { schema, count, zeroCount, zeroThreshold, positive, negative } = histogram;
  if (count < 0 || zeroCount < 0) return "histogram's observation count is negative";
  if ([positive, negative].some(hasNegativeCount)) return 'histogram has a bucket whose observation count is negative';
  if (schema === CUSTOM_SCHEMA) return boundsProblem(histogram);
  if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) return `histogram has an unknown schema ${schema}`;
  return zeroThreshold >= 0 && zeroThreshold < Infinity ? null : `histogram has a zero threshold of ${zeroThreshold}`;
}

/** Why the counts of an integer histogram do not add up, as Prometheus says it; null when they do. */
export function countProblem({ count, sum, zeroCount, positive, negative }: FloatHistogram): string | null {
  const found = [...positive.counts, ...negative.counts].reduce((total, part) => total + part, zeroCount);
  const isRight = Number.isNaN(sum) ? found <= count : found === count;
  if (isRight) return null;
  const rule = Number.isNaN(sum)
    ? "histogram's observation count should be at least the number of observations found in the buckets"
    : "histogram's observation count should equal the number of observations found in the buckets (in absence of NaN)";
  return `${found} observations found in buckets, but the Count field is ${count}: ${rule}`;
}

const hasNegativeCount = ({ counts }: Buckets): boolean => counts.some((count) => count < 0);

function boundsProblem({ customValues, positive, negative, zeroCount }: FloatHistogram): string | null {
  if (customValues.some((bound, index) => !(bound > (customValues[index - 1] ?? -Infinity))))
    return 'histogram custom bounds must be in strictly increasing order';
  if (customValues.includes(Infinity)) return 'histogram custom bounds must be finite';
  if ((positive.indexes.at(-1) ?? 0) > customValues.length) return 'histogram custom bounds are too few';
  if ((positive.indexes[0] ?? 0) < 0) return 'histogram has a span whose offset is negative';
  if (zeroCount > 0) return 'custom buckets: must have zero count of 0';
  return negative.indexes.length > 0 ? 'custom buckets: must not have negative buckets' : null;
}
