import type { ExponentialBuckets, ExponentialHistogramPoint } from '../../telemetry.ts';
import type { Buckets, FloatHistogram } from '../histograms/histogram.ts';
import { MAX_SCHEMA, MIN_SCHEMA } from '../histograms/histogram.ts';

/** OpenTelemetry's zero bucket has no width of its own to speak of. */
const ZERO_THRESHOLD = 1e-128;

/** A native histogram of an exponential one; null when its scale is below what Prometheus knows. */
export function toNativeHistogram(point: ExponentialHistogramPoint): FloatHistogram | null {
  if (point.scale < MIN_SCHEMA) return null;
  const shift = Math.max(0, point.scale - MAX_SCHEMA);
  return {
    counterReset: 'unknown',
    schema: point.scale - shift,
    zeroThreshold: ZERO_THRESHOLD,
    zeroCount: point.zeroCount,
    count: point.count,
    sum: point.sum ?? 0,
    positive: toBuckets(point.positive, shift),
    negative: toBuckets(point.negative, shift),
    customValues: [],
  };
}

/** OpenTelemetry's bucket i ends where Prometheus' bucket i + 1 does. */
function toBuckets({ offset, bucketCounts }: ExponentialBuckets, shift: number): Buckets {
  const indexes: number[] = [];
  const counts: number[] = [];
  bucketCounts.forEach((count, position) => {
    if (count === 0) return;
    const index = ((offset + position) >> shift) + 1;
    const last = indexes.length - 1;
    if (indexes[last] === index) counts[last] = (counts[last] ?? 0) + count;
    else {
      indexes.push(index);
      counts.push(count);
    }
  });
  return { indexes, counts };
}
