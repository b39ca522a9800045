import { descendants, minimumTotal, type NameNode } from './name-tree.ts';

/**
 * Pyroscope's flame graph: one list per depth, four numbers a bar (distance from the end of the bar to the left, total,
 * self, index into `names`), left to right.
 */
export interface Flamebearer {
  readonly names: readonly string[];
  readonly levels: readonly { readonly values: readonly number[] }[];
  readonly total: number;
  readonly maxSelf: number;
}
/** A difference: seven numbers a bar (distance, total, self of the left; the same of the right; index into `names`). */
export interface FlamebearerDiff extends Flamebearer {
  readonly leftTicks: number;
  readonly rightTicks: number;
}

/** What pruned nodes merge into. Functions of that name merge into it, too. */
const OTHER = 'other';

class NameList {
  readonly names = ['total'];
  readonly #indices: Map<string, number>;

  /** @param root what the root is found by; it is shown as `total`. */
  constructor(root: string) {
    this.#indices = new Map([[root, 0]]);
  }

  index(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    const index = this.names.length;
    this.#indices.set(name, index);
    this.names.push(name);
    return index;
  }
}

/** Bars are found right to left; each holds `width` numbers, `offsets` of which are positions. */
function toLevels(bars: readonly (readonly number[])[][], offsets: readonly number[]) {
  return bars.map((level) => {
    const ends = offsets.map(() => 0);
    const values = level.toReversed().flatMap((bar) => {
      const relative = [...bar];
      for (const [i, at] of offsets.entries()) {
        relative[at] = (bar[at] ?? 0) - (ends[i] ?? 0);
        ends[i] = (bar[at] ?? 0) + (bar[at + 1] ?? 0);
      }
      return relative;
    });
    return { values };
  });
}

/** Nodes beyond the `maxNodes` largest become `other`; `maxNodes` < 1 keeps all. */
export function toFlamebearer(root: NameNode, maxNodes: number): Flamebearer {
  const minimum = minimumTotal(maxNodes < 1 ? [] : descendants(root).map(({ total }) => total), maxNodes);
  // A function of the name `total` shares it with the root; in a difference it does not.
  const names = new NameList('total');
  const bars: (readonly number[])[][] = [];
  let maxSelf = 0;
  const pending = [{ node: root, x: 0, depth: 0 }];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const { node, depth } = current;
    maxSelf = Math.max(maxSelf, node.self);
    (bars[depth] ??= []).push([current.x, node.total, node.self, depth === 0 ? 0 : names.index(node.name)]);
    let x = current.x + node.self;
    let other = 0;
    for (const child of node.children) {
      if (child.total < minimum || child.name === OTHER) {
        other += child.total;
        continue;
      }
      pending.push({ node: child, x, depth: depth + 1 });
      x += child.total;
    }
    if (other !== 0) {
      pending.push({ node: { name: OTHER, self: other, total: other, children: [] }, x, depth: depth + 1 });
    }
  }
  return { names: names.names, levels: toLevels(bars, [0]), total: root.total, maxSelf };
}

interface PairNode {
  readonly name: string;
  readonly left: Values;
  readonly right: Values;
  readonly children: readonly PairNode[];
}
interface Values {
  readonly self: number;
  readonly total: number;
}
const NOTHING: NameNode = { name: '', self: 0, total: 0, children: [] };

/** Both trees laid over each other; where one has no node, its values are 0. */
export function toFlamebearerDiff(left: NameNode, right: NameNode, maxNodes: number): FlamebearerDiff {
  const root = pair('', left, right);
  const minimum = minimumTotal(largerTotals(root), maxNodes);
  const names = new NameList('');
  const bars: (readonly number[])[][] = [];
  let maxSelf = 0;
  const pending = [{ node: root, leftX: 0, rightX: 0, depth: 0 }];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const { node, depth } = current;
    maxSelf = Math.max(maxSelf, node.left.self, node.right.self);
    const leftBar = [current.leftX, node.left.total, node.left.self];
    const rightBar = [current.rightX, node.right.total, node.right.self];
    (bars[depth] ??= []).push([...leftBar, ...rightBar, names.index(node.name)]);
    let leftX = current.leftX + node.left.self;
    let rightX = current.rightX + node.right.self;
    let otherLeft = 0;
    let otherRight = 0;
    for (const child of node.children) {
      if (child.left.total < minimum && child.right.total < minimum) {
        otherLeft += child.left.total;
        otherRight += child.right.total;
        continue;
      }
      pending.push({ node: child, leftX, rightX, depth: depth + 1 });
      leftX += child.left.total;
      rightX += child.right.total;
    }
    if (otherLeft !== 0 || otherRight !== 0) {
      const values = { left: { self: otherLeft, total: otherLeft }, right: { self: otherRight, total: otherRight } };
      pending.push({ node: { name: OTHER, ...values, children: [] }, leftX, rightX, depth: depth + 1 });
    }
  }
  const { levels, total } = { levels: toLevels(bars, [0, 3]), total: left.total + right.total };
  return { names: names.names, levels, total, maxSelf, leftTicks: left.total, rightTicks: right.total };
}

/** Stacks may be a thousand frames deep, so the walk keeps its own stack. */
function pair(name: string, left: NameNode, right: NameNode): PairNode {
  const root = { name, left, right, children: [] as PairNode[] };
  const pending = [root];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const byName = new Map<string, { left: NameNode; right: NameNode }>();
    for (const child of current.left.children) byName.set(child.name, { left: child, right: NOTHING });
    for (const child of current.right.children) {
      byName.set(child.name, { left: byName.get(child.name)?.left ?? NOTHING, right: child });
    }
    const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [childName, sides] of sorted) {
      const child = { name: childName, ...sides, children: [] as PairNode[] };
      current.children.push(child);
      pending.push(child);
    }
  }
  return root;
}

function largerTotals(root: PairNode): readonly number[] {
  const totals: number[] = [];
  const pending: PairNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    totals.push(Math.max(node.left.total, node.right.total));
    for (const child of node.children) pending.push(child);
  }
  return totals;
}
