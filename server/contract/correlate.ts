import { z } from 'zod';
import type { AbsoluteRange, Target } from './query.ts';

const Range = z.object({ from: z.number(), to: z.number() });
/** A target of any source type; the source's type says which (`toTarget` of `explore-url.ts`). */
const AnyTarget = z.looseObject({ refId: z.string().max(50) });

/** What a jump would find, asked before the click. Times in epoch ms. */
export const CountRequest = z.object({
  sourceUid: z.string().min(1).max(200),
  targets: z.array(AnyTarget).min(1).max(20),
  range: Range,
});
export type CountRequest = z.infer<typeof CountRequest>;

/**
 * How much a query finds. `isAtLeast`: counting stopped there. `unknown` says why in words for the reader: the source is
 * down, the query is refused, counting would cost too much.
 */
export type HitCount =
  | {
      readonly kind: 'count';
      readonly count: number;
      readonly isAtLeast: boolean;
      readonly unit: 'lines' | 'traces' | 'spans' | 'series' | 'samples';
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A jump that found nothing, to be tried in ever wider forms. */
export const WidenRequest = CountRequest.extend({
  /** The trace that must stay in the query when labels are dropped; absent where the jump names none. */
  traceId: z
    .string()
    .regex(/^[0-9a-f]{16,32}$/)
    .optional(),
});
export type WidenRequest = z.infer<typeof WidenRequest>;

/** In this order: as asked, 5 s and 5 min more on both sides, then without labels but with the trace ID. */
export const WIDEN_STEPS = ['exact', '5s', '5m', 'trace'] as const;
export type WidenStepId = (typeof WIDEN_STEPS)[number];

export interface WidenStep {
  readonly id: WidenStepId;
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
  /** `unknown` also for steps that were not tried, with the reason (cost, no trace ID). */
  readonly hits: HitCount;
}

export interface WidenAnswer {
  /** Tried or considered, in order; ends with the one that matched. */
  readonly steps: readonly WidenStep[];
  /** The first step that found something; null when none did. */
  readonly matched: WidenStepId | null;
}

/** The names a source really has, so that rules name labels that exist. null where the source could not say. */
export interface SourceVocabulary {
  readonly uid: string;
  /** Label names (Loki, Prometheus, Pyroscope) or tags with their scope, such as `resource.service.name` (Tempo). */
  readonly labels: readonly string[] | null;
}
