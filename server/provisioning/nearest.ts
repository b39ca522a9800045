/** How many single-character edits lead from `a` to `b`; a change of case alone counts half. O(a·b). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const [x, y] = [a.charAt(row - 1), b.charAt(column - 1)];
      const swap = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1;
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + swap,
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

export interface Nearest {
  readonly name: string;
  /** So near that it is surely a slip of the keyboard. */
  readonly isSlip: boolean;
}

/** The candidate that `word` most likely stands for, or null when none is alike. */
export function nearest(word: string, candidates: readonly string[]): Nearest | null {
  const ranked = candidates
    .map((name) => ({ name, edits: distance(word, name) }))
    .sort((a, b) => a.edits - b.edits || a.name.localeCompare(b.name));
  const best = ranked[0];
  if (!best || best.edits > Math.max(2, Math.ceil(word.length / 2))) return null;
  return { name: best.name, isSlip: best.edits <= (word.length < 5 ? 1 : 2) };
}
