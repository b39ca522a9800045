import type { LogAnswer } from '../../../server/contract/logs.ts';

/**
 * Row numbers, newest or oldest first. Lines of the same nanosecond keep the order the source gave, whichever way they
 * are read, so that a re-run never scrambles them. O(n log n), linear when already in order.
 */
export function orderRows(answer: LogAnswer, order: 'newest' | 'oldest'): readonly number[] {
  const rows = Array.from(answer.timestamps, (_, index) => index);
  const { timestamps } = answer;
  const compare = (a: number, b: number): number => {
    const left = timestamps[a] ?? '';
    const right = timestamps[b] ?? '';
    // Decimal digits without leading zeros: a longer number is greater.
    if (left.length !== right.length) return left.length - right.length;
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return rows.sort(order === 'newest' ? (a, b) => compare(b, a) : compare);
}
