import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { Anchor } from './props.ts';
import styles from './time-series.module.css';

export interface PlacedExemplar {
  readonly exemplar: Exemplar;
  /** CSS pixels in the plotting area. */
  readonly left: number;
  readonly top: number;
  /** Its value lies outside the axis, and the mark at its edge. */
  readonly clamped: boolean;
  readonly label: string;
}

export interface ExemplarMarks {
  readonly place: (placed: readonly PlacedExemplar[]) => void;
  readonly setActive: (index: number | null) => void;
}

export interface MarkHandlers {
  readonly onEnter: (index: number) => void;
  readonly onLeave: () => void;
  readonly onOpen: (index: number, anchor: Anchor) => void;
}

/**
 * Diamonds over the plot. They are real buttons, so that they can be pointed at, named and tested; the chart's keyboard
 * walk reaches them, so they take no tab stop of their own.
 */
export function createExemplarMarks(over: HTMLElement, handlers: MarkHandlers): ExemplarMarks {
  const document = over.ownerDocument;
  const buttons: HTMLButtonElement[] = [];

  const create = (index: number): HTMLButtonElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.className = styles['exemplar'] ?? '';
    button.addEventListener('mouseenter', () => handlers.onEnter(index));
    button.addEventListener('mouseleave', () => handlers.onLeave());
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      const box = button.getBoundingClientRect();
      handlers.onOpen(index, { x: box.left + box.width / 2, y: box.top + box.height / 2 });
    });
    over.append(button);
    return button;
  };

  return {
    place(placed) {
      placed.forEach(({ left, top, clamped, label }, index) => {
        const button = (buttons[index] ??= create(index));
        button.setAttribute('aria-label', label);
        button.dataset['clamped'] = String(clamped);
        button.style.transform = `translate(${left}px, ${top}px)`;
      });
      for (const button of buttons.splice(placed.length)) button.remove();
    },
    setActive(index) {
      buttons.forEach((button, i) => {
        button.dataset['active'] = String(i === index);
      });
    },
  };
}
