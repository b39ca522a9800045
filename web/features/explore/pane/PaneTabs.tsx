import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import styles from '../Explore.module.css';
import { paneSource } from './pane-source.ts';
import type { PaneContext } from './pane-views.ts';
import { focusPane } from '../trail/trail.ts';
import { useTitle } from './use-pane-title.ts';

/** On narrow screens one pane is seen at a time; these lead to the others. */
export function PaneTabs({ context }: { readonly context: PaneContext }) {
  return (
    <nav className={styles.tabs} aria-label="Panes">
      {context.trail.panes.map((pane, index) => (
        <PaneTab key={pane.id} pane={pane} index={index} context={context} />
      ))}
    </nav>
  );
}

interface PaneTabProps {
  readonly pane: ExplorePane;
  readonly index: number;
  readonly context: PaneContext;
}

function PaneTab({ pane, index, context }: PaneTabProps) {
  const { trail, onTrail } = context;
  const source = paneSource(pane, context);
  const title = useTitle(pane, source);
  return (
    <button
      type="button"
      className={styles.tab}
      aria-current={trail.focus === pane.id ? 'true' : undefined}
      onClick={() => onTrail(focusPane(trail, pane.id), { replace: true })}
    >
      {source ? <SignalIcon signal={signalOf(source.type)} /> : null}
      <span>
        {index + 1}. {title}
      </span>
    </button>
  );
}
