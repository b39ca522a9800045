import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from 'react';
import styles from './PaneLayout.module.css';
import type { Trail } from '../trail/trail.ts';
import { MIN_PART, type Pair, partOf, resizePair, shares } from '../trail/trail-layout.ts';

interface PaneSeparatorProps {
  readonly pair: Pair;
  readonly trail: Trail;
  readonly onTrail: (trail: Trail, options: { readonly replace: boolean }) => void;
}

const STEP = 0.05;
const percent = (part: number): number => Math.round(part * 100);
const clamp = (part: number): number => Math.min(Math.max(part, MIN_PART), 1 - MIN_PART);
const paneElement = (id: string): HTMLElement | null => document.getElementById(`pane-${id}`);

/** Divides the width of two panes: by dragging, by the arrow keys; double click or Enter gives both the same again. */
export function PaneSeparator({ pair, trail, onTrail }: PaneSeparatorProps) {
  const element = useRef<HTMLDivElement>(null);
  const part = partOf(trail.panes, pair);
  const resize = (next: number | null) => onTrail(resizePair(trail, pair, next), { replace: true });
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = partByKey(event.key, part);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(next);
  };
  const handlePointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !element.current) return;
    const share = shares(trail.panes);
    dragSeparator(element.current, {
      start: event.nativeEvent,
      pair,
      part,
      both: (share.get(pair.left) ?? 1) + (share.get(pair.right) ?? 1),
      onEnd: resize,
    });
  };
  return (
    // A separator that can be focused is a widget, and takes a value: WAI-ARIA 1.2.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <div
      ref={element}
      role="separator"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      aria-label="Width of the panes beside it"
      aria-orientation="vertical"
      aria-valuenow={percent(part)}
      aria-valuemin={percent(MIN_PART)}
      aria-valuemax={percent(1 - MIN_PART)}
      aria-controls={`pane-${pair.left}`}
      className={styles.separator}
      onKeyDown={handleKeyDown}
      onPointerDown={handlePointerDown}
      onMouseDown={holdWithoutSelecting}
      onDoubleClick={() => resize(null)}
    />
  );
}

/** A double click would select text next to the separator, and the next drag would drag that. */
function holdWithoutSelecting(event: MouseEvent<HTMLElement>): void {
  event.preventDefault();
  event.currentTarget.focus();
}

/** null: as wide as each other; undefined: not a key of ours. */
function partByKey(key: string, part: number): number | null | undefined {
  switch (key) {
    case 'ArrowLeft':
      return clamp(part - STEP);
    case 'ArrowRight':
      return clamp(part + STEP);
    case 'Home':
      return MIN_PART;
    case 'End':
      return 1 - MIN_PART;
    case 'Enter':
      return null;
    default:
      return undefined;
  }
}

interface SeparatorDrag {
  readonly start: globalThis.PointerEvent;
  readonly pair: Pair;
  /** The left pane's part of both, and what share of the strip both have. */
  readonly part: number;
  readonly both: number;
  readonly onEnd: (part: number) => void;
}

/** Widths follow the pointer through style alone; the URL hears of it once, at the end. */
function dragSeparator(separator: HTMLElement, { start, pair, part, both, onEnd }: SeparatorDrag): void {
  const left = paneElement(pair.left);
  const right = paneElement(pair.right);
  if (!left || !right) return;
  const width = left.offsetWidth + right.offsetWidth;
  const ended = new AbortController();
  const { signal } = ended;
  let next = part;
  const show = (own: number): void => {
    left.style.setProperty('--share', String(both * own));
    right.style.setProperty('--share', String(both * (1 - own)));
    separator.setAttribute('aria-valuenow', String(percent(own)));
  };
  const cancel = (): void => {
    ended.abort();
    delete separator.dataset['active'];
    show(part);
  };
  separator.dataset['active'] = '';
  separator.setPointerCapture(start.pointerId);
  separator.addEventListener(
    'pointermove',
    (event) => {
      next = clamp(part + (event.clientX - start.clientX) / width);
      show(next);
    },
    { signal },
  );
  separator.addEventListener(
    'pointerup',
    () => {
      ended.abort();
      delete separator.dataset['active'];
      if (next !== part) onEnd(next);
    },
    { signal },
  );
  separator.addEventListener('pointercancel', cancel, { signal });
  separator.addEventListener('keydown', (event) => event.key === 'Escape' && cancel(), { signal });
}
