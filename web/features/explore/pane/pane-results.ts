import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { toRawRange } from '../../../../server/contract/time-range.ts';
import type { EpochMs } from '../../../../server/contract/units.ts';
import { clientOf } from './activity.ts';
import { isSaved, type SavedResults } from '../trail/saved-results.ts';
import { freezeTrail, type Trail } from '../trail/trail.ts';

export interface PaneResult {
  readonly key: readonly unknown[];
  /** Epoch ms. */
  readonly at: number;
  readonly data: unknown;
}

const MOMENT = 100;

/** What a pane shows, once its queries that still run have ended, or `patienceMs` went by. */
export async function paneResults(
  pane: ExplorePane,
  saved: SavedResults | null,
  patienceMs: number,
): Promise<readonly PaneResult[]> {
  const own = clientOf(pane.id, isSaved(pane, saved) ? saved : null);
  for (let waited = 0; own.activity().isBusy && waited < patienceMs; waited += MOMENT) {
    await new Promise((resolve) => setTimeout(resolve, MOMENT));
  }
  return own
    .shown()
    .filter(({ state }) => state.data !== undefined)
    .map(({ queryKey, state }) => ({ key: queryKey, at: state.dataUpdatedAt, data: state.data }));
}

/** The trail at the very times that its panes show: their results are found by them. */
export function freezeShown(trail: Trail, saved: SavedResults | null, now: EpochMs): Trail {
  const frozen = freezeTrail(trail, now);
  return {
    ...frozen,
    panes: frozen.panes.map((pane, i) => {
      const before = trail.panes[i] ?? pane;
      const range = clientOf(before.id, isSaved(before, saved) ? saved : null).rangeOf(before.range);
      return range ? { ...pane, range: toRawRange(range) } : pane;
    }),
  };
}
