import type { Attribute } from './attribute.ts';
import type { Static } from './static.ts';

export type FieldOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '='
  | '!='
  | '=~'
  | '!~'
  | '>'
  | '>='
  | '<'
  | '<='
  | '&&'
  | '||';
export type ComparisonOperator = '=' | '!=' | '>' | '>=' | '<' | '<=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type SpansetOperator =
  | '&&'
  | '||'
  | '>'
  | '>>'
  | '<'
  | '<<'
  | '~'
  | '!>'
  | '!>>'
  | '!<'
  | '!<<'
  | '!~'
  | '&>'
  | '&>>'
  | '&<'
  | '&<<'
  | '&~';

export interface BinaryOperation {
  readonly kind: 'binary';
  readonly op: FieldOperator;
  readonly left: FieldExpression;
  readonly right: FieldExpression;
}
export interface UnaryOperation {
  readonly kind: 'unary';
  /** `exists` is `!= nil`, `notExists` is `= nil`. */
  readonly op: '-' | '!' | 'exists' | 'notExists';
  readonly operand: FieldExpression;
}
export interface StaticExpression {
  readonly kind: 'static';
  readonly value: Static;
}
export interface AttributeExpression {
  readonly kind: 'attribute';
  readonly attribute: Attribute;
}
export type FieldExpression = BinaryOperation | UnaryOperation | StaticExpression | AttributeExpression;

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly op: 'count' | 'max' | 'min' | 'sum' | 'avg';
  /** null for `count()`. */
  readonly expression: FieldExpression | null;
}
export interface ScalarOperation {
  readonly kind: 'scalarOperation';
  readonly op: '+' | '-' | '*' | '/' | '%' | '^';
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
}
export type ScalarExpression = Aggregate | ScalarOperation | StaticExpression;

export interface SpansetFilter {
  readonly kind: 'filter';
  readonly expression: FieldExpression;
}
export interface SpansetOperation {
  readonly kind: 'operation';
  readonly op: SpansetOperator;
  readonly left: PipelineElement;
  readonly right: PipelineElement;
}
export interface ScalarFilter {
  readonly kind: 'scalarFilter';
  readonly op: ComparisonOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
}
export interface GroupOperation {
  readonly kind: 'group';
  readonly expression: FieldExpression;
}
export interface CoalesceOperation {
  readonly kind: 'coalesce';
}
export interface SelectOperation {
  readonly kind: 'select';
  readonly attributes: readonly Attribute[];
}
export interface Pipeline {
  readonly kind: 'pipeline';
  readonly elements: readonly PipelineElement[];
}
export type PipelineElement =
  | SpansetFilter
  | SpansetOperation
  | ScalarFilter
  | GroupOperation
  | CoalesceOperation
  | SelectOperation
  | Pipeline;

export interface MetricsAggregate {
  readonly kind: 'metricsAggregate';
  readonly op:
    | 'rate'
    | 'count_over_time'
    | 'min_over_time'
    | 'max_over_time'
    | 'avg_over_time'
    | 'sum_over_time'
    | 'quantile_over_time'
    | 'histogram_over_time';
  readonly attribute: Attribute | null;
  readonly quantiles: readonly number[];
  readonly by: readonly Attribute[];
}
export interface MetricsCompare {
  readonly kind: 'compare';
  readonly filter: SpansetFilter;
  readonly topN: number;
  /** Epoch nanoseconds of the selection; 0 when not limited. */
  readonly start: number;
  readonly end: number;
}
export type FirstStage = MetricsAggregate | MetricsCompare;

/** What is done to finished series. */
export type SecondStage =
  | { readonly kind: 'topk' | 'bottomk'; readonly limit: number }
  | { readonly kind: 'metricsFilter'; readonly op: ComparisonOperator; readonly value: number }
  | {
      readonly kind: 'scalar';
      readonly op: ArithmeticOperator;
      readonly value: number;
      readonly isScalarOnLeft: boolean;
    };

export interface MetricsLeaf {
  readonly kind: 'leaf';
  readonly pipeline: Pipeline;
  readonly first: FirstStage;
  readonly stages: readonly SecondStage[];
}
export interface MetricsMath {
  readonly kind: 'math';
  readonly op: ArithmeticOperator;
  readonly left: MetricsExpression;
  readonly right: MetricsExpression;
  readonly stages: readonly SecondStage[];
}
export type MetricsExpression = MetricsLeaf | MetricsMath;

export type Hints = ReadonlyMap<string, Static>;

export type Query =
  | { readonly kind: 'search'; readonly pipeline: Pipeline; readonly hints: Hints }
  | { readonly kind: 'metrics'; readonly expression: MetricsExpression; readonly hints: Hints };
