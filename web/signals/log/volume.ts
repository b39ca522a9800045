import { fromWireNumber } from '../../../server/contract/answer.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { EpochMs } from '../../../server/contract/units.ts';
import { LEVELS, type Level, parseLevel } from './level.ts';

/** Lines per bucket and level. `counts[level][i]` belongs to `times[i]`, the bucket's end, as range queries have it. */
export interface LogVolume {
  readonly times: readonly EpochMs[];
  readonly stepMs: number;
  /** Only levels that occur, worst first. */
  readonly levels: readonly { readonly level: Level; readonly counts: readonly number[]; readonly total: number }[];
  readonly total: number;
  /** The tallest bucket. */
  readonly max: number;
}

/** Series of different spellings of a level (`warn`, `warning`) add up. O(series × buckets). */
export function logVolume(answer: MetricAnswer, stepMs: number): LogVolume {
  const length = answer.times.length;
  const counts = new Map<Level, number[]>();
  const sums = zeros(length);
  for (const series of answer.series) {
    const level = parseLevel(series.labels['detected_level'] ?? series.labels['level'] ?? '') ?? 'unknown';
    const into = counts.get(level) ?? zeros(length);
    counts.set(level, into);
    for (let i = 0; i < length; i++) {
      const value = fromWireNumber(series.values[i] ?? null);
      if (value === null || !Number.isFinite(value)) continue;
      into[i] = (into[i] ?? 0) + value;
      sums[i] = (sums[i] ?? 0) + value;
    }
  }
  const levels = LEVELS.flatMap((level) => {
    const own = counts.get(level);
    return own ? [{ level, counts: own, total: own.reduce((sum, count) => sum + count, 0) }] : [];
  }).filter(({ total }) => total > 0);
  return {
    times: answer.times,
    stepMs,
    levels,
    total: levels.reduce((sum, { total }) => sum + total, 0),
    max: sums.reduce((max, sum) => Math.max(max, sum), 0),
  };
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
