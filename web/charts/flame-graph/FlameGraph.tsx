import { useContext, useEffect } from 'react';
import { type JumpSubject, registerPlace } from '../../lib/jump-places.ts';
import { JumpsContext } from '../../lib/pane.ts';
import { useIsland } from '../use-island.ts';
import type { FlameGraphIsland } from './mount.ts';
import type { FlameGraphProps } from './props.ts';
import styles from './flame-graph.module.css';

interface FlameGraphViewProps extends FlameGraphProps {
  /** What the jump menu of a frame is about. */
  readonly subjectOf?: (name: string) => JumpSubject | null;
}

const GRAPH = {
  load: () => import('./mount.ts').then(({ mountFlameGraph }) => mountFlameGraph),
  sizeOf: (element: HTMLElement) => ({ width: Math.max(80, element.clientWidth) }),
};

/** A flame graph as wide as its place and as tall as its stacks. d3 comes as its own chunk, with the first on screen. */
export function FlameGraph({ subjectOf, ...props }: FlameGraphViewProps) {
  const { frame, island } = useIsland<FlameGraphProps, { readonly width: number }, FlameGraphIsland>(GRAPH, props);
  const jumps = useContext(JumpsContext);

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
  }, [jumps, subjectOf, frame, island]);

  return <div ref={frame} className={styles.frame} />;
}
