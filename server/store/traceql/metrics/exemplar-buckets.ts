import type { Intervals } from './intervals.ts';

const PER_BUCKET = 2;

/** Says which exemplars to keep, so that they spread over the range: two in each of limit / 2 equal parts. */
export interface ExemplarBuckets {
  readonly isFull: () => boolean;
  /** Whether there was room; if so, it is taken. */
  readonly take: (epochMs: number) => boolean;
}

export function createExemplarBuckets(limit: number, { startNano, endNano }: Intervals): ExemplarBuckets {
  const size = Math.max(1, Math.floor(limit / PER_BUCKET));
  const start = Number(startNano / 1_000_000n);
  const end = Number(endNano / 1_000_000n);
  const width = Math.max(1, Math.floor((end - start) / size));
  const counts = new Uint8Array(size);
  let total = 0;
  return {
    isFull: () => total >= limit,
    take(epochMs) {
      if (total >= limit || epochMs < start || epochMs > end) return false;
      const bucket = Math.min(size - 1, Math.floor((epochMs - start) / width));
      const count = counts[bucket] ?? 0;
      if (count >= PER_BUCKET) return false;
      counts[bucket] = count + 1;
      total++;
      return true;
    },
  };
}
