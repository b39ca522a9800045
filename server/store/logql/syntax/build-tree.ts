import type { SyntaxNode } from '@lezer/common';
import { unexpected, type ParsedQuery } from './grammar.ts';
import { TreeError } from './query-error.ts';

export type Builder = ParsedQuery;

export function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let at = node.firstChild; at; at = at.nextSibling) list.push(at);
  return list;
}

export const child = (node: SyntaxNode, name: string): SyntaxNode | null => node.getChild(name);

/** A child that the grammar guarantees. */
export function need(node: SyntaxNode | null, name: string): SyntaxNode {
  const found = node?.getChild(name);
  if (!found) throw new TreeError(`the grammar gave no ${name} in ${node?.name ?? 'nothing'}`);
  return found;
}

/** Items of a left-recursive list (`Labels(Labels(Identifier), Identifier)`), in the order written. */
export function listItems(node: SyntaxNode, itemName: string): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  for (let list: SyntaxNode | null = node; list; list = list.getChild(list.name))
    items.push(
      ...children(list)
        .filter((item) => item.name === itemName)
        .toReversed(),
    );
  return items.reverse();
}

/** @throws QueryError when the word is reserved: the grammar takes some where Loki does not. */
export function identifier(builder: Builder, node: SyntaxNode): string {
  const token = builder.tokenOf(node);
  if (token.kind !== 'IDENTIFIER') throw unexpected(token);
  return token.text;
}

export const stringValue = (builder: Builder, node: SyntaxNode): string => builder.tokenOf(node).value;
