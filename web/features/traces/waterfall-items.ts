import type { JoinedTrace, TraceLine } from '../../signals/trace/join.ts';
import { ancestors, type TraceTree } from '../../signals/trace/tree.ts';
import { moveInTree, type TreeMove, type TreeState } from './tree-keys.ts';

/**
 * What the waterfall shows, from top to bottom, as numbers: a span as its row, a log line under it as −1 − its place in
 * `flatLines`. Traces may have 100,000 spans, so there is no object per item.
 */
export type Items = Int32Array;

export interface PlacedLine {
  /** The row of its span. */
  readonly row: number;
  readonly line: TraceLine;
}

const flats = new WeakMap<JoinedTrace, readonly PlacedLine[]>();

/** All lines in the order of their spans' rows. */
export function flatLines(joined: JoinedTrace): readonly PlacedLine[] {
  const known = flats.get(joined);
  if (known) return known;
  const rows = [...joined.lines.keys()].sort((a, b) => a - b);
  const flat = rows.flatMap((row) => (joined.lines.get(row) ?? []).map((line) => ({ row, line })));
  flats.set(joined, flat);
  return flat;
}

export const lineOf = (joined: JoinedTrace, item: number): PlacedLine | undefined =>
  item < 0 ? flatLines(joined)[-1 - item] : undefined;

/** The row of an item: its own, or that of the span a line stands under. */
export const rowOf = (joined: JoinedTrace, item: number): number => lineOf(joined, item)?.row ?? Math.max(item, 0);

/** Rows with their lines between them. Lines of rows that are folded away are not shown. */
export function withLines(rows: Int32Array, joined: JoinedTrace): Items {
  const flat = flatLines(joined);
  const first = new Map<number, number>();
  flat.forEach(({ row }, place) => {
    if (!first.has(row)) first.set(row, place);
  });
  const items = new Int32Array(rows.length + flat.length);
  let length = 0;
  for (const row of rows) {
    items[length++] = row;
    for (let place = first.get(row) ?? flat.length; flat[place]?.row === row; place++) items[length++] = -1 - place;
  }
  return items.subarray(0, length);
}

/** Only some rows, with what is above them: a row without its callers would say nothing. */
export function narrowed(rows: Int32Array, tree: TraceTree, kept: ReadonlySet<number>): Int32Array {
  const shown = new Set(kept);
  for (const row of kept) for (const above of ancestors(tree, row)) shown.add(above);
  return rows.filter((row) => shown.has(row));
}

/** Keys over items: on a line, left goes to its span and Enter opens that. */
export function moveInItems(key: string, state: TreeState, joined: JoinedTrace): TreeMove | null {
  const item = state.rows[state.position] ?? 0;
  if (item >= 0) return moveInTree(key, state);
  const row = rowOf(joined, item);
  if (key === 'ArrowLeft') return { row };
  if (key === 'ArrowRight') return {};
  if (key === 'Enter' || key === ' ') return { open: row };
  return moveInTree(key, state);
}
