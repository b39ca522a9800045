/**
 * Loki's tokens under the names its error messages use. Operators and keywords are named as they are written, functions
 * and literals in capitals.
 */
export type TokenKind = string;

export interface Token {
  readonly kind: TokenKind;
  /** What was written, as it stands in the query. */
  readonly text: string;
  /** The string's content, or the number's text; durations in ns and sizes in bytes are in `number`. */
  readonly value: string;
  readonly number: number;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export const END = '$end';

const words = (list: string): string[] => list.split(' ');

/** Words and operators that are tokens wherever they stand, in lower case. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...words(', . { } = != =~ !~ !> |= |~ |> | ( ) [ ]'),
  ...words('+ - * / % ^ == > >= < <='),
  ...words('unwrap by without bool label_replace offset on ignoring group_left group_right'),
  ...words('or and unless json regexp logfmt unpack pattern label_format line_format'),
  ...words('ip decolorize drop keep'),
]);

const NAMED_FUNCTIONS = [
  ...words('rate rate_counter count_over_time bytes_rate bytes_over_time avg_over_time sum_over_time'),
  ...words('min_over_time max_over_time stdvar_over_time stddev_over_time quantile_over_time'),
  ...words('first_over_time last_over_time absent_over_time vector sum avg max min count'),
  ...words('stddev stdvar bottomk topk sort sort_desc approx_topk'),
];

/** Words that are functions only where `(`, `by (` or `without (` follows, and identifiers elsewhere. */
export const FUNCTIONS: ReadonlyMap<string, TokenKind> = new Map([
  ...NAMED_FUNCTIONS.map((name) => [name, name.toUpperCase()] as const),
  ['label_replace', 'label_replace'],
  ['bytes', 'BYTES_CONV'],
  ['duration', 'DURATION_CONV'],
  ['duration_seconds', 'DURATION_SECONDS_CONV'],
  ['ip', 'ip'],
]);

export const PARSER_FLAGS: ReadonlySet<string> = new Set(['--strict', '--keep-empty']);

/** In the order in which Loki lists what it expected. */
export const EXPECTABLE: readonly TokenKind[] = [
  ...words('BYTES IDENTIFIER STRING NUMBER FUNCTION_FLAG DURATION RANGE = =~ !~ !> { }'),
  ...words(', |~ |= |> ( ) by without COUNT_OVER_TIME RATE RATE_COUNTER SUM SORT'),
  ...words('SORT_DESC AVG MAX MIN COUNT STDDEV STDVAR BOTTOMK TOPK BYTES_OVER_TIME'),
  ...words('BYTES_RATE bool json regexp logfmt | line_format label_format unwrap VECTOR'),
  ...words('label_replace unpack offset pattern ip on ignoring group_left group_right'),
  ...words('decolorize drop keep or and unless == != < <= > >= + - * /'),
  ...words('% ^'),
];
