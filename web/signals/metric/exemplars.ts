import { traceOfLabels } from '../../../server/contract/correlation/identity.ts';
import type { Exemplar } from '../../../server/contract/metrics.ts';

/**
 * Thins exemplars out the way Grafana does, so that outliers stay: per step the highest one, then only those more than
 * two standard deviations (over all given) below the last kept. Ascending in time.
 */
export function sampleExemplars<T extends Exemplar>(exemplars: readonly T[], stepMs: number): readonly T[] {
  const gap = 2 * standardDeviation(exemplars.map(({ value }) => value));
  const buckets = new Map<number, T[]>();
  for (const exemplar of exemplars) {
    const bucket = Math.floor(exemplar.time / stepMs);
    const members = buckets.get(bucket);
    if (members) members.push(exemplar);
    else buckets.set(bucket, [exemplar]);
  }
  const kept: T[] = [];
  for (const members of buckets.values()) {
    let last: number | null = null;
    for (const exemplar of members.sort((a, b) => b.value - a.value)) {
      if (last !== null && last - exemplar.value <= gap) continue;
      kept.push(exemplar);
      last = exemplar.value;
    }
  }
  return kept.sort((a, b) => a.time - b.time);
}

function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The trace an exemplar points at, under any of the names in use, or null. */
export const exemplarTraceId = (exemplar: Exemplar): string | null => traceOfLabels(exemplar.labels)?.traceId ?? null;
