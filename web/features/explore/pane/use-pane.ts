import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ExplorePane, PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { isRelative, resolveRange } from '../../../../server/contract/time-range.ts';
import { epochMs, type EpochMs } from '../../../../server/contract/units.ts';
import { historyApi } from '../../../lib/clients.ts';
import { type Activity, clientOf, useActivity, type PaneClient } from './activity.ts';
import { showToast } from '../../../ui/Toasts.tsx';
import { createDrafts, draftText, type DraftStore } from '../query/drafts.ts';
import type { PaneContext } from './pane-views.ts';
import { historyQueries } from '../queries.ts';
import type { SavedResults } from '../trail/saved-results.ts';
import { textOfQuery, withText } from '../query/target-text.ts';
import { changePane } from '../trail/trail.ts';

export interface PaneState {
  readonly paneClient: PaneClient;
  readonly activity: Activity;
  readonly isCancelled: boolean;
  readonly range: AbsoluteRange;
  readonly drafts: DraftStore;
  /** `latest` is a query's text that may not have been drawn yet. */
  readonly run: (latest?: { readonly refId: string; readonly text: string }) => void;
  readonly cancel: () => void;
}

interface PaneInput {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly context: Pick<PaneContext, 'trail' | 'onTrail' | 'now'>;
  /** What a file holds of this pane; null for one that asks its source. */
  readonly saved: SavedResults | null;
}

/** What a pane does between two states of the URL: drafts, running and cancelling. */
export function usePane({ pane, source, context, saved }: PaneInput): PaneState {
  const { trail, onTrail, now } = context;
  const appClient = useQueryClient();
  const own = clientOf(pane.id, saved);
  const activity = useActivity(own);
  const [drafts] = useState(createDrafts);
  // Relative ranges hold still between runs: a view that re-renders must not ask for a slightly later window.
  const [ranAt, setRanAt] = useState<EpochMs>(() => epochMs(Date.now()));
  // What was cancelled, so that going elsewhere, by Back or by a link, leaves the word behind.
  const asked = JSON.stringify([pane.queries, pane.range]);
  const [cancelled, setCancelled] = useState<string | null>(null);

  const remember = (queries: readonly PaneQuery[]): void => {
    const written = queries.filter((query) => textOfQuery(source.type, query).trim() !== '');
    const saves = written.map((target) =>
      historyApi.add({ sourceUid: source.uid, text: textOfQuery(source.type, target), target: { ...target } }),
    );
    // History is a convenience: a run goes on whether or not it was noted.
    void Promise.allSettled(saves).then(() => appClient.invalidateQueries({ queryKey: historyQueries.all() }));
  };

  const range = resolveRange(pane.range, { now: epochMs(Math.max(now, ranAt)) });
  useEffect(() => own.setRange(pane.range, range));

  const run: PaneState['run'] = (latest) => {
    const queries = pane.queries.map((query) =>
      withText(
        source.type,
        query,
        latest?.refId === query.refId ? latest.text : draftText(drafts.all(), source.type, query),
      ),
    );
    const isChanged = queries.some((query, i) => {
      const before = pane.queries[i];
      return before === undefined || textOfQuery(source.type, before) !== textOfQuery(source.type, query);
    });
    if (saved && !isChanged) {
      showToast({ title: 'These are saved results', detail: 'Ask the live sources to run this anew.' });
      return;
    }
    flushSync(() => {
      setCancelled(null);
      // What was written is now in the URL; a draft that stayed would come back with the query it was based on.
      drafts.clear();
      if (isRelative(pane.range.from) || isRelative(pane.range.to)) setRanAt(epochMs(Date.now()));
      if (isChanged) onTrail(changePane(trail, pane.id, { queries }));
    });
    if (!isChanged)
      void own.client.refetchQueries({ type: 'active', predicate: (query) => query.state.fetchStatus === 'idle' });
    remember(queries);
  };

  return {
    paneClient: own,
    // How fast a file is read says nothing of the source.
    activity: saved ? { ...activity, elapsedMs: null } : activity,
    isCancelled: cancelled === asked && !activity.isBusy,
    range,
    drafts,
    run,
    cancel: () => {
      setCancelled(asked);
      void own.client.cancelQueries();
    },
  };
}
