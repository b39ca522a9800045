import type { ExplorePane } from '../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { copyText } from '../../lib/clipboard.ts';
import { showToast } from '../../ui/Toasts.tsx';
import { LANGUAGES } from './completion-sources.ts';
import type { PaneContext } from './pane-views.ts';
import type { PaneActions } from './PaneHeader.tsx';
import { emptyQuery } from './target-text.ts';
import { changePane, changeQuery, closePane, duplicatePane, freezeTrail, nextRefId, trailHref } from './trail.ts';
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
    onCopyLink: () => void copyTrailLink({ panes: [pane], focus: pane.id }),
    onClose: trail.panes.length > 1 ? () => onTrail(closePane(trail, pane.id)) : null,
    onAddQuery: LANGUAGES[source.type]
      ? () => onTrail(changeQuery(trail, pane.id, emptyQuery(source.type, nextRefId(pane.queries))))
      : null,
  };
}

/** Copies a link whose times are absolute, so that it shows tomorrow what is on screen now. */
export async function copyTrailLink(trail: PaneContext['trail']): Promise<void> {
  const href = trailHref(freezeTrail(trail, epochMs(Date.now())));
  const isCopied = await copyText(new URL(href, window.location.href).href);
  showToast(
    isCopied
      ? { title: 'Link copied', detail: 'Its times are absolute.' }
      : { title: 'The link could not be copied', detail: 'The browser refused.', tone: 'error' },
  );
}
