import { compileRegex, type Regex } from '../../regex.ts';
import type { FieldOperator } from './ast.ts';
import { EvaluationError } from './evaluation-error.ts';
import {
  elementsOf,
  elementType,
  equalStatics,
  FALSE,
  isMatchingOperand,
  toNumber,
  TRUE,
  type ImpliedType,
  type Static,
} from './static.ts';

const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set(['&&', '||', '=', '!=', '=~', '!~', '>', '>=', '<', '<=']);
/** Whether the operator yields true or false. */
export const isBooleanOperator = (op: string): boolean => BOOLEAN_OPERATORS.has(op);

const NUMBER_OPERATORS = new Set(['+', '-', '*', '/', '%', '^', '=', '!=', '>', '>=', '<', '<=']);
const STRING_OPERATORS = new Set(['=', '!=', '=~', '!~', '>', '>=', '<', '<=']);
const LOGIC_OPERATORS = new Set(['&&', '||', '=', '!=']);
const EQUALITY_OPERATORS = new Set(['=', '!=']);

const OPERATORS_OF: Partial<Record<ImpliedType, ReadonlySet<string>>> = {
  boolean: LOGIC_OPERATORS,
  booleanArray: LOGIC_OPERATORS,
  int: NUMBER_OPERATORS,
  intArray: NUMBER_OPERATORS,
  float: NUMBER_OPERATORS,
  floatArray: NUMBER_OPERATORS,
  duration: NUMBER_OPERATORS,
  string: STRING_OPERATORS,
  stringArray: STRING_OPERATORS,
  nil: EQUALITY_OPERATORS,
  status: EQUALITY_OPERATORS,
  kind: EQUALITY_OPERATORS,
};

const isOperatorOf = (op: string, type: ImpliedType) => type === 'attribute' || (OPERATORS_OF[type]?.has(op) ?? false);
export const areTypesValid = (op: string, left: ImpliedType, right: ImpliedType): boolean =>
  isOperatorOf(op, left) && isOperatorOf(op, right);

const toStatic = (value: boolean): Static => (value ? TRUE : FALSE);

/**
 * `left op right`. Types that do not go together make it false.
 *
 * @throws EvaluationError on an integer division by zero, or two arrays
 */
export function applyBinary(op: FieldOperator, left: Static, right: Static): Static {
  if (left.type === 'boolean' && ((op === '&&' && !left.value) || (op === '||' && left.value))) return left;
  if (!isMatchingOperand(left.type, right.type) || !areTypesValid(op, left.type, right.type)) return FALSE;
  if (elementType(left.type) ?? elementType(right.type)) return applyToArray(op, left, right);
  return applyToScalars(op, left, right);
}

function applyToScalars(op: FieldOperator, left: Static, right: Static): Static {
  if (left.type === 'string' && right.type === 'string') {
    const result = compareStrings(op, left.value, right.value);
    if (result !== undefined) return toStatic(result);
  }
  if (left.type === 'int' && right.type === 'int') {
    const result = integerArithmetic(op, left.value, right.value);
    if (result !== undefined) return { type: 'int', value: result };
  }
  if (left.type === 'boolean' && right.type === 'boolean') {
    if (op === '&&') return toStatic(left.value && right.value);
    if (op === '||') return toStatic(left.value || right.value);
  }
  if (op === '=') return toStatic(equalStatics(left, right));
  if (op === '!=') return toStatic(left.type !== 'nil' && right.type !== 'nil' && !equalStatics(left, right));
  return floatOperation(op, toNumber(left), toNumber(right));
}

function compareStrings(op: FieldOperator, left: string, right: string): boolean | undefined {
  switch (op) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '=~':
      return regexOf(right).test(left);
    case '!~':
      return !regexOf(right).test(left);
    default:
      return undefined;
  }
}

const regexes = new Map<string, Regex>();
const MAX_REGEXES = 200;

/** Patterns match whole values, as in Prometheus. */
export function regexOf(pattern: string): Regex {
  const known = regexes.get(pattern);
  if (known) return known;
  if (regexes.size >= MAX_REGEXES) regexes.clear();
  const regex = compileRegex(pattern, true);
  regexes.set(pattern, regex);
  return regex;
}

function integerArithmetic(op: FieldOperator, left: number, right: number): number | undefined {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) throw new EvaluationError('division by zero');
      return Math.trunc(left / right);
    case '%':
      if (right === 0) throw new EvaluationError('modulo by zero');
      return left % right;
    case '^':
      // Tempo takes the sides the other way round for integers: 2 ^ 3 is 9 there, and so here.
      return Math.trunc(right ** left);
    default:
      return undefined;
  }
}

function floatOperation(op: FieldOperator, left: number, right: number): Static {
  const float = (value: number): Static => ({ type: 'float', value });
  switch (op) {
    case '+':
      return float(left + right);
    case '-':
      return float(left - right);
    case '*':
      return float(left * right);
    case '/':
      return float(left / right);
    case '%':
      return float(left % right);
    case '^':
      return float(left ** right);
    case '>':
      return toStatic(left > right);
    case '>=':
      return toStatic(left >= right);
    case '<':
      return toStatic(left < right);
    case '<=':
      return toStatic(left <= right);
    default:
      throw new EvaluationError(`unexpected operator ${op}`);
  }
}

const FLIPPED: Partial<Record<FieldOperator, FieldOperator>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

/** One element must do; for != and !~ all must. */
function applyToArray(op: FieldOperator, left: Static, right: Static): Static {
  if (!isBooleanOperator(op)) throw new EvaluationError('unsupported operation');
  if (elementType(left.type) && elementType(right.type))
    throw new EvaluationError('array operators must consist of a scalar and an array operand');
  const arrayIsLeft = elementType(left.type) !== undefined;
  const [array, scalar] = arrayIsLeft ? [left, right] : [right, left];
  const isPattern = op === '=~' || op === '!~';
  const elementOp = arrayIsLeft ? (FLIPPED[op] ?? op) : op;
  const matches = (element: Static): boolean => {
    const [first, second] = isPattern && arrayIsLeft ? [element, scalar] : [scalar, element];
    if (!isMatchingOperand(first.type, second.type) || !areTypesValid(op, first.type, second.type)) return false;
    return applyToScalars(elementOp, first, second) === TRUE;
  };
  const elements = elementsOf(array);
  return toStatic(op === '!=' || op === '!~' ? elements.every(matches) : elements.some(matches));
}

/** @throws EvaluationError when the operand has no such operation */
export function applyUnary(op: '-' | '!' | 'exists' | 'notExists', operand: Static): Static {
  switch (op) {
    case 'exists':
      return toStatic(operand.type !== 'nil');
    case 'notExists':
      return toStatic(operand.type === 'nil');
    case '!':
      if (operand.type !== 'boolean') throw new EvaluationError(`expected a boolean, but got ${operand.type}`);
      return toStatic(!operand.value);
    case '-':
      if (operand.type === 'int' || operand.type === 'float' || operand.type === 'duration')
        return { type: operand.type, value: -operand.value };
      throw new EvaluationError(`expected a numeric, but got ${operand.type}`);
  }
}
