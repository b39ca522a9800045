import { ROW_MASK, type Chunk } from './chunk.ts';
import { i32At, u32At, u8At } from './columns.ts';

const KIND_SERVER = 2;
const KIND_CLIENT = 3;
const ROOT_PARENT = -1;

type ChunkOf = (row: number) => Chunk;

/**
 * Numbers the spans of a trace as nested sets, depth first from each root: a span's descendants lie between its left
 * and right bound. Spans not reachable from a root keep 0, "unknown", and so does a trace in which one ID names more
 * than two spans. Two spans may share an ID when they are the client and the server side of one call (Zipkin).
 */
export function assignNestedSets(rows: readonly number[], chunkOf: ChunkOf): void {
  const nodes = rows.map((row) => ({ chunk: chunkOf(row), row: row & ROW_MASK, child: -1, sibling: -1, parent: -1 }));
  for (const { chunk, row } of nodes) {
    chunk.nestedLeft[row] = 0;
    chunk.nestedRight[row] = 0;
    chunk.nestedParent[row] = 0;
    chunk.childCount[row] = 0;
  }
  const index = indexById(nodes);
  const hasRoot = nodes.some(({ chunk, row }) => u8At(chunk.hasParent, row) === 0);
  if (!hasRoot || index === null) return;
  // Backwards, so that each list of children ends up in the order of arrival.
  for (let position = nodes.length - 1; position >= 0; position--) linkToParent(nodes, index, position);
  let bound = 1;
  for (let position = 0; position < nodes.length; position++) {
    const node = nodes[position] as Node;
    if (u8At(node.chunk.hasParent, node.row) === 0) bound = numberTree(nodes, position, bound);
  }
}

interface Node {
  readonly chunk: Chunk;
  readonly row: number;
  /** Positions in the list of nodes; -1 for none. */
  child: number;
  sibling: number;
  parent: number;
}

/** Open addressing over the two halves of the span ID. */
interface IdIndex {
  readonly slots: Int32Array;
  /** The second span with the same ID, or -1. */
  readonly twins: Int32Array;
}

const slotOf = (high: number, low: number, size: number) =>
  (Math.imul(low ^ Math.imul(high, 31), 0x9e3779b1) >>> 0) & (size - 1);

/** null when some ID names three spans or more. */
function indexById(nodes: readonly Node[]): IdIndex | null {
  let size = 4;
  while (size < nodes.length * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const twins = new Int32Array(nodes.length).fill(-1);
  for (let position = 0; position < nodes.length; position++) {
    const { chunk, row } = nodes[position] as Node;
    const high = u32At(chunk.idHigh, row);
    const low = u32At(chunk.idLow, row);
    let slot = slotOf(high, low, size);
    for (;;) {
      const taken = i32At(slots, slot);
      if (taken === -1) {
        slots[slot] = position;
        break;
      }
      if (hasId(nodes[taken] as Node, high, low)) {
        if (i32At(twins, taken) !== -1) return null;
        twins[taken] = position;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  return { slots, twins };
}

const hasId = ({ chunk, row }: Node, high: number, low: number) =>
  u32At(chunk.idLow, row) === low && u32At(chunk.idHigh, row) === high;

function findParent(nodes: readonly Node[], { slots, twins }: IdIndex, { chunk, row }: Node): number {
  const high = u32At(chunk.parentHigh, row);
  const low = u32At(chunk.parentLow, row);
  let slot = slotOf(high, low, slots.length);
  for (;;) {
    const found = i32At(slots, slot);
    if (found === -1) return -1;
    if (hasId(nodes[found] as Node, high, low)) {
      const twin = i32At(twins, found);
      if (twin === -1) return found;
      const wanted = u8At(chunk.kind, row) === KIND_SERVER ? KIND_CLIENT : KIND_SERVER;
      return [found, twin].find((position) => kindOf(nodes[position] as Node) === wanted) ?? -1;
    }
    slot = (slot + 1) & (slots.length - 1);
  }
}

const kindOf = ({ chunk, row }: Node) => u8At(chunk.kind, row);

function linkToParent(nodes: readonly Node[], index: IdIndex, position: number): void {
  const node = nodes[position] as Node;
  if (u8At(node.chunk.hasParent, node.row) === 0) return;
  const found = findParent(nodes, index, node);
  if (found === -1) return;
  const parent = nodes[found] as Node;
  node.parent = found;
  node.sibling = parent.child;
  parent.child = position;
  parent.chunk.childCount[parent.row] = i32At(parent.chunk.childCount, parent.row) + 1;
}

/** Numbers the tree under one root and returns the next free bound. */
function numberTree(nodes: readonly Node[], root: number, from: number): number {
  let bound = from;
  let position = root;
  const top = nodes[root] as Node;
  top.chunk.nestedLeft[top.row] = bound++;
  top.chunk.nestedParent[top.row] = ROOT_PARENT;
  for (;;) {
    const node = nodes[position] as Node;
    if (node.child !== -1) {
      const next = nodes[node.child] as Node;
      position = node.child;
      node.child = next.sibling;
      next.chunk.nestedLeft[next.row] = bound++;
      next.chunk.nestedParent[next.row] = i32At(node.chunk.nestedLeft, node.row);
    } else {
      node.chunk.nestedRight[node.row] = bound++;
      if (position === root) return bound;
      position = node.parent;
    }
  }
}
