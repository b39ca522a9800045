import { useEffect, useState, type RefObject } from 'react';

export interface PanelBox {
  /** On screen or about to be. */
  readonly isNear: boolean;
  /** CSS pixels, rounded down so that a few of them more or less ask nothing anew; 0 until measured. */
  readonly width: number;
  readonly height: number;
}

const GRAIN = 40;

/** Where a panel is and how large, so that panels out of sight cost nothing. */
export function usePanelBox(ref: RefObject<HTMLElement | null>): PanelBox {
  const [isNear, setNear] = useState(false);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const sight = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: '300px 0px',
    });
    const measure = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      const next = { width: Math.max(GRAIN, Math.floor(width / GRAIN) * GRAIN), height: Math.round(height) };
      setSize((before) => (before.width === next.width && before.height === next.height ? before : next));
    });
    sight.observe(element);
    measure.observe(element);
    return () => {
      sight.disconnect();
      measure.disconnect();
    };
  }, [ref]);
  return { isNear, ...size };
}
