import type { MergedStacks } from './merge.ts';
import { PrefixTree } from './prefix-tree.ts';
import { ROOT } from './symbol-table.ts';

/** A merged profile by function name: lines and files of one function fall together. */
export interface NameNode {
  readonly name: string;
  self: number;
  /** Self plus the totals of the children. */
  total: number;
  /** In order of name. */
  children: NameNode[];
}

const UNKNOWN = -1;

/** The tree's root has the name ''. Time grows with the distinct stacks merged, not with samples. */
export function buildNameTree({ symbols, self, nodes }: MergedStacks): NameNode {
  const tree = new PrefixTree();
  const byNode = new Int32Array(symbols.nodeCount).fill(UNKNOWN);
  byNode[ROOT] = 0;
  const path: number[] = [];
  const namedOf = (node: number): number => {
    let at = node;
    for (; byNode[at] === UNKNOWN; at = symbols.parentOf(at)) path.push(at);
    let named = byNode[at] ?? 0;
    for (let step = path.pop(); step !== undefined; step = path.pop()) {
      named = tree.child(named, symbols.nameIdOf(step));
      byNode[step] = named;
    }
    return named;
  };
  for (const node of nodes) namedOf(node);
  const named = new Float64Array(tree.count);
  for (const node of nodes) named[namedOf(node)] = (named[namedOf(node)] ?? 0) + (self[node] ?? 0);
  return toNodes(tree, named, (nameId) => symbols.name(nameId));
}

function toNodes(tree: PrefixTree, self: Float64Array, nameOf: (nameId: number) => string): NameNode {
  const nodes = Array.from(self, (value, index): NameNode => {
    return { name: index === 0 ? '' : nameOf(tree.symbolOf(index)), self: value, total: value, children: [] };
  });
  const [root = { name: '', self: 0, total: 0, children: [] }] = nodes;
  for (let index = nodes.length - 1; index > 0; index--) {
    const node = nodes[index];
    const parent = nodes[tree.parentOf(index)];
    if (!node || !parent) continue;
    parent.total += node.total;
    parent.children.push(node);
  }
  for (const { children } of nodes) if (children.length > 1) children.sort((a, b) => (a.name < b.name ? -1 : 1));
  return root;
}

/** All nodes below the root, in no particular order. */
export function descendants(root: NameNode): readonly NameNode[] {
  const found: NameNode[] = [...root.children];
  for (let i = 0; i < found.length; i++) for (const child of found[i]?.children ?? []) found.push(child);
  return found;
}

/**
 * The least total a node needs to be among the `maxNodes` largest; 0 keeps all. Nodes as large as the last one stay, so
 * a few more than `maxNodes` may remain.
 */
export function minimumTotal(totals: readonly number[], maxNodes: number): number {
  if (maxNodes < 1 || totals.length <= maxNodes) return 0;
  const ascending = Float64Array.from(totals).sort();
  return ascending[ascending.length - maxNodes] ?? 0;
}
