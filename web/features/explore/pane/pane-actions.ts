import { type ExplorePane, nextPaneId, nextRefId, type PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { HistoryEntry } from '../../../../server/contract/history.ts';
import type { RawRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { historyApi } from '../../../lib/clients.ts';
import type { JumpMode } from '../../../lib/pane.ts';
import { showToast } from '../../../ui/Toasts.tsx';
import type { PaneContext } from './pane-views.ts';
import { shareTrail } from '../trail/share.ts';
import { emptyQuery } from '../query/target-text.ts';
import { changePane, changeQuery, duplicatePane, insertAfter, setNote } from '../trail/trail.ts';
import type { PaneState } from './use-pane.ts';

export interface PaneActions {
  readonly onSource: (uid: string) => void;
  readonly onRange: (range: RawRange) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly onHistory: (entry: HistoryEntry, mode: JumpMode) => void;
  readonly onDuplicate: () => void;
  readonly onCopyLink: () => void;
  /** Null where there is a note already, which has its own controls. */
  readonly onNote: (() => void) | null;
  /** Null where no panel fits, or nothing is asked. */
  readonly onAddToDashboard: (() => void) | null;
  /** Null where the view brings its own query fields. */
  readonly onAddQuery: (() => void) | null;
}

interface PaneActionsInput {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly state: PaneState;
  readonly context: PaneContext;
}

/** What the header's controls do, each as one step of the trail. */
export function paneActions({ pane, source, state, context }: PaneActionsInput): Omit<PaneActions, 'onAddToDashboard'> {
  const { trail, onTrail, sources } = context;
  return {
    onSource(uid) {
      const next = sources.find((one) => one.uid === uid);
      if (!next) return;
      // Queries of one language say nothing in another.
      const queries = next.type === source.type ? pane.queries : [emptyQuery(next.type, 'A')];
      const about = { type: next.type, uid: next.uid };
      onTrail(
        changePane(trail, pane.id, {
          datasource: next.uid,
          queries: queries.map((query) => ({ ...query, datasource: about })),
        }),
      );
    },
    onRange: (range) => onTrail(changePane(trail, pane.id, { range })),
    onRun: () => state.run(),
    onCancel: state.cancel,
    onHistory: (entry, mode) => runAgain({ pane, source, state, context }, entry, mode),
    onDuplicate: () => onTrail(duplicatePane(trail, pane.id)),
    onCopyLink: () => void shareTrail({ panes: [pane], focus: pane.id }),
    onNote: pane.view?.note === undefined ? () => onTrail(setNote(trail, pane.id, '')) : null,
    onAddQuery: () => onTrail(changeQuery(trail, pane.id, emptyQuery(source.type, nextRefId(pane.queries)))),
  };
}

/** Runs what ran before: instead of the pane's first query, or in a pane of its own over the same range. */
function runAgain({ pane, state, context }: PaneActionsInput, entry: HistoryEntry, mode: JumpMode): void {
  const { trail, onTrail, sources } = context;
  const source = sources.find(({ uid }) => uid === entry.sourceUid);
  if (!source) {
    showToast({ title: 'The data source of this query is gone', detail: entry.sourceUid, tone: 'error' });
    return;
  }
  const [first, ...others] = pane.queries;
  const query = againQuery(entry, source, mode === 'beside' ? undefined : first?.refId);
  if (mode === 'beside') {
    const id = nextPaneId(trail.panes.map((one) => one.id));
    onTrail(
      insertAfter(trail, pane.id, { id, datasource: source.uid, queries: [query], range: pane.range, ...linkOf(pane) }),
    );
  } else if (pane.datasource === source.uid && isSameQuery(first, query)) {
    state.run();
    return;
  } else {
    const queries = pane.datasource === source.uid ? [query, ...others] : [query];
    onTrail(changePane(trail, pane.id, { datasource: source.uid, queries }));
  }
  // It moves to the top of the history; whether it did does not concern the run.
  void historyApi.add({ sourceUid: source.uid, text: entry.text, target: entry.target }).catch(() => undefined);
}

/** A pane beside another over the same range is linked as that one is. */
const linkOf = ({ view }: ExplorePane): Pick<ExplorePane, 'view'> => (view?.link ? { view: { link: view.link } } : {});

const againQuery = ({ target }: HistoryEntry, { type, uid }: SourceInfo, refId = 'A'): PaneQuery => ({
  ...target,
  refId,
  datasource: { type, uid },
});

const isSameQuery = (a: PaneQuery | undefined, b: PaneQuery): boolean =>
  a !== undefined && Object.keys({ ...a, ...b }).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
