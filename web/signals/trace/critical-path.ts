import type { Trace } from '../../../server/contract/traces.ts';
import type { TraceTree } from './tree.ts';

/** A stretch of time in which the trace waited for one row's own work. Offsets in ns from the trace's start. */
export interface CriticalSegment {
  readonly row: number;
  readonly startNs: number;
  readonly endNs: number;
}

/**
 * The chain of work that the longest root waited for: walking back from its end, always into the child that ended last
 * before the moment reached. What no child accounts for is the span's own. Children are cut to their parent's time;
 * work that outlives its parent (a message consumer) was not waited for. Segments come in order of time and do not
 * overlap. O(n log n). The method is Jaeger's ("critical path", 2023).
 */
export function criticalPath(trace: Trace, tree: TraceTree): readonly CriticalSegment[] {
  const root = longestRoot(trace, tree);
  if (root < 0) return [];
  const segments: CriticalSegment[] = [];
  const bounds = (row: number) => {
    const span = trace.spans[tree.span[row] ?? -1];
    const start = span?.offsetNs ?? 0;
    return { start, end: start + (span?.durationNs ?? 0) };
  };
  const children = childrenByEnd(tree, (row) => bounds(row).end);
  // Each entry resumes a row at a moment, trying its children from `next` on.
  const stack = [{ row: root, at: bounds(root).end, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { start } = bounds(top.row);
    const child = children.get(top.row)?.[top.next++];
    if (child === undefined || top.at <= start) {
      if (top.at > start) segments.push({ row: top.row, startNs: start, endNs: top.at });
      stack.pop();
      continue;
    }
    const own = bounds(child);
    if (own.end > top.at || own.end <= own.start || own.end <= start) continue;
    if (top.at > own.end) segments.push({ row: top.row, startNs: own.end, endNs: top.at });
    top.at = Math.max(own.start, start);
    stack.push({ row: child, at: own.end, next: 0 });
  }
  return segments.sort((a, b) => a.startNs - b.startNs);
}

function longestRoot(trace: Trace, tree: TraceTree): number {
  let best = -1;
  let longest = -1;
  for (let row = 0; row < tree.length; row = tree.end[row] ?? row + 1) {
    const duration = trace.spans[tree.span[row] ?? -1]?.durationNs ?? 0;
    if (duration > longest) {
      longest = duration;
      best = row;
    }
  }
  return best;
}

function childrenByEnd(tree: TraceTree, endOf: (row: number) => number): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (let row = 0; row < tree.length; row++) {
    const parent = tree.parent[row] ?? -1;
    if (parent < 0) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(row);
    else children.set(parent, [row]);
  }
  for (const rows of children.values()) rows.sort((a, b) => endOf(b) - endOf(a));
  return children;
}
