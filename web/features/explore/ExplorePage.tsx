import { Plus, Share2 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { findSource } from '../../../server/contract/correlation/sources.ts';
import { type ExplorePane, nextPaneId } from '../../../server/contract/explore-url.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import { DEFAULT_RANGE } from '../../../server/contract/time-range.ts';
import { createCursor, CursorContext } from '../../lib/cursor.ts';
import { Button } from '../../ui/Button.tsx';
import { PageActions } from '../../ui/PageActions.tsx';
import styles from './Explore.module.css';
import { PaneKeys } from './pane/PaneKeys.tsx';
import { PaneStrip } from './pane/PaneStrip.tsx';
import { PaneTabs } from './pane/PaneTabs.tsx';
import type { ExploreContext, PaneContext } from './pane/pane-views.ts';
import { shareTrail } from './trail/share.ts';
import { emptyQuery } from './query/target-text.ts';
import { addPane, focusPane, type Trail } from './trail/trail.ts';
import { useNarrow } from './pane/use-narrow.ts';
import { useRangeClock } from './pane/use-range-clock.ts';

interface ExplorePageProps {
  readonly context: ExploreContext;
  /** Why the address could not be read. */
  readonly error?: string | undefined;
  /** Above the panes. */
  readonly banner?: ReactNode;
}

/** A source's pane with nothing asked yet. */
export const freshPane = (source: SourceInfo, id: string): ExplorePane => ({
  id,
  datasource: source.uid,
  queries: [emptyQuery(source.type, 'A')],
  range: { ...DEFAULT_RANGE },
});

export function ExplorePage({ context: given, error, banner }: ExplorePageProps) {
  const { sources } = given;
  const { now, onTrail } = useRangeClock(given);
  const [cursor] = useState(createCursor);
  const [renaming, setRenaming] = useState<string | null>(null);
  const { trail, setActive } = useActivePane(given.trail);
  const [page, isNarrow] = useNarrow();
  const context: PaneContext = {
    ...given,
    trail,
    onTrail,
    now,
    isNarrow,
    renaming,
    onRenaming: setRenaming,
    onActive: setActive,
  };
  const handleAdd = () => {
    const source = findSource(sources, trail.panes.at(-1)?.datasource) ?? sources[0];
    if (source) onTrail(addPane(trail, freshPane(source, nextPaneId(trail.panes.map((pane) => pane.id)))));
  };
  return (
    <div ref={page} className={styles.page}>
      <PageActions>
        <Button variant="quiet" onClick={handleAdd}>
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
      {banner}
      <PaneKeys context={context} />
      {trail.panes.length > 1 ? <PaneTabs context={context} /> : null}
      <CursorContext value={cursor}>
        <PaneStrip context={context} wanted={given.trail.focus} />
      </CursorContext>
    </div>
  );
}

/**
 * The pane in hand: the one the address names until the pointer or the keyboard goes to another. That is not written to
 * the address by itself, which would move the strip under the pointer; the next step of the trail takes it along.
 */
function useActivePane(trail: Trail): { readonly trail: Trail; readonly setActive: (id: string) => void } {
  const [active, setActive] = useState<{ readonly trail: Trail; readonly id: string } | null>(null);
  const id = active?.trail === trail ? active.id : trail.focus;
  const focused = useMemo(() => (id === trail.focus ? trail : focusPane(trail, id)), [trail, id]);
  return {
    trail: focused,
    setActive: (next) => (next === id ? undefined : setActive({ trail, id: next })),
  };
}
