import type { KahanSum } from '../model/kahan.ts';
import { kahanAdd } from '../model/kahan.ts';
import { alignHistograms, combineResets } from './add.ts';
import type { Buckets, CounterReset, FloatHistogram } from './histogram.ts';
import { divide, hasOverflow, mapCounts, multiply, sameIndexes, usesCustomBuckets } from './histogram.ts';

/** A sum of histograms with a correction for every count, and what was met on the way. */
export interface HistogramSum {
  sum: FloatHistogram;
  /** The same layout as `sum`: what rounding took from each count. */
  compensation: FloatHistogram;
  boundsReconciled: boolean;
  sawReset: boolean;
  sawNoReset: boolean;
}

const cleared = ({ indexes }: Buckets): Buckets => ({ indexes, counts: indexes.map(() => 0) });

function zeroLike(histogram: FloatHistogram): FloatHistogram {
  const { positive, negative } = histogram;
  return { ...histogram, zeroCount: 0, count: 0, sum: 0, positive: cleared(positive), negative: cleared(negative) };
}

export function startSum(first: FloatHistogram): HistogramSum {
  const { counterReset } = first;
  return {
    sum: first,
    compensation: zeroLike(first),
    boundsReconciled: false,
    sawReset: counterReset === 'reset',
    sawNoReset: counterReset === 'not_reset',
  };
}

/** @returns false when the two do not combine */
export function addToSum(total: HistogramSum, next: FloatHistogram): boolean {
  if (usesCustomBuckets(total.sum) !== usesCustomBuckets(next)) return false;
  noteReset(total, next.counterReset);
  const aligned = alignHistograms(total.sum, next);
  const { left, right } = aligned;
  const compensation = alignHistograms(total.compensation, right).left;
  if (aligned.boundsReconciled) total.boundsReconciled = true;
  const positive = addSide(left.positive, compensation.positive, right.positive);
  const negative = addSide(left.negative, compensation.negative, right.negative);
  const [zero, count, sum] = (['zeroCount', 'count', 'sum'] as const).map((field) => {
    const running: KahanSum = { sum: left[field], compensation: compensation[field] };
    kahanAdd(running, right[field]);
    return running;
  });
  const counterReset = combineResets(total.sum.counterReset, next.counterReset) ?? 'unknown';
  const build = (part: keyof KahanSum): FloatHistogram => ({
    ...left,
    counterReset,
    zeroCount: zero?.[part] ?? 0,
    count: count?.[part] ?? 0,
    sum: sum?.[part] ?? 0,
    positive: { indexes: positive.indexes, counts: positive[part] },
    negative: { indexes: negative.indexes, counts: negative[part] },
  });
  total.sum = build('sum');
  total.compensation = build('compensation');
  return true;
}

function noteReset(total: HistogramSum, counterReset: CounterReset): void {
  if (counterReset === 'reset') total.sawReset = true;
  if (counterReset === 'not_reset') total.sawNoReset = true;
}

interface SideSum {
  readonly indexes: readonly number[];
  readonly sum: number[];
  readonly compensation: number[];
}

function addSide(left: Buckets, compensation: Buckets, right: Buckets): SideSum {
  const corrections = sameIndexes(left, compensation) ? compensation : spreadOver(left, compensation);
  if (sameIndexes(left, right)) return addPaired(left, corrections, right);
  const side = { indexes: [] as number[], sum: [] as number[], compensation: [] as number[] };
  let a = 0;
  let b = 0;
  while (a < left.indexes.length || b < right.indexes.length) {
    const indexA = left.indexes[a] ?? Infinity;
    const indexB = right.indexes[b] ?? Infinity;
    const running: KahanSum = { sum: 0, compensation: 0 };
    if (indexA <= indexB) {
      running.sum = left.counts[a] ?? 0;
      running.compensation = corrections.counts[a++] ?? 0;
    }
    if (indexB <= indexA) kahanAdd(running, right.counts[b++] ?? 0);
    side.indexes.push(Math.min(indexA, indexB));
    side.sum.push(running.sum);
    side.compensation.push(running.compensation);
  }
  return side;
}

/** Adds bucket by bucket where both have the same. */
function addPaired({ indexes, counts }: Buckets, compensation: Buckets, right: Buckets): SideSum {
  const running: KahanSum = { sum: 0, compensation: 0 };
  const side = { indexes, sum: counts.slice(), compensation: compensation.counts.slice() };
  for (let position = 0; position < indexes.length; position++) {
    running.sum = counts[position] ?? 0;
    running.compensation = compensation.counts[position] ?? 0;
    kahanAdd(running, right.counts[position] ?? 0);
    side.sum[position] = running.sum;
    side.compensation[position] = running.compensation;
  }
  return side;
}

/** The corrections of those buckets that `left` has. */
function spreadOver({ indexes }: Buckets, compensation: Buckets): Buckets {
  const byIndex = new Map(compensation.indexes.map((index, position) => [index, compensation.counts[position] ?? 0]));
  return { indexes, counts: indexes.map((index) => byIndex.get(index) ?? 0) };
}

function addCounts(left: Buckets, right: Buckets): Buckets {
  const { counts } = sameIndexes(left, right) ? right : spreadOver(left, right);
  return mapCounts(left, (count, position) => count + (counts[position] ?? 0));
}

function withCorrections(sum: FloatHistogram, compensation: FloatHistogram): FloatHistogram {
  return {
    ...sum,
    zeroCount: sum.zeroCount + compensation.zeroCount,
    count: sum.count + compensation.count,
    sum: sum.sum + compensation.sum,
    positive: addCounts(sum.positive, compensation.positive),
    negative: addCounts(sum.negative, compensation.negative),
  };
}

export const finishSum = ({ sum, compensation }: HistogramSum): FloatHistogram => withCorrections(sum, compensation);

/** A mean that goes over to incremental steps when the sum would overflow. */
export interface HistogramMean {
  readonly total: HistogramSum;
  count: number;
  incremental: boolean;
}

export const startHistogramMean = (first: FloatHistogram): HistogramMean => ({
  total: startSum(first),
  count: 1,
  incremental: false,
});

/** @returns false when the two do not combine */
export function addToHistogramMean(mean: HistogramMean, next: FloatHistogram): boolean {
  const { total } = mean;
  mean.count++;
  const { count } = mean;
  if (!mean.incremental) {
    const { sum, compensation } = total;
    if (!addToSum(total, next)) return false;
    if (!hasOverflow(total.sum)) return true;
    mean.incremental = true;
    total.sum = divide(sum, count - 1);
    total.compensation = divide(compensation, count - 1);
  }
  const share = (count - 1) / count;
  total.sum = multiply(total.sum, share);
  total.compensation = multiply(total.compensation, share);
  return addToSum(total, divide(next, count));
}

export function finishHistogramMean({ total, count, incremental }: HistogramMean): FloatHistogram {
  if (incremental) return finishSum(total);
  return withCorrections(divide(total.sum, count), divide(total.compensation, count));
}
