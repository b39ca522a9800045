import type { SyntaxNode, Tree } from '@lezer/common';

/** A parsed text with the look-ups that readers of it need. */
export interface Source {
  readonly textOf: (node: SyntaxNode) => string;
}

export const sourceOf = (text: string): Source => ({ textOf: (node) => text.slice(node.from, node.to) });

export function hasFault(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter: ({ type }) => {
      found ||= type.isError;
      return !found;
    },
  });
  return found;
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

export const childNamed = (node: SyntaxNode, ...names: readonly string[]): SyntaxNode | null =>
  childrenOf(node).find(({ name }) => names.includes(name)) ?? null;

/** All nodes of a name below, in order. */
export function allNamed(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((at) => {
    if (at.name === name) found.push(at.node);
  });
  return found;
}
