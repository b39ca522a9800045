import type { BinaryOperator, Expr, Position } from './ast.ts';
import { isSetOperator } from './ast.ts';
import type { Builder } from './builder.ts';
import type { OperatorPiece, Piece } from './linearise.ts';
import { applyModifier } from './modifiers.ts';

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '>': 3,
  '<=': 3,
  '>=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const POWER = PRECEDENCE['^'];

/** Precedence climbing over the pieces of one expression: modifiers bind tightest, then `^`, then signs with `*`. */
export function resolveOperators(pieces: readonly Piece[], builder: Builder): Expr {
  let at = 0;
  const operand = (): Expr => {
    const piece = pieces[at++];
    if (piece?.kind === 'sign') return signed(piece.operator, piece.position, chain(POWER));
    if (piece?.kind !== 'operand') throw new Error('grammar: operand expected');
    let expr = piece.expr;
    for (let next = pieces[at]; next?.kind === 'postfix'; next = pieces[++at])
      expr = applyModifier(expr, next.node, builder);
    return expr;
  };
  const chain = (minimum: number): Expr => {
    let left = operand();
    for (let next = pieces[at]; next?.kind === 'operator'; next = pieces[at]) {
      const precedence = PRECEDENCE[next.operator];
      if (precedence < minimum) break;
      at++;
      left = binary(next, left, chain(next.operator === '^' ? POWER : precedence + 1));
    }
    return left;
  };
  return chain(0);
}

function signed(operator: '+' | '-', { start }: Position, operand: Expr): Expr {
  const position = { start, end: operand.position.end };
  if (operand.kind === 'number')
    return { ...operand, value: operator === '-' ? -operand.value : operand.value, position };
  return { kind: 'unary', operator, operand, position };
}

function binary({ operator, matching, returnBool, position }: OperatorPiece, left: Expr, right: Expr): Expr {
  const { cardinality } = matching;
  const isSet = isSetOperator(operator) && cardinality === 'one-to-one';
  return {
    kind: 'binary',
    operator,
    left,
    right,
    returnBool,
    matching: { ...matching, cardinality: isSet ? 'many-to-many' : cardinality },
    operatorPosition: position,
    position: { start: left.position.start, end: right.position.end },
  };
}
