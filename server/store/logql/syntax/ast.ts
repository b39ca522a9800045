import type { Regex } from '../../regex.ts';

/** LogQL as Loki's parser understands it. Durations are in nanoseconds, sizes in bytes. */
export type Expr = LogExpr | MetricExpr;

export type MatchOp = '=' | '!=' | '=~' | '!~';
export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
  /** Fully anchored; for `=~` and `!~` only. */
  readonly regex: Regex | null;
}

export interface LogExpr {
  readonly kind: 'log';
  readonly matchers: readonly Matcher[];
  readonly stages: readonly Stage[];
}

export type LineFilterOp = '|=' | '!=' | '|~' | '!~' | '|>' | '!>';
/** One line filter; `alternatives` are joined by `or`. Negative ones must all fail to match. */
export interface LineFilterStage {
  readonly kind: 'lineFilter';
  readonly op: LineFilterOp;
  readonly alternatives: readonly { readonly text: string; readonly isIp: boolean }[];
}
export interface LabelPath {
  readonly name: string;
  readonly path: string;
}
export interface LabelFormat {
  readonly name: string;
  readonly isRename: boolean;
  /** The label to rename, or a template. */
  readonly value: string;
}
/** A label by name alone, or only when its value matches. */
export interface NamedMatcher {
  readonly name: string;
  readonly matcher: Matcher | null;
}
export type Stage =
  | LineFilterStage
  | { readonly kind: 'logfmt'; readonly isStrict: boolean; readonly keepEmpty: boolean }
  | {
      readonly kind: 'logfmtPaths';
      readonly paths: readonly LabelPath[];
      readonly isStrict: boolean;
      readonly keepEmpty: boolean;
    }
  | { readonly kind: 'json' }
  | { readonly kind: 'jsonPaths'; readonly paths: readonly LabelPath[] }
  | { readonly kind: 'regexp'; readonly pattern: string }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'unpack' }
  | { readonly kind: 'decolorize' }
  | { readonly kind: 'lineFormat'; readonly template: string }
  | { readonly kind: 'labelFormat'; readonly formats: readonly LabelFormat[] }
  | { readonly kind: 'drop'; readonly labels: readonly NamedMatcher[] }
  | { readonly kind: 'keep'; readonly labels: readonly NamedMatcher[] }
  | { readonly kind: 'distinct'; readonly labels: readonly string[] }
  | { readonly kind: 'labelFilter'; readonly filter: LabelFilter };

export type CompareOp = '==' | '!=' | '>' | '>=' | '<' | '<=';
export type LabelFilter =
  | { readonly kind: 'string'; readonly matcher: Matcher }
  | {
      readonly kind: 'number' | 'duration' | 'bytes';
      readonly name: string;
      readonly op: CompareOp;
      readonly value: number;
    }
  | { readonly kind: 'ip'; readonly name: string; readonly isNegated: boolean; readonly pattern: string }
  | { readonly kind: 'and' | 'or'; readonly left: LabelFilter; readonly right: LabelFilter };

export interface Unwrap {
  readonly label: string;
  readonly conversion: '' | 'bytes' | 'duration' | 'duration_seconds';
  readonly filters: readonly LabelFilter[];
}
export interface Grouping {
  readonly isWithout: boolean;
  readonly labels: readonly string[];
}
export interface LogRange {
  readonly log: LogExpr;
  readonly rangeNs: number;
  readonly offsetNs: number;
  readonly unwrap: Unwrap | null;
}

export type RangeOp =
  | 'rate'
  | 'rate_counter'
  | 'count_over_time'
  | 'bytes_rate'
  | 'bytes_over_time'
  | 'avg_over_time'
  | 'sum_over_time'
  | 'min_over_time'
  | 'max_over_time'
  | 'stdvar_over_time'
  | 'stddev_over_time'
  | 'quantile_over_time'
  | 'first_over_time'
  | 'last_over_time'
  | 'absent_over_time';
export interface RangeAggregation {
  readonly kind: 'range';
  readonly op: RangeOp;
  readonly range: LogRange;
  readonly parameter: number | null;
  readonly grouping: Grouping | null;
}

export type VectorOp =
  | 'sum'
  | 'avg'
  | 'max'
  | 'min'
  | 'count'
  | 'stddev'
  | 'stdvar'
  | 'bottomk'
  | 'topk'
  | 'approx_topk'
  | 'sort'
  | 'sort_desc';
export interface VectorAggregation {
  readonly kind: 'vectorAggregation';
  readonly op: VectorOp;
  readonly operand: MetricExpr;
  /** 0 when the operation takes none. */
  readonly parameter: number;
  /** `by ()` when nothing is written. */
  readonly grouping: Grouping;
}

export type BinaryOp = 'or' | 'and' | 'unless' | '+' | '-' | '*' | '/' | '%' | '^' | CompareOp;
export interface VectorMatching {
  readonly returnBool: boolean;
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many';
  readonly isOn: boolean;
  /** null when neither `on` nor `ignoring` names any. */
  readonly labels: readonly string[] | null;
  readonly include: readonly string[] | null;
}
export interface BinaryExpr {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly left: MetricExpr;
  readonly right: MetricExpr;
  readonly matching: VectorMatching;
}

export type MetricExpr =
  | RangeAggregation
  | VectorAggregation
  | BinaryExpr
  | { readonly kind: 'literal'; readonly value: number }
  | { readonly kind: 'vector'; readonly value: number }
  | {
      readonly kind: 'labelReplace';
      readonly operand: MetricExpr;
      readonly target: string;
      readonly replacement: string;
      readonly source: string;
      readonly pattern: string;
      readonly regex: Regex;
    };
