import type { DurationNode, Expr, VectorSelector } from '../parser/ast.ts';
import { unwrapParens } from '../parser/ast.ts';
import { evaluateDuration } from '../parser/duration-expression.ts';
import { ExecutionError } from './execution-error.ts';

/** The query's own times, ms. `step` is 0 for an instant query. */
export interface QueryTimes {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export interface Prepared {
  readonly expr: Expr;
  readonly invariant: ReadonlySet<Expr>;
  readonly statsOnly: ReadonlySet<VectorSelector>;
}

/** Settles what depends on the query's times, takes parentheses off arguments, and finds what need not be repeated. */
export function preprocess(root: Expr, times: QueryTimes): Prepared {
  const expr = settle(root, times);
  const invariant = new Set<Expr>();
  if (markInvariant(expr, invariant).wraps) invariant.add(expr);
  const statsOnly = new Set<VectorSelector>();
  markStatsOnly(expr, { wanted: false, blocked: false }, statsOnly);
  return { expr, invariant, statsOnly };
}

function settle(expr: Expr, times: QueryTimes): Expr {
  const inner = (part: Expr) => settle(part, times);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'vectorSelector':
      return settleSelector(expr, times);
    case 'matrixSelector': {
      const range = lengthOf(expr.rangeExpression, expr.range, times);
      return { ...expr, selector: settleSelector(expr.selector, times), range, rangeExpression: null };
    }
    case 'subquery': {
      const operand = inner(expr.operand);
      const range = lengthOf(expr.rangeExpression, expr.range, times);
      const step = lengthOf(expr.stepExpression, expr.step, times);
      const settled = { range, rangeExpression: null, step, stepExpression: null };
      return { ...expr, operand, ...settled, ...settleTime(expr, times) };
    }
    case 'paren':
    case 'unary':
      return { ...expr, operand: inner(expr.operand) };
    case 'aggregate': {
      const parameter = expr.parameter && unwrapParens(inner(expr.parameter));
      return { ...expr, operand: unwrapParens(inner(expr.operand)), parameter };
    }
    case 'call': {
      const constant = queryConstant(expr.name, times);
      if (constant !== null) return { kind: 'number', value: constant, isDuration: false, position: expr.position };
      return { ...expr, args: expr.args.map((arg) => unwrapParens(inner(arg))) };
    }
    case 'binary':
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
  }
}

function queryConstant(name: string, { start, end, step }: QueryTimes): number | null {
  switch (name) {
    case 'start':
      return start / 1000;
    case 'end':
      return end / 1000;
    case 'range':
      return (end - start) / 1000;
    case 'step':
      return start === end ? 0 : step / 1000;
    default:
      return null;
  }
}

const settleSelector = (selector: VectorSelector, times: QueryTimes): VectorSelector => ({
  ...selector,
  ...settleTime(selector, times),
});

function settleTime(
  { at, offset, offsetExpression }: Pick<VectorSelector, 'at' | 'offset' | 'offsetExpression'>,
  times: QueryTimes,
): Pick<VectorSelector, 'at' | 'offset' | 'offsetExpression'> {
  const shift = offsetExpression ? milliseconds(offsetExpression, times) : offset;
  const fixed = at === 'start' ? times.start : at === 'end' ? times.end : at;
  return { at: fixed, offset: shift, offsetExpression: null };
}

function milliseconds(node: DurationNode, { start, end, step }: QueryTimes): number {
  const seconds = evaluateDuration(node, step / 1000, (end - start) / 1000);
  const place = `${node.position.start}:${node.position.end}`;
  if (!Number.isFinite(seconds)) throw new ExecutionError(`${place}: duration is NaN or infinite`);
  if (Math.abs(seconds) > 2 ** 63 / 1e9) throw new ExecutionError(`${place}: duration is out of range`);
  return Math.trunc(seconds * 1000);
}

function lengthOf(node: DurationNode | null, constant: number, times: QueryTimes): number {
  if (!node) return constant;
  const length = milliseconds(node, times);
  if (length > 0) return length;
  throw new ExecutionError(`${node.position.start}:${node.position.end}: duration must be greater than 0`);
}

/** Functions that read the clock, or the times of their samples. */
const READS_TIME: ReadonlySet<string> = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
]);
export const readsTime = (functionName: string): boolean => READS_TIME.has(functionName);

interface Invariance {
  readonly constant: boolean;
  /** Worth evaluating once and repeating. */
  readonly wraps: boolean;
}

function markInvariant(expr: Expr, invariant: Set<Expr>): Invariance {
  const mark = (part: Expr) => markInvariant(part, invariant);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return { constant: true, wraps: false };
    case 'vectorSelector':
      return { constant: expr.at !== null, wraps: expr.at !== null };
    case 'matrixSelector':
      return { constant: expr.selector.at !== null, wraps: false };
    case 'subquery':
      if (mark(expr.operand).constant) invariant.add(expr.operand);
      return { constant: expr.at !== null, wraps: false };
    case 'paren':
    case 'unary':
    case 'aggregate':
      return mark(expr.operand);
    case 'binary': {
      const sides = [expr.left, expr.right].map((side) => ({ side, ...mark(side) }));
      if (sides.every(({ constant }) => constant)) return { constant: true, wraps: true };
      for (const { side, wraps } of sides) if (wraps) invariant.add(side);
      return { constant: false, wraps: false };
    }
    case 'call': {
      const args = expr.args.map((arg) => ({ arg, ...mark(arg) }));
      const allConstant = args.every(({ constant }) => constant);
      const isTimestamp = expr.name === 'timestamp' && args.every(({ arg }) => arg.kind === 'vectorSelector');
      if (allConstant && (isTimestamp || !readsTime(expr.name))) return { constant: true, wraps: true };
      for (const { arg, wraps } of args) if (wraps) invariant.add(arg);
      return { constant: false, wraps: false };
    }
  }
}

const STATS_FUNCTIONS: ReadonlySet<string> = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const BUCKET_FUNCTIONS: ReadonlySet<string> = new Set([
  'histogram_quantile',
  'histogram_quantiles',
  'histogram_fraction',
]);

interface Wish {
  readonly wanted: boolean;
  readonly blocked: boolean;
}

function markStatsOnly(expr: Expr, wish: Wish, found: Set<VectorSelector>): void {
  const visit = (part: Expr, next: Wish = wish) => markStatsOnly(part, next, found);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'vectorSelector':
      if (wish.wanted && !wish.blocked) found.add(expr);
      return;
    case 'matrixSelector':
      return visit(expr.selector);
    case 'subquery':
      return visit(expr.operand, { ...wish, blocked: true });
    case 'paren':
    case 'unary':
      return visit(expr.operand);
    case 'aggregate':
      visit(expr.operand);
      if (expr.parameter) visit(expr.parameter);
      return;
    case 'binary': {
      const blocked = wish.blocked || expr.operator === '</' || expr.operator === '>/';
      visit(expr.left, { ...wish, blocked });
      return visit(expr.right, { ...wish, blocked });
    }
    case 'call': {
      const wanted = wish.wanted || STATS_FUNCTIONS.has(expr.name);
      const blocked = wish.blocked || BUCKET_FUNCTIONS.has(expr.name);
      for (const arg of expr.args) visit(arg, { wanted, blocked });
    }
  }
}
