import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import { PaneFrame } from './PaneFrame.tsx';
import type { PaneContext } from './pane-views.ts';
import { changePane, closePane } from '../trail/trail.ts';

interface MissingSourceProps {
  readonly pane: ExplorePane;
  readonly context: PaneContext;
}

export function MissingSource({ pane, context }: MissingSourceProps) {
  const { trail, onTrail, sources } = context;
  return (
    <PaneFrame pane={pane} source={null} context={context}>
      <EmptyState
        title={`There is no data source “${pane.datasource || 'default'}” here`}
        detail={
          sources.length === 0
            ? 'No data source is provisioned. Put a YAML file into provisioning/datasources and reload.'
            : 'The link names a source that is not provisioned. Its queries are kept; choose another source for them.'
        }
        query={JSON.stringify(pane.queries, null, 2)}
      >
        {sources.map((source) => (
          <Button key={source.uid} onClick={() => onTrail(changePane(trail, pane.id, { datasource: source.uid }))}>
            <SignalIcon signal={signalOf(source.type)} /> {source.name}
          </Button>
        ))}
        {trail.panes.length > 1 ? <Button onClick={() => onTrail(closePane(trail, pane.id))}>Close pane</Button> : null}
      </EmptyState>
    </PaneFrame>
  );
}
