import type { SyntaxNode } from '@lezer/common';
import type { Expr, Position } from './ast.ts';

/** Turns grammar nodes into the typed tree, and refuses what the grammar lets through. */
export interface Builder {
  readonly query: string;
  readonly build: (node: SyntaxNode) => Expr;
  /** An expression that is no chain of operators, signs and modifiers. */
  readonly primary: (node: SyntaxNode) => Expr;
  /** A number without sign; durations in seconds. */
  readonly number: (text: string, position: Position) => { readonly value: number; readonly isDuration: boolean };
  readonly labelList: (node: SyntaxNode) => readonly string[];
  /** @throws ParseError */
  readonly fail: (position: Position, reason: string) => never;
}

export const positionOf = (node: SyntaxNode): Position => ({ start: node.from, end: node.to });
