import { type RefObject, useEffect, useRef } from 'react';

/** An imperative view behind three calls. It fills its element and leaves it empty. */
export interface Island<P, S> {
  readonly update: (props: P) => void;
  readonly resize: (size: S) => void;
  readonly destroy: () => void;
}

/** How a kind of island is made: a constant of its wrapper, not of a render. */
export interface IslandKind<P, S, I extends Island<P, S>> {
  /** Its code comes as a chunk of its own. */
  readonly load: () => Promise<(element: HTMLElement, options: { readonly props: P; readonly size: S }) => I>;
  readonly sizeOf: (element: HTMLElement) => S;
}

/** Keeps an island in step with props and size. `island` is null until its code is there. */
export function useIsland<P, S, I extends Island<P, S>>(
  kind: IslandKind<P, S, I>,
  props: P,
): { readonly frame: RefObject<HTMLDivElement | null>; readonly island: RefObject<I | null> } {
  const frame = useRef<HTMLDivElement>(null);
  const island = useRef<I | null>(null);
  const latest = useRef(props);

  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let isGone = false;
    const fit = new ResizeObserver(() => island.current?.resize(kind.sizeOf(element)));
    void kind.load().then((mount) => {
      if (isGone) return;
      island.current = mount(element, { props: latest.current, size: kind.sizeOf(element) });
      fit.observe(element);
    });
    return () => {
      isGone = true;
      fit.disconnect();
      island.current?.destroy();
      island.current = null;
    };
  }, [kind]);

  return { frame, island };
}

/** Plots draw nothing sensible below a few pixels. */
export const plotSize = (element: HTMLElement) => ({
  width: Math.max(40, element.clientWidth),
  height: Math.max(40, element.clientHeight),
});
