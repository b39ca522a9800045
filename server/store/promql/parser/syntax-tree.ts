import type { SyntaxNode } from '@lezer/common';

/** The children of a node, in order, without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(child);
  return children;
}

export const textOf = (node: SyntaxNode, query: string): string => query.slice(node.from, node.to);

/** A child the grammar guarantees. */
export function requiredChild(node: SyntaxNode, name: string): SyntaxNode {
  const child = node.getChild(name);
  if (!child) throw new Error(`grammar: ${node.name} without ${name}`);
  return child;
}
