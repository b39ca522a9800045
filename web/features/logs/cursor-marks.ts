import type { LogModel } from './log-model.ts';

/**
 * Marks one of the rows on screen without rendering any: the shared cursor moves with every movement of the pointer, and
 * rows come and go with scrolling.
 */
export interface CursorMarks {
  /** For a row's `ref`. */
  readonly register: (position: number, element: HTMLElement | null) => () => void;
  /** -1 for none. */
  readonly mark: (position: number) => void;
}

export function createCursorMarks(): CursorMarks {
  const rows = new Map<number, HTMLElement>();
  let marked = -1;
  return {
    register(position, element) {
      if (!element) return () => undefined;
      rows.set(position, element);
      element.toggleAttribute('data-cursor', position === marked);
      return () => {
        if (rows.get(position) === element) rows.delete(position);
      };
    },
    mark(position) {
      if (position === marked) return;
      rows.get(marked)?.removeAttribute('data-cursor');
      marked = position;
      rows.get(position)?.setAttribute('data-cursor', '');
    },
  };
}

/**
 * The position of the line nearest in time; -1 more than `slack` ms before the first or after the last: an answer may be
 * cut short, and its end would then stand for a time it knows nothing of. O(log n).
 */
export function nearestLine(
  { count, time }: Pick<LogModel, 'count' | 'time'>,
  { at, slack }: { readonly at: number; readonly slack: number },
): number {
  if (count === 0) return -1;
  const isAscending = time(0) <= time(count - 1);
  const placed = (index: number): number => (isAscending ? index : count - 1 - index);
  const timeAt = (index: number): number => time(placed(index));
  if (at < timeAt(0) - slack || at > timeAt(count - 1) + slack) return -1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(middle) < at) low = middle + 1;
    else high = middle;
  }
  const isEarlierNearer = low > 0 && at - timeAt(low - 1) < timeAt(low) - at;
  return placed(isEarlierNearer ? low - 1 : low);
}
