import type { FlameGraphAnswer } from '../../../server/contract/profiles.ts';

/**
 * A flame graph as columns, rows in depth-first pre-order, row 0 the root. The rows below row i are i + 1 … `end[i]` - 1;
 * `parent[0]` is -1. Values are in the profile's sample unit.
 */
export interface FlameTree {
  readonly length: number;
  readonly names: readonly string[];
  readonly nameIndex: Int32Array;
  readonly depth: Int32Array;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
}

/** O(rows). A row deeper than one below the row before it counts as one below. */
export function buildFlameTree(answer: FlameGraphAnswer): FlameTree {
  const length = answer.nameIndex.length;
  const depth = Int32Array.from(answer.depth);
  const parent = new Int32Array(length).fill(-1);
  const end = new Int32Array(length).fill(length);
  const path: number[] = [];
  for (let row = 0; row < length; row++) {
    while (path.length > (depth[row] ?? 0)) end[path.pop() ?? 0] = row;
    depth[row] = path.length;
    parent[row] = path.at(-1) ?? -1;
    path.push(row);
  }
  return {
    length,
    names: answer.names,
    nameIndex: Int32Array.from(answer.nameIndex),
    depth,
    parent,
    end,
    total: Float64Array.from(answer.total),
    self: Float64Array.from(answer.self),
  };
}

export const nameOf = (tree: FlameTree, row: number): string => tree.names[tree.nameIndex[row] ?? -1] ?? '';

/** Outermost first, `row` itself last. */
export function stackOf(tree: FlameTree, row: number): readonly number[] {
  const stack: number[] = [];
  for (let at = row; at >= 0; at = tree.parent[at] ?? -1) stack.push(at);
  return stack.reverse();
}

/** Names of the stack below the root: how a frame is told in another profile. */
export const pathOf = (tree: FlameTree, row: number): readonly string[] =>
  stackOf(tree, row)
    .slice(1)
    .map((at) => nameOf(tree, at));

/** The row that a path leads to, or as far as it does. */
export function rowAt(tree: FlameTree, path: readonly string[]): number {
  let row = 0;
  for (const name of path) {
    const next = childrenOf(tree, row).find((child) => nameOf(tree, child) === name);
    if (next === undefined) break;
    row = next;
  }
  return row;
}

/** The rows directly below `row`, left to right. */
export function childrenOf(tree: FlameTree, row: number): readonly number[] {
  const children: number[] = [];
  for (let child = row + 1; child < (tree.end[row] ?? 0); child = tree.end[child] ?? tree.length) children.push(child);
  return children;
}

/** Collapsed stacks, `total;main;work 12` a line: a tree in one look, for tests and for copying. */
export function toFolded(tree: FlameTree): string {
  const lines: string[] = [];
  for (let row = 0; row < tree.length; row++) {
    const self = tree.self[row] ?? 0;
    if (self === 0) continue;
    lines.push(`${pathOf(tree, row).join(';') || nameOf(tree, row)} ${self}`);
  }
  return lines.join('\n');
}
