import type { MergedStacks } from './merge.ts';
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

/** The tree's root has the name ''. Time grows with the distinct stacks merged, not with samples. */
export function buildNameTree({ symbols, self, nodes }: MergedStacks): NameNode {
  const root: NameNode = { name: '', self: 0, total: 0, children: [] };
  const names: NameNode[] = [root];
  const parents: number[] = [-1];
  const byNode = new Map<number, number>([[ROOT, 0]]);
  const byParentAndName = new Map<number, number>();

  const enter = (parent: number, nameId: number): number => {
    const key = parent * 2 ** 26 + nameId;
    let index = byParentAndName.get(key);
    if (index === undefined) {
      index = names.length;
      byParentAndName.set(key, index);
      const node: NameNode = { name: symbols.name(nameId), self: 0, total: 0, children: [] };
      names.push(node);
      parents.push(parent);
      names[parent]?.children.push(node);
    }
    return index;
  };
  const resolve = (node: number): number => {
    const path: number[] = [];
    let at = node;
    while (!byNode.has(at)) {
      path.push(at);
      at = symbols.parentOf(at);
    }
    let index = byNode.get(at) ?? 0;
    for (const step of path.reverse()) {
      index = enter(index, symbols.nameIdOf(step));
      byNode.set(step, index);
    }
    return index;
  };

  for (const node of nodes) {
    const named = names[resolve(node)];
    if (named) named.self += self[node] ?? 0;
  }
  for (let index = names.length - 1; index >= 0; index--) {
    const node = names[index];
    if (!node) continue;
    node.total += node.self;
    node.children.sort((a, b) => (a.name < b.name ? -1 : 1));
    const parent = names[parents[index] ?? -1];
    if (parent) parent.total += node.total;
  }
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
