import { NIL, type Static } from '../language/static.ts';
import { u32At } from '../storage/columns.ts';
import type { SpanCursor } from './span-cursor.ts';

const TWO_32 = 2 ** 32;

/** Nanoseconds from the span's start to an event. */
export function eventNanos({ chunk, row }: SpanCursor, index: number): number {
  const high = u32At(chunk.eventTimeHigh.values, index) - u32At(chunk.start.high, row);
  return high * TWO_32 + (u32At(chunk.eventTimeLow.values, index) - u32At(chunk.start.low, row));
}

/** Walks a span's events or links. */
export interface ItemMatcher {
  /** The first value that is not nil, over the items that meet every condition on their scope. */
  readonly first: (scope: 'event' | 'link', at: SpanCursor, read: (index: number) => Static) => Static;
}

/** @param accepts whether an item meets every condition of a conjunction; one that has none accepts all */
export function createItemMatcher(
  accepts: (scope: 'event' | 'link', at: SpanCursor, index: number) => boolean,
): ItemMatcher {
  return {
    first(scope, at, read) {
      const [start, end] = itemRange(scope, at);
      for (let index = start; index < end; index++) {
        if (!accepts(scope, at, index)) continue;
        const value = read(index);
        if (value.type !== 'nil') return value;
      }
      return NIL;
    },
  };
}

/** Where a span's events or links lie in its chunk: first, and one past the last. */
export function itemRange(scope: 'event' | 'link', { chunk, row }: SpanCursor): readonly [number, number] {
  const starts = scope === 'event' ? chunk.eventStart : chunk.linkStart;
  return [u32At(starts, row), u32At(starts, row + 1)];
}
