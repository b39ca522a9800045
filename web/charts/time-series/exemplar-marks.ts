import type { Anchor, ChartExemplar } from './props.ts';
import styles from './time-series.module.css';

export interface PlacedExemplar {
  readonly exemplar: ChartExemplar;
  /** CSS pixels in the plotting area. */
  readonly left: number;
  readonly top: number;
  /** Its value lies outside the axis, and the mark at its edge. */
  readonly clamped: boolean;
  readonly label: string;
}

export interface ExemplarMarks {
  readonly place: (placed: readonly PlacedExemplar[]) => void;
  readonly setActive: (placed: PlacedExemplar | null) => void;
  /** The exemplar whose mark an element is. */
  readonly at: (element: Element) => PlacedExemplar | null;
}

export interface MarkHandlers {
  readonly onEnter: (placed: PlacedExemplar) => void;
  readonly onLeave: () => void;
  readonly onOpen: (placed: PlacedExemplar, anchor: Anchor) => void;
}

/** One exemplar stays one button for as long as it is shown: new data must not put another under the pointer. */
const keyOf = ({ exemplar, label }: PlacedExemplar): string => `${exemplar.time} ${label}`;

/**
 * Diamonds over the plot. They are real buttons, so that they can be pointed at, named and tested; the chart's keyboard
 * walk reaches them, so they take no tab stop of their own.
 */
export function createExemplarMarks(over: HTMLElement, handlers: MarkHandlers): ExemplarMarks {
  const marks = new Map<string, { readonly button: HTMLButtonElement; placed: PlacedExemplar }>();

  const create = (placed: PlacedExemplar): { readonly button: HTMLButtonElement; placed: PlacedExemplar } => {
    const button = over.ownerDocument.createElement('button');
    const mark = { button, placed };
    button.type = 'button';
    button.tabIndex = -1;
    button.className = styles['exemplar'] ?? '';
    button.setAttribute('aria-label', placed.label);
    button.addEventListener('mouseenter', () => handlers.onEnter(mark.placed));
    button.addEventListener('mouseleave', () => handlers.onLeave());
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      const box = button.getBoundingClientRect();
      handlers.onOpen(mark.placed, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
    });
    return mark;
  };

  return {
    place(placed) {
      const wanted = new Set(placed.map(keyOf));
      for (const [key, { button }] of marks) {
        if (wanted.has(key)) continue;
        button.remove();
        marks.delete(key);
      }
      let before: Element | null = null;
      for (const one of placed.toReversed()) {
        const mark = marks.get(keyOf(one)) ?? create(one);
        marks.set(keyOf(one), mark);
        mark.placed = one;
        mark.button.dataset['clamped'] = String(one.clamped);
        mark.button.style.transform = `translate(${one.left}px, ${one.top}px)`;
        // In order of time, and moved only where needed: moving a button takes the pointer off it.
        if (mark.button.parentElement !== over || mark.button.nextElementSibling !== before)
          over.insertBefore(mark.button, before);
        before = mark.button;
      }
    },
    at(element) {
      for (const { button, placed } of marks.values()) if (button.contains(element)) return placed;
      return null;
    },
    setActive(active) {
      const key = active === null ? null : keyOf(active);
      for (const [own, { button }] of marks) button.dataset['active'] = String(own === key);
    },
  };
}
