import type { SeriesColumn } from './align.ts';

const bound = ({ labels }: SeriesColumn): number => {
  const le = labels['le'] ?? '';
  if (/^\+?Inf$/i.test(le)) return Infinity;
  return le === '' ? NaN : Number(le);
};

/**
 * Cumulative buckets (`le`) as buckets of their own, in order of their bounds: each without those below it. Series
 * without a bound are left out, unless none has one. Counts that fall, as scrapes of different moments can make them, are zero.
 */
export function separateBuckets(series: readonly SeriesColumn[]): readonly SeriesColumn[] {
  const sorted = series.filter((one) => !Number.isNaN(bound(one))).sort((a, b) => bound(a) - bound(b));
  if (sorted.length === 0) return series;
  return sorted.map((one, i) => {
    const below = sorted[i - 1];
    if (!below) return one;
    return { ...one, values: one.values.map((value, at) => Math.max(0, value - (below.values[at] || 0))) };
  });
}
