/** A running sum with Neumaier's correction: `sum + compensation` is the accurate total. */
export interface KahanSum {
  sum: number;
  compensation: number;
}

export function kahanAdd(total: KahanSum, increment: number): void {
  const { sum } = total;
  const next = sum + increment;
  if (next === Infinity || next === -Infinity) total.compensation = 0;
  else if (Math.abs(sum) >= Math.abs(increment)) total.compensation += sum - next + increment;
  else total.compensation += increment - next + sum;
  total.sum = next;
}

/**
 * A mean that is the plain (compensated) sum over the count while the sum fits a double, and an incremental mean from
 * there on.
 */
export interface RunningMean {
  readonly total: KahanSum;
  count: number;
  incremental: boolean;
}

export const startMean = (first: number): RunningMean => ({
  total: { sum: first, compensation: 0 },
  count: 1,
  incremental: false,
});

export function addToMean(mean: RunningMean, value: number): void {
  const { total } = mean;
  mean.count++;
  const { count } = mean;
  if (!mean.incremental) {
    const { sum, compensation } = total;
    kahanAdd(total, value);
    if (total.sum !== Infinity && total.sum !== -Infinity) return;
    mean.incremental = true;
    total.sum = sum / (count - 1);
    total.compensation = compensation / (count - 1);
  }
  const share = (count - 1) / count;
  total.sum *= share;
  total.compensation *= share;
  kahanAdd(total, value / count);
}

export function meanValue({ total, count, incremental }: RunningMean): number {
  if (incremental) return total.sum + total.compensation;
  return total.sum / count + total.compensation / count;
}
