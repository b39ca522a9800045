import type { ExplorePane } from '../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { LANGUAGES } from './completion-sources.ts';
import type { PaneContext } from './pane-views.ts';
import type { PaneActions } from './PaneHeader.tsx';
import { shareTrail } from './share.ts';
import { emptyQuery } from './target-text.ts';
import { changePane, changeQuery, closePane, duplicatePane, nextRefId, setNote } from './trail.ts';
import type { PaneState } from './use-pane.ts';

interface PaneActionsInput {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly state: PaneState;
  readonly context: PaneContext;
}

/** What the header's controls do, each as one step of the trail. */
export function paneActions({ pane, source, state, context }: PaneActionsInput): PaneActions {
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
    onRun: state.run,
    onCancel: state.cancel,
    onHistory(text) {
      const [first] = pane.queries;
      if (first) state.write(first, text);
    },
    onDuplicate: () => onTrail(duplicatePane(trail, pane.id)),
    onCopyLink: () => void shareTrail({ panes: [pane], focus: pane.id }),
    onNote: pane.view?.note === undefined ? () => onTrail(setNote(trail, pane.id, '')) : null,
    onClose: trail.panes.length > 1 ? () => onTrail(closePane(trail, pane.id)) : null,
    onAddQuery: LANGUAGES[source.type]
      ? () => onTrail(changeQuery(trail, pane.id, emptyQuery(source.type, nextRefId(pane.queries))))
      : null,
  };
}
