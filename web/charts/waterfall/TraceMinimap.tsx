import { useEffect, useRef } from 'react';
import { mountMinimap, type Minimap, type MinimapProps } from './minimap.ts';

interface TraceMinimapProps {
  readonly props: MinimapProps;
  readonly className?: string | undefined;
}

/** The React side of the minimap island. Its pointer actions have keys in the waterfall below it. */
export function TraceMinimap({ props, className }: TraceMinimapProps) {
  const element = useRef<HTMLDivElement>(null);
  const island = useRef<Minimap | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  }, [props]);
  useEffect(() => {
    const host = element.current;
    if (!host) return;
    const minimap = mountMinimap(host, latest.current);
    island.current = minimap;
    const observer = new ResizeObserver(() => minimap.resize({ width: host.clientWidth, height: host.clientHeight }));
    observer.observe(host);
    return () => {
      observer.disconnect();
      minimap.destroy();
      island.current = null;
    };
  }, []);
  return <div ref={element} className={className} />;
}
