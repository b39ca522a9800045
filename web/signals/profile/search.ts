import type { FlameTree } from './flame-tree.ts';

export interface FrameMatches {
  /** By index of `names`: whether the function matches. */
  readonly names: readonly boolean[];
  /** Rows that match. */
  readonly rows: number;
  /** Sum of the outermost matching frames: a match within a match does not count twice. */
  readonly total: number;
}

/**
 * The functions whose name contains every word of the text, without regard to case; null for a text without words.
 * O(names + rows).
 */
export function searchFrames(tree: FlameTree, text: string): FrameMatches | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const names = tree.names.map((name) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  // The root is no function, whatever it is called.
  const isMatch = (row: number): boolean => row > 0 && names[tree.nameIndex[row] ?? -1] === true;
  let rows = 0;
  let total = 0;
  let covered = 0;
  for (let row = 0; row < tree.length; row++) {
    if (!isMatch(row)) continue;
    rows += 1;
    if (row < covered) continue;
    total += tree.total[row] ?? 0;
    covered = tree.end[row] ?? tree.length;
  }
  return { names, rows, total };
}
