import type { Matcher } from '../model/matchers.ts';

/** Offsets into the query, in UTF-16 units. */
export interface Position {
  readonly start: number;
  readonly end: number;
}

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** `x @ 5`: ms; or the query's own start or end. */
export type AtTime = number | 'start' | 'end' | null;

/** A length of time that may depend on the query's step and range: `[2 * step()]`. */
export type DurationNode =
  | { readonly kind: 'number'; readonly seconds: number; readonly text: string; readonly position: Position }
  | { readonly kind: 'step' | 'range'; readonly position: Position }
  | {
      readonly kind: 'unary';
      readonly operator: '+' | '-';
      readonly operand: DurationNode;
      readonly position: Position;
    }
  | { readonly kind: 'paren'; readonly operand: DurationNode; readonly position: Position }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '%' | '^' | 'min_of' | 'max_of';
      readonly left: DurationNode;
      readonly right: DurationNode;
      readonly position: Position;
    };

export interface VectorSelector {
  readonly kind: 'vectorSelector';
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** ms; a query looks that far back. */
  readonly offset: number;
  readonly offsetExpression: DurationNode | null;
  readonly at: AtTime;
  readonly extension: 'anchored' | 'smoothed' | null;
  readonly position: Position;
}
export interface MatrixSelector {
  readonly kind: 'matrixSelector';
  readonly selector: VectorSelector;
  /** ms */
  readonly range: number;
  readonly rangeExpression: DurationNode | null;
  readonly position: Position;
}
export interface Subquery {
  readonly kind: 'subquery';
  readonly operand: Expr;
  /** ms */
  readonly range: number;
  readonly rangeExpression: DurationNode | null;
  /** ms; 0 means the default resolution. */
  readonly step: number;
  readonly stepExpression: DurationNode | null;
  readonly offset: number;
  readonly offsetExpression: DurationNode | null;
  readonly at: AtTime;
  readonly position: Position;
}
export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  /** Written with units: `5m`. */
  readonly isDuration: boolean;
  readonly position: Position;
}
export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly position: Position;
}
export interface Paren {
  readonly kind: 'paren';
  readonly operand: Expr;
  readonly position: Position;
}
export interface Unary {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly operand: Expr;
  readonly position: Position;
}
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
  readonly position: Position;
}
export type AggregateOperator =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly operand: Expr;
  readonly parameter: Expr | null;
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly position: Position;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '<' | '>' | '<=' | '>=';
export type SetOperator = 'and' | 'or' | 'unless';
/** Cut a native histogram above (`</`) or below (`>/`) a value. */
export type TrimOperator = '</' | '>/';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator | TrimOperator;

export interface VectorMatching {
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  readonly labels: readonly string[];
  /** `labels` are those to match on, else those to ignore. */
  readonly on: boolean;
  /** Labels to take over from the "one" side. */
  readonly include: readonly string[];
  readonly fillLeft: number | null;
  readonly fillRight: number | null;
}
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly returnBool: boolean;
  /** null where a side is a scalar. */
  readonly matching: VectorMatching | null;
  readonly operatorPosition: Position;
  readonly position: Position;
}

export type Expr =
  | VectorSelector
  | MatrixSelector
  | Subquery
  | NumberLiteral
  | StringLiteral
  | Paren
  | Unary
  | Call
  | Aggregate
  | Binary;

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);
const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
export const isComparison = (operator: BinaryOperator): operator is ComparisonOperator => COMPARISONS.has(operator);
export const isSetOperator = (operator: BinaryOperator): operator is SetOperator => SET_OPERATORS.has(operator);

const WITH_PARAMETER: ReadonlySet<string> = new Set([
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
]);
export const takesParameter = (operator: AggregateOperator): boolean => WITH_PARAMETER.has(operator);

export function unwrapParens(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.operand;
  return inner;
}
