import { METRIC_NAME } from '../model/labels.ts';
import { quote } from '../model/quote.ts';
import type { Aggregate, Binary, Call, Expr, Position, ValueType, VectorSelector } from './ast.ts';
import { isComparison, isSetOperator } from './ast.ts';
import { ParseError } from './parse-error.ts';
import { SIGNATURES, type Signature } from './signatures.ts';

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'matrixSelector':
    case 'subquery':
      return 'matrix';
    case 'vectorSelector':
    case 'aggregate':
      return 'vector';
    case 'paren':
    case 'unary':
      return typeOf(expr.operand);
    case 'call':
      return SIGNATURES.get(expr.name)?.returns ?? 'vector';
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

const DOCUMENTED: Readonly<Record<ValueType, string>> = {
  vector: 'instant vector',
  matrix: 'range vector',
  scalar: 'scalar',
  string: 'string',
};
export const documentedType = (type: ValueType): string => DOCUMENTED[type];

interface Check {
  readonly expr: (expr: Expr) => ValueType;
  readonly fail: (position: Position, reason: string) => never;
}

/** @throws ParseError at the first expression of a wrong type */
export function checkTypes(root: Expr, query: string): void {
  const check: Check = {
    expr(expr) {
      checkNode(expr, check);
      return typeOf(expr);
    },
    fail(position, reason) {
      throw new ParseError(query, position, reason);
    },
  };
  check.expr(root);
}

function checkNode(expr: Expr, check: Check): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'vectorSelector':
      return checkSelector(expr, check);
    case 'matrixSelector':
      check.expr(expr.selector);
      return;
    case 'paren':
      check.expr(expr.operand);
      return;
    case 'unary': {
      const type = check.expr(expr.operand);
      if (type === 'scalar' || type === 'vector') return;
      const allowed = 'unary expression only allowed on expressions of type scalar or instant vector';
      return check.fail(expr.position, `${allowed}, got ${quote(documentedType(type))}`);
    }
    case 'subquery': {
      const type = check.expr(expr.operand);
      if (type === 'vector') return;
      return check.fail(expr.position, `subquery is only allowed on instant vector, got ${type} instead`);
    }
    case 'aggregate':
      return checkAggregate(expr, check);
    case 'call':
      return checkCall(expr, check);
    case 'binary':
      return checkBinary(expr, check);
  }
}

function checkSelector({ name, matchers, position }: VectorSelector, check: Check): void {
  if (name !== '') {
    const second = matchers.slice(0, -1).find((matcher) => matcher.name === METRIC_NAME);
    if (second) check.fail(position, `metric name must not be set twice: ${quote(name)} or ${quote(second.value)}`);
    return;
  }
  if (!matchers.some((matcher) => !matcher.matches('')))
    check.fail(position, 'vector selector must contain at least one non-empty matcher');
}

interface Expectation {
  readonly type: ValueType;
  readonly context: string;
}

function expectType(expr: Expr, { type, context }: Expectation, check: Check): void {
  const found = check.expr(expr);
  if (found !== type)
    check.fail(expr.position, `expected type ${documentedType(type)} in ${context}, got ${documentedType(found)}`);
}

function checkAggregate({ operator, operand, parameter }: Aggregate, check: Check): void {
  expectType(operand, { type: 'vector', context: 'aggregation expression' }, check);
  if (!parameter) return;
  const type = operator === 'count_values' ? 'string' : 'scalar';
  expectType(parameter, { type, context: 'aggregation parameter' }, check);
}

function checkCall(call: Call, check: Check): void {
  const signature = SIGNATURES.get(call.name);
  if (!signature) return check.fail(call.position, `unknown function with name ${quote(call.name)}`);
  checkArgumentCount(call, signature, check);
  if (call.name === 'info') checkInfoSelector(call, check);
  call.args.forEach((arg, index) => {
    const type = signature.args[Math.min(index, signature.args.length - 1)];
    if (call.name === 'info' && index === 1) return;
    if (type) expectType(arg, { type, context: `call to function ${quote(call.name)}` }, check);
  });
}

function checkArgumentCount({ name, args, position }: Call, { args: wanted, variadic }: Signature, check: Check): void {
  const report = (bound: string, count: number) =>
    check.fail(position, `expected ${bound}${count} argument(s) in call to ${quote(name)}, got ${args.length}`);
  if (variadic === 0) {
    if (args.length !== wanted.length) report('', wanted.length);
    return;
  }
  const least = wanted.length - 1;
  if (args.length < least) report('at least ', least);
  if (variadic > 0 && args.length > least + variadic) report('at most ', least + variadic);
}

/** The second argument of `info` names labels only; it may match everything. */
function checkInfoSelector({ args: [, selector] }: Call, check: Check): void {
  if (!selector) return;
  if (selector.kind !== 'vectorSelector') return check.fail(selector.position, 'expected label selectors only');
  if (selector.name !== '') check.fail(selector.position, 'expected label selectors only, got vector selector instead');
}

function checkBinary(expr: Binary, check: Check): void {
  const { operator, operatorPosition, matching, returnBool, position } = expr;
  const left = check.expr(expr.left);
  const right = check.expr(expr.right);
  if (returnBool && !isComparison(operator))
    check.fail(operatorPosition, 'bool modifier can only be used on comparison operators');
  if (isComparison(operator) && !returnBool && left === 'scalar' && right === 'scalar')
    check.fail(operatorPosition, 'comparisons between scalars must use BOOL modifier');
  const twice = matching?.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined)
    check.fail(operatorPosition, `label ${quote(twice)} must not occur in ON and GROUP clause at once`);
  for (const [type, side] of [[left, expr.left] as const, [right, expr.right] as const])
    if (type !== 'scalar' && type !== 'vector')
      check.fail(side.position, 'binary expression must contain only scalar and instant vector types');
  if (left === 'vector' && right === 'vector') return checkMatching(expr, check);
  if (matching && matching.labels.length > 0)
    check.fail(position, 'vector matching only allowed between instant vectors');
  if (matching && hasFill(expr)) check.fail(position, 'filling in missing series only allowed between instant vectors');
  if (isSetOperator(operator))
    check.fail(position, `set operator ${quote(operator)} not allowed in binary scalar expression`);
}

const hasFill = ({ matching }: Binary): boolean => matching?.fillLeft != null || matching?.fillRight != null;

function checkMatching(expr: Binary, check: Check): void {
  const { operator, matching, position } = expr;
  if (!isSetOperator(operator)) return;
  if (matching?.cardinality !== 'many-to-many')
    check.fail(position, `no grouping allowed for ${quote(operator)} operation`);
  if (hasFill(expr)) check.fail(position, 'filling in missing series not allowed for set operators');
}
