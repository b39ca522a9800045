import type { TraceTree } from '../../signals/trace/tree.ts';

/** What a key does in the waterfall: move to a row, fold or unfold one, open one. */
export interface TreeMove {
  readonly row?: number;
  readonly toggle?: number;
  readonly open?: number;
}

export interface TreeState {
  readonly tree: TraceTree;
  /** The rows in sight, and which of them the cursor is on. */
  readonly rows: Int32Array;
  readonly position: number;
  readonly folded: ReadonlySet<number>;
  readonly parents: ReadonlySet<number>;
  readonly matches: readonly number[];
}

const PAGE = 20;

/** Keys as the ARIA tree pattern has them, and `n`/`N` for the next and last match. null: not a key of ours. */
export function moveInTree(key: string, state: TreeState): TreeMove | null {
  const { tree, rows, position, folded, parents } = state;
  const at = (index: number): TreeMove => ({ row: rows[Math.min(Math.max(index, 0), rows.length - 1)] ?? 0 });
  const row = rows[position] ?? 0;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at(position + 1);
    case 'ArrowUp':
    case 'k':
      return at(position - 1);
    case 'PageDown':
      return at(position + PAGE);
    case 'PageUp':
      return at(position - PAGE);
    case 'Home':
      return at(0);
    case 'End':
      return at(rows.length - 1);
    case 'ArrowRight':
      return folded.has(row) ? { toggle: row } : parents.has(row) ? at(position + 1) : {};
    case 'ArrowLeft':
      return parents.has(row) && !folded.has(row) ? { toggle: row } : { row: Math.max(tree.parent[row] ?? 0, 0) };
    case 'Enter':
    case ' ':
      return { open: row };
    case 'n':
      return { row: state.matches.find((match) => match > row) ?? state.matches[0] ?? row };
    case 'N':
      return { row: state.matches.findLast((match) => match < row) ?? state.matches.at(-1) ?? row };
    default:
      return null;
  }
}
