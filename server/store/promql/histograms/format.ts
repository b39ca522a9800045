import { formatGeneric, formatShort } from '../model/numbers.ts';
import type { Bucket } from './bounds.ts';
import { negativeBuckets, positiveBuckets, zeroBucket } from './bounds.ts';
import type { Buckets, FloatHistogram } from './histogram.ts';
import { compact, usesCustomBuckets } from './histogram.ts';

/** `{count:4, sum:10, (1,2]:3}`: the value label of `count_values`. */
export function formatHistogram(histogram: FloatHistogram): string {
  const buckets: Bucket[] = [
    ...negativeBuckets(histogram).reverse(),
    ...(histogram.zeroCount === 0 ? [] : [zeroBucket(histogram)]),
    ...positiveBuckets(histogram),
  ];
  const shown = buckets.filter(({ count }) => count !== 0).map((bucket) => `, ${formatBucket(bucket)}`);
  return `{count:${formatShort(histogram.count)}, sum:${formatShort(histogram.sum)}${shown.join('')}}`;
}

function formatBucket({ lower, upper, lowerInclusive, upperInclusive, count }: Bucket): string {
  const range = `${formatShort(lower)},${formatShort(upper)}`;
  return `${lowerInclusive ? '[' : '('}${range}${upperInclusive ? ']' : ')'}:${formatGeneric(count)}`;
}

/** `{{schema:1 count:4 …}}`: the notation of Prometheus' test scripts. */
export function formatTestHistogram(histogram: FloatHistogram): string {
  const { schema, count, sum, zeroCount, zeroThreshold, customValues, counterReset, positive, negative } =
    compact(histogram);
  const parts: string[] = [];
  if (schema !== 0) parts.push(`schema:${schema}`);
  if (count !== 0) parts.push(`count:${formatShort(count)}`);
  if (sum !== 0) parts.push(`sum:${formatShort(sum)}`);
  if (zeroCount !== 0) parts.push(`z_bucket:${formatShort(zeroCount)}`);
  if (zeroThreshold !== 0) parts.push(`z_bucket_w:${formatShort(zeroThreshold)}`);
  if (usesCustomBuckets(histogram)) parts.push(`custom_values:[${customValues.map(formatShort).join(' ')}]`);
  if (counterReset !== 'unknown') parts.push(`counter_reset_hint:${counterReset}`);
  parts.push(...sideParts(positive, ''), ...sideParts(negative, 'n_'));
  return `{{${parts.join(' ')}}}`;
}

function sideParts({ indexes, counts }: Buckets, prefix: string): string[] {
  const first = indexes[0];
  const last = indexes.at(-1);
  if (first === undefined || last === undefined) return [];
  const dense = Array.from({ length: last - first + 1 }, () => 0);
  indexes.forEach((index, position) => {
    dense[index - first] = counts[position] ?? 0;
  });
  const offset = first === 0 ? [] : [`${prefix}offset:${first}`];
  return [...offset, `${prefix}buckets:[${dense.map(formatShort).join(' ')}]`];
}
