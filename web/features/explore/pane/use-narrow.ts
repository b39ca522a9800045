import { useCallback, useState } from 'react';

/** The width below which `Explore.module.css` shows one pane at a time. rem */
const NARROW = 52;

/** Whether an element, taken by the returned ref, is too narrow for panes side by side. */
export function useNarrow(): readonly [ref: (element: HTMLElement | null) => (() => void) | undefined, boolean] {
  const [isNarrow, setNarrow] = useState(() => window.innerWidth < widthPx());
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setNarrow(entry.contentRect.width < widthPx()));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, isNarrow];
}

const widthPx = (): number => NARROW * parseFloat(getComputedStyle(document.documentElement).fontSize || '16');
