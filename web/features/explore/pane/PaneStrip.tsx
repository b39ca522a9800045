import { Fragment, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Boundary } from '../../../ui/Boundary.tsx';
import styles from '../Explore.module.css';
import { MissingSource } from './MissingSource.tsx';
import { Pane } from './Pane.tsx';
import { PaneSeparator } from './PaneSeparator.tsx';
import { paneSource } from './pane-source.ts';
import type { PaneContext } from './pane-views.ts';
import { isSaved } from '../trail/saved-results.ts';
import { pairsOf } from '../trail/trail-layout.ts';

interface PaneStripProps {
  readonly context: PaneContext;
  /** The pane that the address asks to show. */
  readonly wanted: string;
}

export function PaneStrip({ context, wanted }: PaneStripProps) {
  const { trail, onTrail } = context;
  const strip = useRef<HTMLDivElement>(null);
  const pairs = pairsOf(trail.panes);
  useKeptScroll(strip, trail.panes.map((pane) => pane.id).join(' '));
  // With many panes the strip scrolls; the one just opened or returned to comes into view. Before the frame is soon enough:
  // sooner, the browser would lay the page out once more.
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      document
        .querySelector(`[data-pane="${CSS.escape(wanted)}"]`)
        ?.scrollIntoView({ inline: 'nearest', block: 'nearest' }),
    );
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  return (
    <div ref={strip} className={styles.strip} data-count={trail.panes.length}>
      {trail.panes.map((pane) => {
        const source = paneSource(pane, context);
        const isFromFile = isSaved(pane, context.saved);
        const pair = pairs.get(pane.id);
        return (
          <Fragment key={pane.id}>
            <Boundary resetKey={pane}>
              {source ? (
                <Pane
                  key={`${source.uid}${isFromFile ? '/saved' : ''}`}
                  pane={pane}
                  source={source}
                  context={context}
                />
              ) : (
                <MissingSource pane={pane} context={context} />
              )}
            </Boundary>
            {pair ? <PaneSeparator pair={pair} trail={trail} onTrail={onTrail} /> : null}
          </Fragment>
        );
      })}
    </div>
  );
}

interface ScrollPlace {
  readonly top: number;
  readonly left: number;
}

/** An element that is moved in the document loses how far it was scrolled; after panes changed places it gets it back. */
function useKeptScroll(strip: RefObject<HTMLElement | null>, order: string): void {
  const places = useRef(new Map<Element, ScrollPlace>());
  useEffect(() => {
    const element = strip.current;
    const known = places.current;
    if (!element) return;
    const handleScroll = ({ target }: Event): void => {
      if (!(target instanceof Element) || target === element) return;
      known.set(target, { top: target.scrollTop, left: target.scrollLeft });
    };
    element.addEventListener('scroll', handleScroll, { capture: true, passive: true });
    return () => element.removeEventListener('scroll', handleScroll, { capture: true });
  }, [strip]);
  useLayoutEffect(() => {
    for (const [element, { top, left }] of places.current) {
      if (!element.isConnected) places.current.delete(element);
      else if (element.scrollTop !== top || element.scrollLeft !== left) element.scrollTo({ top, left });
    }
  }, [order]);
}
