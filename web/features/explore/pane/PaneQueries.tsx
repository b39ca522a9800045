import { useSyncExternalStore } from 'react';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { draftText } from '../query/drafts.ts';
import styles from '../Explore.module.css';
import type { PaneContext } from './pane-views.ts';
import { withOption } from '../query/query-options.ts';
import { QueryRow } from '../query/QueryRow.tsx';
import { serverFault } from '../query/server-fault.ts';
import { isHidden, withEditor, withHidden } from '../query/target-text.ts';
import { changeQuery, removeQuery } from '../trail/trail.ts';
import type { PaneState } from './use-pane.ts';

interface PaneQueriesProps {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly state: PaneState;
  readonly context: PaneContext;
}

/** The queries of a pane, one below the other. */
export function PaneQueries({ pane, source, state, context }: PaneQueriesProps) {
  const { trail, onTrail } = context;
  const drafts = useSyncExternalStore(state.drafts.subscribe, state.drafts.all, state.drafts.all);
  const isOnly = pane.queries.length === 1;
  return (
    <div className={styles.queries}>
      {pane.queries.map((query) => {
        const text = draftText(drafts, source.type, query);
        return (
          <QueryRow
            key={query.refId}
            query={query}
            source={source}
            range={state.range}
            text={text}
            fault={serverFault(state.activity.failures, text)}
            edit={{
              onChange: (next) => state.drafts.write(source.type, query, next),
              onRun: (latest) => state.run({ refId: query.refId, text: latest ?? text }),
              onEditor: (mode) => onTrail(changeQuery(trail, pane.id, withEditor(query, mode)), { replace: true }),
              onOption: (change) => onTrail(changeQuery(trail, pane.id, withOption(query, change))),
              onHide: isOnly ? null : () => onTrail(changeQuery(trail, pane.id, withHidden(query, !isHidden(query)))),
              onRemove: isOnly ? null : () => onTrail(removeQuery(trail, pane.id, query.refId)),
            }}
          />
        );
      })}
    </div>
  );
}
