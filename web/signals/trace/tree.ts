import type { Span, Trace } from '../../../server/contract/traces.ts';

/**
 * A trace's spans as rows in pre-order: a span's descendants follow it directly. Columnar; row r is span `span[r]` of the
 * trace. Invariants: `parent[r] < r`, `depth[r] = depth[parent[r]] + 1`, descendants of r are rows r + 1 … end[r] − 1.
 */
export interface TraceTree {
  readonly length: number;
  readonly span: Int32Array;
  readonly depth: Int32Array;
  /** Row of the parent, −1 for a root. */
  readonly parent: Int32Array;
  /** One past the last row of the subtree. */
  readonly end: Int32Array;
  /** 1 where a span names a parent that is not in the trace: it stands as a root, and the view says so. */
  readonly orphan: Uint8Array;
}

/**
 * Siblings are in order of start, ties as received. Spans in a cycle of parents are shown from the one that starts
 * first; spans that share an ID are all shown, and children hang on the first. O(n log n), no recursion: traces may be
 * 100,000 deep.
 */
export function layoutTree(trace: Trace): TraceTree {
  const { spans } = trace;
  const count = spans.length;
  const children = childLists(spans);
  const tree = {
    length: count,
    span: new Int32Array(count),
    depth: new Int32Array(count),
    parent: new Int32Array(count).fill(-1),
    end: new Int32Array(count),
    orphan: new Uint8Array(count),
  };
  const seen = new Uint8Array(count);
  let row = 0;
  const walk = (root: number, orphan: boolean) => {
    const stack: { readonly index: number; readonly parent: number }[] = [{ index: root, parent: -1 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (seen[next.index]) continue;
      seen[next.index] = 1;
      tree.span[row] = next.index;
      tree.parent[row] = next.parent;
      tree.depth[row] = next.parent < 0 ? 0 : (tree.depth[next.parent] ?? 0) + 1;
      if (next.parent < 0 && orphan) tree.orphan[row] = 1;
      const own = children.of.get(next.index) ?? [];
      for (let i = own.length - 1; i >= 0; i--) stack.push({ index: own[i] ?? 0, parent: row });
      row++;
    }
  };
  for (const root of children.roots) walk(root.index, root.orphan);
  // What is left hangs in a cycle: no root leads there.
  for (let index = 0; index < count; index++) if (!seen[index]) walk(index, true);
  closeSubtrees(tree);
  return tree;
}

interface ChildLists {
  readonly of: ReadonlyMap<number, readonly number[]>;
  readonly roots: readonly { readonly index: number; readonly orphan: boolean }[];
}

function childLists(spans: readonly Span[]): ChildLists {
  const byId = new Map<string, number>();
  for (const [index, span] of spans.entries()) if (!byId.has(span.spanId)) byId.set(span.spanId, index);
  const of = new Map<number, number[]>();
  const roots: { index: number; orphan: boolean }[] = [];
  const order = Array.from(spans.keys()).sort((a, b) => (spans[a]?.offsetNs ?? 0) - (spans[b]?.offsetNs ?? 0) || a - b);
  for (const index of order) {
    const parentId = spans[index]?.parentSpanId ?? '';
    const parent = parentId === '' ? undefined : byId.get(parentId);
    if (parent === undefined || parent === index) {
      roots.push({ index, orphan: parentId !== '' });
      continue;
    }
    const siblings = of.get(parent);
    if (siblings) siblings.push(index);
    else of.set(parent, [index]);
  }
  return { of, roots };
}

function closeSubtrees({ length, end, parent }: Pick<TraceTree, 'length' | 'end' | 'parent'>): void {
  for (let row = 0; row < length; row++) end[row] = row + 1;
  for (let row = length - 1; row >= 0; row--) {
    const up = parent[row] ?? -1;
    if (up >= 0 && (end[row] ?? 0) > (end[up] ?? 0)) end[up] = end[row] ?? 0;
  }
}

/** The rows in sight when the subtrees below `collapsed` rows are folded away, in order. */
export function visibleRows(tree: TraceTree, collapsed: ReadonlySet<number>): Int32Array {
  const rows = new Int32Array(tree.length);
  let count = 0;
  for (let row = 0; row < tree.length; row = collapsed.has(row) ? (tree.end[row] ?? row + 1) : row + 1) {
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Every row of which descendants exist. */
export function parentRows(tree: TraceTree): ReadonlySet<number> {
  const rows = new Set<number>();
  for (let row = 0; row < tree.length; row++) if ((tree.end[row] ?? 0) > row + 1) rows.add(row);
  return rows;
}

/** The rows above a row, nearest first. */
export function ancestors(tree: TraceTree, row: number): readonly number[] {
  const rows: number[] = [];
  for (let up = tree.parent[row] ?? -1; up >= 0; up = tree.parent[up] ?? -1) rows.push(up);
  return rows;
}
