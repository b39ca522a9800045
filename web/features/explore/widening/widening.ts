import type { HitCount, WidenAnswer, WidenRequest, WidenStep } from '../../../../server/contract/correlate.ts';
import { type ExplorePane, toTarget } from '../../../../server/contract/explore-url.ts';
import type { AbsoluteRange, RawRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { toRawRange } from '../../../../server/contract/time-range.ts';
import { hitsText } from '../../../lib/jump-text.ts';
import { paneQuery, sharedRange, type Trail } from '../trail/trail.ts';

/** Whether an empty answer of this pane may still be looked for wider: a jump opened it, and it shows just that. */
export const mayWiden = ({ view }: ExplorePane): boolean => view?.rule !== undefined && view.widened === undefined;

/** What to ask the server about a pane whose answer is empty. */
export function widenRequest(pane: ExplorePane, source: SourceInfo, range: AbsoluteRange): WidenRequest {
  const targets = pane.queries.map((query) => toTarget(source.type, query));
  const traceId = traceIdOf(JSON.stringify(targets));
  return {
    sourceUid: source.uid,
    targets: targets.map((target) => ({ ...target, refId: target.refId })),
    range,
    ...(traceId ? { traceId } : {}),
  };
}

/** The one trace that a query names; null where it names none, or several. */
function traceIdOf(text: string): string | null {
  const ids = new Set(text.toLowerCase().match(/(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/g));
  const [id] = ids;
  return ids.size === 1 && id ? id : null;
}

/** The step that found something, if it is another than what was asked for. */
export function widerMatch({ steps, matched }: WidenAnswer): WidenStep | null {
  return matched === null || matched === 'exact' ? null : (steps.find(({ id }) => id === matched) ?? null);
}

/**
 * The pane shows a wider step of its jump, and keeps what the jump asked for. Beside others it leaves their time range:
 * what was not found here says nothing about them.
 */
export function showStep(
  trail: Trail,
  paneId: string,
  { step, source }: { step: WidenStep; source: SourceInfo },
): Trail {
  return changeOne(trail, paneId, (pane) => ({
    ...pane,
    queries: step.targets.map((target) => paneQuery(target, source)),
    range: toRawRange(step.range),
    view: {
      ...pane.view,
      ...(othersRange(trail, paneId) ? { link: pane.view?.link ?? 'cursor' } : {}),
      widened: { step: step.id, exact: pane.view?.widened?.exact ?? { queries: pane.queries, range: pane.range } },
    },
  }));
}

/** Exactly what the jump asked for, not to be widened again. */
export const showExact = (trail: Trail, paneId: string): Trail =>
  changeOne(trail, paneId, (pane) => {
    const { widened, rule: _, ...view } = pane.view ?? {};
    if (!widened) return pane;
    const { view: _view, ...rest } = pane;
    const { link, ...unlinked } = view;
    const shared = othersRange(trail, paneId);
    const isTheirs = shared?.from === widened.exact.range.from && shared.to === widened.exact.range.to;
    const kept = link === 'cursor' && isTheirs ? unlinked : view;
    return { ...rest, ...widened.exact, ...(Object.keys(kept).length > 0 ? { view: kept } : {}) };
  });

/** The range that the other panes share. */
const othersRange = ({ panes }: Trail, paneId: string): RawRange | null =>
  sharedRange({ panes: panes.filter((pane) => pane.id !== paneId) });

const changeOne = (trail: Trail, paneId: string, change: (pane: ExplorePane) => ExplorePane): Trail => ({
  ...trail,
  panes: trail.panes.map((pane) => (pane.id === paneId ? change(pane) : pane)),
});

const WIDER: Readonly<Record<WidenStep['id'], string>> = {
  exact: 'the exact window',
  '5s': '5 s more on both sides',
  '5m': '5 min more on both sides',
  trace: 'the trace ID alone, without the other conditions, and 5 min more on both sides',
};

/** What a step asks, in words. */
export const stepText = (step: WidenStep['id']): string => WIDER[step];

/** What the banner of a widened pane says. Steps come out of the address, and may be any word. */
export function widenedText(step: string): string {
  if (!Object.hasOwn(WIDER, step) || step === 'exact') return 'This shows more than what was asked for.';
  const found = WIDER[step as WidenStep['id']];
  return `Nothing in the exact window; found with ${found}.`;
}

/** What became of a step: its count, or why there is none. */
export function outcomeText(hits: HitCount): string {
  if (hits.kind === 'unknown') return hits.reason;
  return hits.count === 0 && !hits.isAtLeast ? `no ${hits.unit}` : hitsText(hits);
}
