import type { FlameTree } from './flame-tree.ts';

/** One function over the whole profile. */
export interface FunctionTotals {
  readonly name: string;
  /** Spent in the function itself. */
  readonly self: number;
  /** Spent while it was on the stack; recursion counts once. */
  readonly total: number;
}

/** Every function but the root, by self and then total, largest first. O(rows + functions log functions). */
export function topFunctions(tree: FlameTree): readonly FunctionTotals[] {
  const self = new Float64Array(tree.names.length);
  const total = new Float64Array(tree.names.length);
  const covered = new Int32Array(tree.names.length);
  const seen = new Set<number>();
  for (let row = 1; row < tree.length; row++) {
    const name = tree.nameIndex[row] ?? 0;
    seen.add(name);
    self[name] = (self[name] ?? 0) + (tree.self[row] ?? 0);
    // Below an occurrence of the same function its time is counted already.
    if (row < (covered[name] ?? 0)) continue;
    total[name] = (total[name] ?? 0) + (tree.total[row] ?? 0);
    covered[name] = tree.end[row] ?? tree.length;
  }
  return [...seen]
    .map((name) => ({ name: tree.names[name] ?? '', self: self[name] ?? 0, total: total[name] ?? 0 }))
    .sort((a, b) => b.self - a.self || b.total - a.total || (a.name < b.name ? -1 : 1));
}
