import type { BinaryOp } from '../syntax/ast.ts';

/** An arithmetic operation, or a comparison as 1 and 0. Division by zero gives NaN, as in Loki. */
export function applyBinary(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
    case '%':
      return right === 0 ? Number.NaN : left % right;
    case '^':
      return power(left, right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case 'or':
    case 'and':
    case 'unless':
      throw new Error(`${op} joins vectors, not numbers`);
  }
}

/** IEEE's pow: 1 to any power and anything to the power of 0 are 1, also for NaN and infinite exponents. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent))) return 1;
  return base ** exponent;
}

export const isComparison = (op: BinaryOp): boolean =>
  op === '==' || op === '!=' || op === '>' || op === '>=' || op === '<' || op === '<=';
