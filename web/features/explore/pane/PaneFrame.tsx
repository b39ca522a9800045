import {
  Activity,
  type CSSProperties,
  type PointerEvent as ReactPointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { classes } from '../../../lib/classes.ts';
import { createCursor, CursorContext, useCursor } from '../../../lib/cursor.ts';
import explore from '../Explore.module.css';
import { PaneBar } from './PaneBar.tsx';
import { startPaneDrag } from './pane-drag.ts';
import { type FrameActions, frameActions } from './pane-frame-actions.ts';
import layout from './PaneLayout.module.css';
import { PaneSpine } from './PaneSpine.tsx';
import type { PaneContext } from './pane-views.ts';
import { isCollapsed, shares } from '../trail/trail-layout.ts';
import { useTitle } from './use-pane-title.ts';

interface PaneFrameProps {
  readonly pane: ExplorePane;
  /** Null where the source is not provisioned. */
  readonly source: SourceInfo | null;
  readonly context: PaneContext;
  readonly children: ReactNode;
}

/** What every pane is to the strip: a region of some width that can be named, folded to a spine, moved and closed. */
export function PaneFrame({ pane, source, context, children }: PaneFrameProps) {
  const { trail, isNarrow, renaming } = context;
  const section = useRef<HTMLElement>(null);
  const title = useTitle(pane, source);
  const isFolded = isCollapsed(pane) && !isNarrow;
  const isHidden = isNarrow ? trail.focus !== pane.id : isFolded;
  const shared = useCursor();
  const [own] = useState(createCursor);
  const act = frameActions(pane, context);
  const position = trail.panes.findIndex((one) => one.id === pane.id) + 1;
  const signal = source ? signalOf(source.type) : null;
  const handleDragStart = (event: ReactPointerEvent) => dragPane(event, section.current, act);
  useFocusOver(section, isFolded);
  return (
    <section
      ref={section}
      id={`pane-${pane.id}`}
      className={classes(explore.pane, layout.frame)}
      tabIndex={-1}
      data-pane={pane.id}
      data-focused={trail.focus === pane.id ? '' : undefined}
      data-folded={isFolded ? '' : undefined}
      data-signal={signal ?? undefined}
      style={{ '--share': shares(trail.panes).get(pane.id) ?? 1 } as CSSProperties}
      aria-label={regionName(position, { pane, source })}
      onPointerDownCapture={act.onActive}
      onFocusCapture={act.onActive}
    >
      {isFolded ? (
        <PaneSpine title={title} signal={signal} onUnfold={act.onUnfold} onDragStart={handleDragStart} />
      ) : null}
      <Activity mode={isHidden ? 'hidden' : 'visible'}>
        {trail.panes.length > 1 || pane.view?.title || renaming === pane.id ? (
          <PaneBar
            title={title}
            signal={signal}
            link={pane.view?.link}
            isRenaming={renaming === pane.id}
            act={act}
            onDragStart={handleDragStart}
          />
        ) : null}
        <CursorContext value={pane.view?.link === 'none' ? own : shared}>{children}</CursorContext>
      </Activity>
    </section>
  );
}

function regionName(position: number, { pane, source }: Pick<PaneFrameProps, 'pane' | 'source'>): string {
  if (!source) return `Missing data source ${pane.datasource}`;
  const own = pane.view?.title ? `, ${pane.view.title}` : '';
  return `Pane ${position}: ${source.name}, ${signalOf(source.type)}${own}`;
}

function dragPane({ nativeEvent: event }: ReactPointerEvent, section: HTMLElement | null, act: FrameActions): void {
  const strip = section?.parentElement;
  const target = event.target;
  if (!section || !strip || !(target instanceof Element)) return;
  const control = target.closest('button, input');
  if (control && !control.hasAttribute('data-drag')) return;
  // A finger on the bar scrolls the strip; only the grip takes hold of the pane.
  if (event.pointerType === 'touch' && !target.closest('[data-grip]')) return;
  startPaneDrag(event, { strip, paneId: section.dataset['pane'] ?? '', onMove: act.onMoveTo });
}

/** Folding takes away what had the focus; the spine gets it then, and gives it back to the pane. */
function useFocusOver(section: { readonly current: HTMLElement | null }, isFolded: boolean): void {
  const before = useRef(isFolded);
  useEffect(() => {
    if (before.current === isFolded) return;
    before.current = isFolded;
    const element = section.current;
    if (!element?.contains(document.activeElement) && document.activeElement !== document.body) return;
    const next = isFolded ? element?.querySelector<HTMLElement>('[data-drag]') : element;
    next?.focus({ preventScroll: true });
  }, [section, isFolded]);
}
