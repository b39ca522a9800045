/** What may be written at a place in a query. `prefix` is what stands before the cursor of the word being written. */
export type CompletionPlace =
  | { readonly kind: 'expression'; readonly prefix: string }
  /** `metric` is the metric before the braces, if any; `selector` the matchers that are complete. */
  | { readonly kind: 'label-name'; readonly prefix: string; readonly metric: string; readonly selector: string }
  | {
      readonly kind: 'label-value';
      readonly prefix: string;
      readonly label: string;
      readonly quoted: boolean;
      readonly metric: string;
      readonly selector: string;
    }
  | { readonly kind: 'grouping-label'; readonly prefix: string; readonly pipeline: LogPipeline | null }
  /** An attribute as the argument of a TraceQL function. */
  | { readonly kind: 'attribute'; readonly prefix: string }
  | { readonly kind: 'stage'; readonly prefix: string; readonly pipeline: LogPipeline | null }
  /** A field of log lines; `isFilter` when it is to be compared with something. */
  | { readonly kind: 'field'; readonly prefix: string; readonly isFilter: boolean; readonly pipeline: LogPipeline }
  | {
      readonly kind: 'field-value';
      readonly prefix: string;
      readonly field: string;
      readonly quoted: boolean;
      readonly pipeline: LogPipeline;
    }
  | { readonly kind: 'duration'; readonly prefix: string }
  | { readonly kind: 'none' };

/** What is known of log lines at a place: where they come from and what has been read out of them. */
export interface LogPipeline {
  /** With its braces. */
  readonly selector: string;
  /** `json`, `logfmt`, `pattern`, `regexp`, `unpack`. */
  readonly parsers: readonly string[];
  /** Names that patterns and regular expressions of the query give. */
  readonly captures: readonly string[];
}
