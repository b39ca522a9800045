import { createContext, useContext, useEffect } from 'react';
import type { EpochMs } from '../../server/contract/units.ts';

/**
 * The instant that the pointer or the keyboard is at, shared by what is linked. Outside React's state: it changes with
 * every movement of the pointer, and only what draws it may pay for that.
 */
export interface SharedCursor {
  readonly time: () => EpochMs | null;
  /** `by` names who moved it, so that a chart does not answer to itself. */
  readonly move: (time: EpochMs | null, by: string) => void;
  readonly subscribe: (listener: (time: EpochMs | null, by: string) => void) => () => void;
}

export function createCursor(): SharedCursor {
  const listeners = new Set<(time: EpochMs | null, by: string) => void>();
  let current: EpochMs | null = null;
  return {
    time: () => current,
    move(time, by) {
      if (time === current) return;
      current = time;
      for (const listener of listeners) listener(time, by);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A view outside Explore has a cursor of its own that nothing else follows. */
export const CursorContext = createContext<SharedCursor>(createCursor());

export const useCursor = (): SharedCursor => useContext(CursorContext);

/** For imperative drawing: told of the present instant, then of every move, without rendering. */
export function useCursorListener(listener: (time: EpochMs | null, by: string) => void): void {
  const cursor = useCursor();
  useEffect(() => {
    listener(cursor.time(), '');
    return cursor.subscribe(listener);
  }, [cursor, listener]);
}
