import type { HitCount, WidenAnswer, WidenStep, WidenStepId } from '../contract/correlate.ts';
import type { AbsoluteRange, Target } from '../contract/query.ts';
import { epochMs } from '../contract/units.ts';
import type { SourceCall } from '../sources/source-call.ts';
import type { Count } from './count.ts';
import { withoutLabels } from './without-labels.ts';

export interface WidenAsk {
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
  readonly traceId: string | undefined;
  readonly maxBytes: number;
}
export interface WidenDeps {
  readonly count: Count;
  /** The labels of a source, or null where it cannot say. */
  readonly labels: (call: SourceCall) => Promise<readonly string[] | null>;
}

/** Tries ever wider forms of a jump and stops at the first that finds something. */
export async function widen(deps: WidenDeps, call: SourceCall, ask: WidenAsk): Promise<WidenAnswer> {
  const steps: WidenStep[] = [];
  let fault: HitCount | null = null;
  for (const planned of await plan(deps, call, ask)) {
    const { why, ...step } = planned;
    if (why !== null || fault) {
      steps.push({ ...step, hits: fault ?? { kind: 'unknown', reason: why ?? '' } });
      continue;
    }
    const { hits, fault: failed } = await deps.count(call, { ...step, maxBytes: ask.maxBytes });
    steps.push({ ...step, hits });
    if (hits.kind === 'count' && hits.count > 0) return { steps, matched: step.id };
    if (failed) fault = hits;
  }
  return { steps, matched: null };
}

interface PlannedStep {
  readonly id: WidenStepId;
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
  /** Why it is of no use to try; null: try it. */
  readonly why: string | null;
}

async function plan(deps: WidenDeps, call: SourceCall, ask: WidenAsk): Promise<readonly PlannedStep[]> {
  const { targets, range, traceId } = ask;
  const byId = targets.every((target) => 'query' in target && /^[0-9a-f]+$/i.test(target.query));
  const timeless = byId ? 'a trace is found by its ID at whatever time' : null;
  const widest = grow(range, 300_000);
  const bare = withoutLabels(call.source.type, {
    targets,
    traceId,
    labels: call.source.type === 'loki' && traceId ? await deps.labels(call) : null,
  });
  return [
    { id: 'exact', targets, range, why: null },
    { id: '5s', targets, range: grow(range, 5000), why: timeless },
    { id: '5m', targets, range: widest, why: timeless },
    { id: 'trace', targets: bare.targets, range: widest, why: timeless ?? bare.why },
  ];
}

const grow = ({ from, to }: AbsoluteRange, ms: number): AbsoluteRange => ({
  from: epochMs(Math.max(0, from - ms)),
  to: epochMs(to + ms),
});
