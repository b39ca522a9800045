/** Moving a pane by its title bar or spine. Imperative: a drag marks where the pane would land and renders nothing. */
interface PaneDrag {
  readonly strip: HTMLElement;
  readonly paneId: string;
  /** Called once, at the end, with the place among all panes. */
  readonly onMove: (to: number) => void;
}

/** Shorter, it was a click. CSS pixels */
const THRESHOLD = 6;
/** So near an edge of the strip, it scrolls. CSS pixels */
const EDGE = 40;

/** Where a pane dropped at `x` would stand, `from` its place now; boxes from left to right. */
export function placeAt(
  boxes: readonly { readonly left: number; readonly width: number }[],
  from: number,
  x: number,
): number {
  const gap = boxes.filter((box) => box.left + box.width / 2 < x).length;
  return gap > from ? gap - 1 : gap;
}

export function startPaneDrag(start: PointerEvent, { strip, paneId, onMove }: PaneDrag): void {
  const panes = [...strip.querySelectorAll<HTMLElement>('[data-pane]')];
  const from = panes.findIndex((pane) => pane.dataset['pane'] === paneId);
  const own = panes[from];
  if (!own || start.button !== 0) return;
  const ended = new AbortController();
  const { signal } = ended;
  let to: number | null = null;

  const mark = (): void => {
    for (const pane of panes) delete pane.dataset['drop'];
    if (to === null || to === from) return;
    const target = panes[to];
    if (target) target.dataset['drop'] = to > from ? 'after' : 'before';
  };
  const handleMove = (event: PointerEvent): void => {
    if (to === null && Math.abs(event.clientX - start.clientX) < THRESHOLD) return;
    own.dataset['dragged'] = '';
    const { left, right } = strip.getBoundingClientRect();
    if (event.clientX < left + EDGE) strip.scrollBy({ left: -EDGE / 2 });
    if (event.clientX > right - EDGE) strip.scrollBy({ left: EDGE / 2 });
    const boxes = panes.map((pane) => pane.getBoundingClientRect());
    to = placeAt(boxes, from, event.clientX);
    mark();
  };
  const end = (): void => {
    ended.abort();
    delete own.dataset['dragged'];
    for (const pane of panes) delete pane.dataset['drop'];
  };
  const handleUp = (): void => {
    const target = to;
    end();
    if (target === null) return;
    swallowClick(strip);
    if (target !== from) onMove(target);
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') end();
  };
  const view = strip.ownerDocument.defaultView ?? window;
  view.addEventListener('pointermove', handleMove, { signal });
  view.addEventListener('pointerup', handleUp, { signal });
  view.addEventListener('pointercancel', end, { signal });
  view.addEventListener('keydown', handleKey, { signal, capture: true });
  // Text that happens to be selected must not be dragged instead.
  view.addEventListener('dragstart', (event) => event.preventDefault(), { signal, capture: true });
}

/** The click that ends a drag is none: a spine would unfold. */
function swallowClick(strip: HTMLElement): void {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  strip.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => strip.removeEventListener('click', swallow, { capture: true }));
}
