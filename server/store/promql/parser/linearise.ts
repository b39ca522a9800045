import type { SyntaxNode } from '@lezer/common';
import type { BinaryOperator, Expr, Position, VectorMatching } from './ast.ts';
import { positionOf, type Builder } from './builder.ts';
import { childrenOf, textOf } from './syntax-tree.ts';

/** One piece of an expression without parentheses, in the order of the text. */
export type Piece =
  | { readonly kind: 'operand'; readonly expr: Expr }
  | { readonly kind: 'sign'; readonly operator: '+' | '-'; readonly position: Position }
  | { readonly kind: 'postfix'; readonly node: SyntaxNode }
  | OperatorPiece;
export interface OperatorPiece {
  readonly kind: 'operator';
  readonly operator: BinaryOperator;
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
  readonly position: Position;
}

const POSTFIXES: ReadonlySet<string> = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);

export function linearise(root: SyntaxNode, builder: Builder): Piece[] {
  const pieces: Piece[] = [];
  const visit = (node: SyntaxNode): void => {
    const [first, ...rest] = childrenOf(node);
    if (node.name === 'BinaryExpr' && first) {
      visit(first);
      const last = rest.at(-1);
      pieces.push(operatorPiece(rest.slice(0, -1), builder));
      if (last) visit(last);
    } else if (node.name === 'UnaryExpr' && first) {
      pieces.push(signPiece(first, builder));
      rest.forEach(visit);
    } else if (POSTFIXES.has(node.name) && first) {
      visit(first);
      pieces.push({ kind: 'postfix', node });
    } else if (node.name === 'NumberDurationLiteral') pieces.push(...numberPieces(node, builder));
    else pieces.push({ kind: 'operand', expr: builder.primary(node) });
  };
  visit(root);
  return pieces;
}

function signPiece(node: SyntaxNode, builder: Builder): Piece {
  return { kind: 'sign', operator: textOf(node, builder.query) === '-' ? '-' : '+', position: positionOf(node) };
}

/** The grammar takes the sign into the number; Prometheus binds it looser than `^`. */
function numberPieces(node: SyntaxNode, builder: Builder): Piece[] {
  const text = textOf(node, builder.query);
  const sign = /^[+-]\s*/.exec(text)?.[0] ?? '';
  const position = { start: node.from + sign.length, end: node.to };
  const literal = { ...builder.number(text.slice(sign.length), position), position };
  const operand: Piece = { kind: 'operand', expr: { kind: 'number', ...literal } };
  if (sign === '') return [operand];
  const signPosition = { start: node.from, end: node.from + 1 };
  return [{ kind: 'sign', operator: sign.startsWith('-') ? '-' : '+', position: signPosition }, operand];
}

function operatorPiece(nodes: readonly SyntaxNode[], builder: Builder): OperatorPiece {
  const [operatorNode] = nodes;
  if (!operatorNode) throw new Error('grammar: binary expression without operator');
  const find = (name: string) => nodes.find((node) => node.name === name);
  const clause = find('MatchingModifierClause');
  return {
    kind: 'operator',
    operator: textOf(operatorNode, builder.query).toLowerCase() as BinaryOperator,
    returnBool: Boolean(find('BoolModifier')),
    matching: buildMatching(clause ?? null, find('FillModifier') ?? null, builder),
    position: positionOf(operatorNode),
  };
}

function buildMatching(clause: SyntaxNode | null, fill: SyntaxNode | null, builder: Builder): VectorMatching {
  const lists = clause?.getChildren('GroupingLabels') ?? [];
  const [labels, include] = lists.map(builder.labelList);
  const groups = clause?.getChild('GroupLeft') ? 'many-to-one' : clause?.getChild('GroupRight') ? 'one-to-many' : null;
  const fillValue = (name: string) => {
    const node = fill?.getChild(name)?.getChild('NumberDurationLiteral');
    return node ? signedNumber(node, builder) : null;
  };
  const both = fillValue('FillClause');
  return {
    cardinality: groups ?? 'one-to-one',
    labels: labels ?? [],
    on: Boolean(clause?.getChild('On')),
    include: include ?? [],
    fillLeft: both ?? fillValue('FillLeftClause'),
    fillRight: both ?? fillValue('FillRightClause'),
  };
}

export function signedNumber(node: SyntaxNode, builder: Builder): number {
  const text = textOf(node, builder.query);
  const digits = text.replace(/^[+-]\s*/, '');
  const { value } = builder.number(digits, { start: node.to - digits.length, end: node.to });
  return text.startsWith('-') ? -value : value;
}
