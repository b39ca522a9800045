import type { SyntaxNode } from '@lezer/common';
import { parseGoFloat } from '../go/numbers.ts';
import { child, need, type Builder } from './build-tree.ts';
import { parseError } from './query-error.ts';

/** The number of a LiteralExpr, with its sign. @throws QueryError */
export function literalValue(builder: Builder, node: SyntaxNode): number {
  const value = numberValue(builder, need(node, 'Number'), 'unable to parse literal as a float');
  return child(node, 'Sub') ? -value : value;
}

/** @throws QueryError that starts with `complaint` */
export function numberValue(builder: Builder, node: SyntaxNode, complaint: string): number {
  const value = parseGoFloat(builder.tokenOf(node).text);
  if (value instanceof Error) throw parseError(`${complaint}: ${value.message}`);
  return value;
}
