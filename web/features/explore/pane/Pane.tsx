import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import type { WidenStep } from '../../../../server/contract/correlate.ts';
import { type ExplorePane, type PaneQuery, toTarget } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { toRawRange } from '../../../../server/contract/time-range.ts';
import type { EpochMs } from '../../../../server/contract/units.ts';
import { correlateQueries } from '../../../lib/correlate-queries.ts';
import { JumpsContext } from '../../../lib/pane.ts';
import { useLatest } from '../../../lib/use-latest.ts';
import { PaneTitleContext } from '../../../lib/pane-title.ts';
import { formatDateTime } from '../../../lib/time.ts';
import { type ResultGroup, resultGroups, shownWith } from '../../../signals/query/result-groups.ts';
import { Boundary } from '../../../ui/Boundary.tsx';
import { Button } from '../../../ui/Button.tsx';
import { EmptyAnswerContext } from '../../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Progress, SkeletonRows } from '../../../ui/Skeleton.tsx';
import { AddToDashboard } from '../add-to-dashboard/AddToDashboard.tsx';
import { fitsDashboard, writtenQueries } from '../add-to-dashboard/dashboard-panel.ts';
import { DroppedNotice } from './DroppedNotice.tsx';
import styles from '../Explore.module.css';
import { learnName } from './known-names.ts';
import { frameActions } from './pane-frame-actions.ts';
import { PaneFrame } from './PaneFrame.tsx';
import { PaneHeader } from './PaneHeader.tsx';
import { paneActions } from './pane-actions.ts';
import { PaneNote } from './PaneNote.tsx';
import { PaneQueries } from './PaneQueries.tsx';
import { type Departure, paneJumps } from './pane-jumps.ts';
import { type PaneHold, PaneView } from './PaneView.tsx';
import type { PaneContext } from './pane-views.ts';
import { Starters } from '../query/Starters.tsx';
import { isSaved, withSaved } from '../trail/saved-results.ts';
import { startersFor } from '../query/starters.ts';
import { emptyQuery, isHidden, textOfQuery } from '../query/target-text.ts';
import { changePane, changeQuery, paneQuery, setNote, setSpan, type Trail } from '../trail/trail.ts';
import { isCollapsed } from '../trail/trail-layout.ts';
import { WidenedBanner, Widening } from '../widening/Widening.tsx';
import { mayWiden, showExact, showStep, widenRequest } from '../widening/widening.ts';
import { type PaneState, usePane } from './use-pane.ts';

interface PaneProps {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly context: PaneContext;
}

/** One step of the trail: a source, its queries, a range, and the view of its signal. */
export function Pane({ pane: given, source, context }: PaneProps) {
  const { trail, onTrail, sources, kept } = context;
  const saved = isSaved(given, context.saved) ? context.saved : null;
  const known = useMemo(() => (saved ? withSaved(sources, saved.sources) : sources), [saved, sources]);
  const { data: vocabulary } = useQuery(correlateQueries.vocabulary());
  const pane = given.queries.length > 0 ? given : { ...given, queries: [emptyQuery(source.type, 'A')] };
  const state = usePane({ pane, source, context, saved });
  const groups = resultGroups(
    pane.queries.filter((query) => !isHidden(query)),
    (query) => shownWith(source.type, toTarget(source.type, query)),
  );
  const act = paneActions({ pane, source, state, context });
  const [isAdding, setAdding] = useState(false);
  const canAdd = fitsDashboard(source) && writtenQueries(pane, source).length > 0;
  const departure = useLatest<Departure>({ origin: { paneId: pane.id, range: state.range }, trail, onTrail, kept });
  // Every link on screen depends on it: rows of thousands must not be drawn again because the trail has one more pane.
  const jumps = useMemo(
    () => paneJumps({ sources: known, vocabulary, live: sources, from: departure.get }),
    [known, vocabulary, sources, departure],
  );
  return (
    <PaneFrame pane={pane} source={source} context={context}>
      <PaneHeader
        pane={pane}
        source={source}
        sources={saved ? withSaved(sources, [source]) : sources}
        activity={state.activity}
        isFocused={trail.focus === pane.id && !isCollapsed(pane)}
        act={{ ...act, onAddToDashboard: canAdd ? () => setAdding(true) : null }}
        frame={frameActions(pane, context)}
      />
      {isAdding ? <AddToDashboard pane={pane} source={source} onClose={() => setAdding(false)} /> : null}
      <PaneQueries pane={pane} source={source} state={state} context={context} />
      {pane.view?.note === undefined ? null : (
        <PaneNote note={pane.view.note} onNote={(note) => onTrail(setNote(trail, pane.id, note), { replace: true })} />
      )}
      {pane.view?.widened ? (
        <WidenedBanner step={pane.view.widened.step} onExact={() => onTrail(showExact(trail, pane.id))} />
      ) : null}
      {saved ? <SavedMark savedAt={saved.savedAt} /> : null}
      <DroppedNotice source={source} range={state.range} />
      <div className={styles.body}>
        <Progress active={state.activity.isBusy} />
        <JumpsContext value={jumps}>
          <QueryClientProvider client={state.paneClient.client}>
            {state.isCancelled ? (
              <EmptyState title="Cancelled" detail="The query was stopped before its answer came.">
                <Button onClick={() => state.run()}>Run again</Button>
              </EmptyState>
            ) : (
              groups.map(({ key, queries }) => (
                <QueryResult key={key} pane={pane} queries={queries} source={source} state={state} context={context} />
              ))
            )}
          </QueryClientProvider>
        </JumpsContext>
      </div>
    </PaneFrame>
  );
}

function SavedMark({ savedAt }: { readonly savedAt: EpochMs }) {
  return (
    <p className={styles.savedMark}>
      <Archive size={12} aria-hidden /> Saved results, {formatDateTime(savedAt)}
    </p>
  );
}

interface QueryResultProps extends PaneProps {
  /** Those that are shown as one. */
  readonly queries: ResultGroup<PaneQuery>['queries'];
  readonly state: PaneState;
}

function QueryResult({ pane, queries, source, state, context }: QueryResultProps) {
  const { trail, onTrail, views } = context;
  const [query] = queries;
  const isFirst = pane.queries[0] === query;
  const report = useMemo(() => (name: string) => (isFirst ? learnName(pane, name) : undefined), [pane, isFirst]);
  const hold = useHold({ pane, source, context });
  // A pane whose range is now written as a moment, or whose note changed, still asks the same.
  const asked = JSON.stringify(queries);
  const same = useMemo(() => JSON.parse(asked) as typeof queries, [asked]);
  const { from, to } = state.range;
  const range = useMemo(() => ({ from, to }), [from, to]);
  if (startersFor(source.type).length > 0 && textOfQuery(source.type, query).trim() === '') {
    return (
      <Starters
        source={source}
        onStart={(starter) => hold.onTargetsChange([toTarget(source.type, { ...query, ...starter })])}
        query={query}
      />
    );
  }
  const showWider = (step: WidenStep, isByReader: boolean) =>
    onTrail(showStep(trail, pane.id, { step, source }), { replace: !isByReader });
  const standIn = (own: ReactNode) => (
    <Widening
      request={widenRequest(pane, source, state.range)}
      own={own}
      onFound={(step) => showWider(step, false)}
      onOpen={(step) => showWider(step, true)}
    />
  );
  return (
    <div className={styles.result}>
      <Boundary resetKey={same}>
        <EmptyAnswerContext value={mayWiden(pane) && !isSaved(pane, context.saved) ? standIn : null}>
          <Suspense fallback={<SkeletonRows count={12} />}>
            <PaneTitleContext value={report}>
              <PaneView
                views={views}
                source={source}
                queries={same}
                isLettered={pane.queries.length > 1}
                range={range}
                spanId={pane.spanId}
                hold={hold}
              />
            </PaneTitleContext>
          </Suspense>
        </EmptyAnswerContext>
      </Boundary>
    </div>
  );
}

/** What a view may do with its pane; the same object for as long as the pane is there. */
function useHold(props: PaneProps): PaneHold {
  const latest = useLatest(props);
  return useMemo(() => {
    const change = (next: (trail: Trail, pane: ExplorePane) => Trail, options?: { readonly replace: boolean }) => {
      const { pane, context } = latest.get();
      context.onTrail(next(context.trail, pane), options);
    };
    return {
      onTargetsChange: (targets) =>
        change((trail, { id }) =>
          targets.reduce((next, target) => changeQuery(next, id, paneQuery(target, latest.get().source)), trail),
        ),
      onRangeChange: (range) => change((trail, { id }) => changePane(trail, id, { range: toRawRange(range) })),
      onSpanChange: (spanId) => change((trail, { id }) => setSpan(trail, id, spanId), { replace: true }),
    };
  }, [latest]);
}
