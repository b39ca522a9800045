import { useContext, useEffect, useRef } from 'react';
import { type JumpSubject, registerPlace } from '../../lib/jump-places.ts';
import { JumpsContext } from '../../lib/pane.ts';
import type { FlameGraphIsland } from './mount.ts';
import type { FlameGraphProps } from './props.ts';
import styles from './flame-graph.module.css';

interface FlameGraphViewProps extends FlameGraphProps {
  /** What the jump menu of a frame is about. */
  readonly subjectOf?: (name: string) => JumpSubject | null;
}

/** A flame graph as wide as its place and as tall as its stacks. d3 comes as its own chunk, with the first on screen. */
export function FlameGraph({ subjectOf, ...props }: FlameGraphViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const island = useRef<FlameGraphIsland | null>(null);
  const latest = useRef<FlameGraphProps>(props);
  const jumps = useContext(JumpsContext);

  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  });

  useEffect(() => {
    const element = frame.current;
    if (!element || !jumps || !subjectOf) return undefined;
    return registerPlace(element, {
      jumps,
      ask({ element: under, spot }) {
        const at = island.current?.frameAt(spot ? under : null);
        const subject = at && subjectOf(at.name);
        return subject ? { subject, spot: spot ?? at.spot } : null;
      },
    });
  }, [jumps, subjectOf]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let isGone = false;
    const fit = new ResizeObserver(() => island.current?.resize(sizeOf(element)));
    void import('./mount.ts').then(({ mountFlameGraph }) => {
      if (isGone) return;
      island.current = mountFlameGraph(element, { props: latest.current, size: sizeOf(element) });
      fit.observe(element);
    });
    return () => {
      isGone = true;
      fit.disconnect();
      island.current?.destroy();
      island.current = null;
    };
  }, []);

  return <div ref={frame} className={styles.frame} />;
}

const sizeOf = (element: HTMLElement) => ({ width: Math.max(80, element.clientWidth) });
