import type { Aggregate } from '../language/ast.ts';
import { equalStatics, isMatchingOperand, toNumber, type Static } from '../language/static.ts';
import { areTypesValid } from '../language/operators.ts';
import type { ComparisonOperator } from '../language/ast.ts';

/** An aggregate of the values of a span set; null when no span has one. */
export function aggregateValues(op: Exclude<Aggregate['op'], 'count'>, values: readonly Static[]): Static | null {
  const present = values.filter(({ type }) => type !== 'nil');
  const [first] = present;
  if (!first) return null;
  switch (op) {
    case 'sum':
      return sumOf(first, present);
    case 'avg':
      return divide(sumOf(first, present), present.length);
    case 'min':
      return present.reduce((best, value) => (compareStatics(value, best) < 0 ? value : best));
    case 'max':
      return present.reduce((best, value) => (compareStatics(value, best) > 0 ? value : best));
  }
}

/** Values of another type than the first do not add. */
function sumOf(first: Static, values: readonly Static[]): Static {
  if (first.type !== 'int' && first.type !== 'float' && first.type !== 'duration') return first;
  const sum = values.reduce((total, value) => (value.type === first.type ? total + toNumber(value) : total), 0);
  return { type: first.type, value: sum };
}

function divide(sum: Static, count: number): Static {
  if (sum.type === 'int') return { type: 'float', value: sum.value / count };
  if (sum.type === 'float') return { type: 'float', value: sum.value / count };
  if (sum.type === 'duration') return { type: 'duration', value: Math.trunc(sum.value / count) };
  return sum;
}

function compareStatics(a: Static, b: Static): number {
  if (a.type === 'string' && b.type === 'string') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  return Math.sign(toNumber(a) - toNumber(b)) || 0;
}

/** `left op right` between an aggregate and a literal. */
export function compareScalars(op: ComparisonOperator, left: Static, right: Static): boolean {
  if (!isMatchingOperand(left.type, right.type) || !areTypesValid(op, left.type, right.type)) return false;
  switch (op) {
    case '=':
      return equalStatics(left, right);
    case '!=':
      return !equalStatics(left, right);
    case '>':
      return toNumber(left) > toNumber(right);
    case '>=':
      return toNumber(left) >= toNumber(right);
    case '<':
      return toNumber(left) < toNumber(right);
    case '<=':
      return toNumber(left) <= toNumber(right);
  }
}
