import { nameOf, stackOf, type FlameTree } from './flame-tree.ts';

/** A stack frame to draw: what a flame graph of SVG elements takes. */
export interface FrameNode {
  readonly name: string;
  /** Total, in the profile's sample unit. */
  readonly value: number;
  readonly self: number;
  /** Row of the tree; -1 for frames that stand for several pruned ones. */
  readonly row: number;
  readonly children: FrameNode[];
}

/** What pruned siblings are drawn as. */
export const OTHER = 'other';

interface PruneOptions {
  /** How many frames below the focus are kept. */
  readonly limit: number;
  /** Row that is looked at: its callers and the widest frames below it stay. Default: the root. */
  readonly focus?: number;
}

/**
 * The widest `limit` frames at and below the focus, with the stack that leads there, as nested nodes; siblings that are
 * left out become one frame, `other`. A frame is never wider than its caller, so those kept are always connected: equal
 * widths are taken in pre-order. O(rows log rows).
 */
export function pruneToWidest(tree: FlameTree, { limit, focus = 0 }: PruneOptions): FrameNode {
  const kept = widestRows(tree, focus, Math.max(1, limit));
  const stack = stackOf(tree, focus);
  for (const row of stack) kept[row] = 1;
  const nodes = new Map<number, FrameNode>();
  const nodeOf = (row: number): FrameNode => ({
    name: nameOf(tree, row),
    value: tree.total[row] ?? 0,
    self: tree.self[row] ?? 0,
    row,
    children: [],
  });
  let root = nodeOf(0);
  for (let row = 0; row < tree.length; row++) {
    if (kept[row] !== 1) continue;
    const node = nodeOf(row);
    nodes.set(row, node);
    if (row === 0) root = node;
    else nodes.get(tree.parent[row] ?? -1)?.children.push(node);
  }
  for (const node of nodes.values()) {
    const drawn = node.children.reduce((sum, { value }) => sum + value, 0);
    const rest = node.value - node.self - drawn;
    if (rest > 0) node.children.push({ name: OTHER, value: rest, self: 0, row: -1, children: [] });
  }
  return root;
}

/** 1 for the rows kept. */
function widestRows(tree: FlameTree, focus: number, limit: number): Uint8Array {
  const kept = new Uint8Array(tree.length);
  const end = tree.end[focus] ?? tree.length;
  const rows = Array.from({ length: end - focus }, (_, index) => focus + index);
  // The sort is stable, so of equal widths callers come before what they call.
  const widest = rows.length > limit ? rows.sort((a, b) => (tree.total[b] ?? 0) - (tree.total[a] ?? 0)) : rows;
  for (const row of widest.slice(0, limit)) kept[row] = 1;
  return kept;
}
