import { Plus, Share2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { findSource } from '../../../server/contract/correlation/sources.ts';
import { type ExplorePane, nextPaneId } from '../../../server/contract/explore-url.ts';
import { signalOf } from '../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { DEFAULT_RANGE } from '../../../server/contract/time-range.ts';
import { useShortcut } from '../../lib/shortcuts.ts';
import { Boundary } from '../../ui/Boundary.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageActions } from '../../ui/PageActions.tsx';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import styles from './Explore.module.css';
import { Pane } from './Pane.tsx';
import type { PaneContext } from './pane-views.ts';
import { shareTrail } from './share.ts';
import { emptyQuery } from './target-text.ts';
import { changePane, closePane, focusPane, insertAfter, type Trail } from './trail.ts';

interface ExplorePageProps {
  readonly context: PaneContext;
  /** Why the address could not be read. */
  readonly error?: string | undefined;
}

/** A source's pane with nothing asked yet. */
export const freshPane = (source: SourceInfo, id: string): ExplorePane => ({
  id,
  datasource: source.uid,
  queries: [emptyQuery(source.type, 'A')],
  range: { ...DEFAULT_RANGE },
});

export function ExplorePage({ context, error }: ExplorePageProps) {
  const { trail, onTrail, sources } = context;
  const [first] = sources;
  useShortcut({ keys: 'x', label: 'Close pane', group: 'Explore' }, () => onTrail(closePane(trail, trail.focus)));
  const addPane = () => {
    const source = findSource(sources, trail.panes.at(-1)?.datasource) ?? first;
    if (!source) return;
    const fresh = freshPane(source, nextPaneId(trail.panes.map((pane) => pane.id)));
    const range = trail.panes.at(-1)?.range ?? fresh.range;
    onTrail(insertAfter(trail, null, { ...fresh, range }));
  };
  return (
    <div className={styles.page}>
      <PageActions>
        <Button variant="quiet" onClick={addPane}>
          <Plus size={14} aria-hidden /> <span>Add pane</span>
        </Button>
        <Button variant="quiet" onClick={() => void shareTrail(trail)}>
          <Share2 size={14} aria-hidden /> <span>Share</span>
        </Button>
      </PageActions>
      {error ? (
        <p className={styles.notice} role="alert">
          {error}
        </p>
      ) : null}
      {trail.panes.length > 1 ? <PaneTabs trail={trail} onTrail={onTrail} sources={sources} /> : null}
      <PaneStrip context={context} />
    </div>
  );
}

function PaneStrip({ context }: { readonly context: PaneContext }) {
  const { trail, sources } = context;
  const strip = useRef<HTMLDivElement>(null);
  // With many panes the strip scrolls; the one just opened or returned to comes into view.
  useEffect(() => {
    const pane = strip.current?.querySelector('[data-focused]');
    pane?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [trail.focus]);
  return (
    <div ref={strip} className={styles.strip} data-count={trail.panes.length}>
      {trail.panes.map((pane) => {
        const source = paneSource(pane, sources);
        return (
          <Boundary key={pane.id} resetKey={pane}>
            {source ? (
              <Pane key={source.uid} pane={pane} source={source} context={context} />
            ) : (
              <MissingSource pane={pane} context={context} />
            )}
          </Boundary>
        );
      })}
    </div>
  );
}

/** '' means the default source. */
const paneSource = (pane: ExplorePane, sources: readonly SourceInfo[]): SourceInfo | null =>
  pane.datasource === ''
    ? (sources.find((source) => source.isDefault) ?? sources[0] ?? null)
    : findSource(sources, pane.datasource);

interface MissingSourceProps {
  readonly pane: ExplorePane;
  readonly context: PaneContext;
}

function MissingSource({ pane, context }: MissingSourceProps) {
  const { trail, onTrail, sources } = context;
  return (
    <section
      className={styles.pane}
      data-focused={trail.focus === pane.id ? '' : undefined}
      aria-label={`Missing data source ${pane.datasource}`}
    >
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
    </section>
  );
}

interface PaneTabsProps {
  readonly trail: Trail;
  readonly onTrail: PaneContext['onTrail'];
  readonly sources: readonly SourceInfo[];
}

/** On narrow screens one pane is seen at a time; these lead to the others. */
function PaneTabs({ trail, onTrail, sources }: PaneTabsProps) {
  return (
    <nav className={styles.tabs} aria-label="Panes">
      {trail.panes.map((pane, index) => {
        const source = paneSource(pane, sources);
        return (
          <button
            key={pane.id}
            type="button"
            className={styles.tab}
            aria-current={trail.focus === pane.id ? 'true' : undefined}
            onClick={() => onTrail(focusPane(trail, pane.id), { replace: true })}
          >
            {source ? <SignalIcon signal={signalOf(source.type)} /> : null}
            {index + 1}. {source?.name ?? pane.datasource}
          </button>
        );
      })}
    </nav>
  );
}
