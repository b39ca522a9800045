import { z } from 'zod';
import type { AnswerMeta } from './answer.ts';

/** Times in ms. `profileTypeId` is `name:sampleType:sampleUnit:periodType:periodUnit`. */
export const ProfileQuery = z.object({
  profileTypeId: z.string().min(1).max(500),
  labelSelector: z.string().max(100_000).default('{}'),
  start: z.coerce.number(),
  end: z.coerce.number(),
  maxNodes: z.coerce.number().int().min(1).max(100_000).default(8192),
  spanSelector: z
    .array(z.string().regex(/^[0-9a-f]{16}$/))
    .max(500)
    .optional(),
});
export type ProfileQuery = z.infer<typeof ProfileQuery>;

export const ProfileSeriesQuery = ProfileQuery.pick({
  profileTypeId: true,
  labelSelector: true,
  start: true,
  end: true,
}).extend({
  groupBy: z.array(z.string()).max(20).default([]),
  /** ms */
  step: z.coerce.number().int().positive(),
});
export type ProfileSeriesQuery = z.infer<typeof ProfileSeriesQuery>;

export interface ProfileType {
  readonly id: string;
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
}

/**
 * A flame graph, columnar, depth-first pre-order: row i is a stack frame at `depth[i]`; its children follow it directly.
 * `total` and `self` are in the profile type's sample unit. `names[nameIndex[0]]` is the root, `total`.
 */
export interface FlameGraphAnswer {
  readonly names: readonly string[];
  readonly nameIndex: readonly number[];
  readonly depth: readonly number[];
  readonly total: readonly number[];
  readonly self: readonly number[];
  readonly sampleUnit: string;
  readonly meta: AnswerMeta;
}

/** How the values of a profile type read, in Grafana's units. */
export interface ProfileMeasure {
  /** Of totals in a flame graph. */
  readonly totalUnit: 'ns' | 'bytes' | 'short';
  /** Of the series: an amount per second, or what was there when the profile was taken. */
  readonly seriesUnit: 'cores' | 'binBps' | 'ops' | 'ns' | 'bytes' | 'short';
  /** Snapshots (memory in use, goroutines) are averaged over time; all else adds up and is shown per second. */
  readonly isSnapshot: boolean;
}

const SNAPSHOTS: ReadonlySet<string> = new Set([
  'inuse_objects',
  'inuse_space',
  'objects',
  'space',
  'goroutine',
  'goroutines',
  'live',
]);

export function profileMeasure(profileTypeId: string): ProfileMeasure {
  const [, sampleType = '', sampleUnit = ''] = profileTypeId.split(':');
  const totalUnit = sampleUnit === 'nanoseconds' ? 'ns' : sampleUnit === 'bytes' ? 'bytes' : 'short';
  if (SNAPSHOTS.has(sampleType)) return { totalUnit, seriesUnit: totalUnit, isSnapshot: true };
  return {
    totalUnit,
    seriesUnit: ({ ns: 'cores', bytes: 'binBps', short: 'ops' } as const)[totalUnit],
    isSnapshot: false,
  };
}
