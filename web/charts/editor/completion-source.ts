/** What a data source knows, asked for while typing. Each answer may come late or not at all. */
export interface CompletionSource {
  readonly metrics?: () => Promise<readonly MetricInfo[]>;
  /** `metric` and `selector` narrow, where the source can. */
  readonly labelNames: (scope: LabelScope) => Promise<readonly string[]>;
  readonly labelValues: (label: string, scope: LabelScope) => Promise<readonly LabelValue[]>;
  /** Fields of the log lines that a stream selector has, its braces included. */
  readonly fields?: (selector: string) => Promise<readonly FieldInfo[]>;
  readonly fieldValues?: (field: string, selector: string) => Promise<readonly LabelValue[]>;
}
export interface LabelScope {
  readonly metric: string;
  /** Complete matchers, without braces: `app="a", level=~"b"`; in TraceQL complete conditions joined by `&&`. */
  readonly selector: string;
}
export interface MetricInfo {
  readonly name: string;
  readonly type?: string;
  readonly help?: string;
}
export interface LabelValue {
  readonly value: string;
  /** Stands in the query without quotes: a number, a duration, a keyword. */
  readonly isBare?: boolean;
}
export interface FieldInfo {
  readonly name: string;
  readonly type: string;
  /** Stages that read it out of the line; none for structured metadata, which needs none. */
  readonly parsers: readonly string[];
}
