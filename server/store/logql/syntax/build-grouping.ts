import type { SyntaxNode } from '@lezer/common';
import type { Grouping } from './ast.ts';
import { child, identifier, listItems, type Builder } from './build-tree.ts';

export function buildGrouping(builder: Builder, node: SyntaxNode | null): Grouping | null {
  if (!node) return null;
  const list = child(node, 'Labels');
  const labels = list ? listItems(list, 'Identifier').map((item) => identifier(builder, item)) : [];
  return { isWithout: child(node, 'Without') !== null, labels };
}
