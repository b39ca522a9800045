const OPERATORS = ', . { } ( ) = != =~ !~ > >= < <= + - / % * ^ && || ! | >> << ~ !> !< !>> !<< &~ &> &< &>> &<<'.split(
  ' ',
);

const KEYWORDS = [
  'true false nil ok error unset unspecified internal server client producer consumer',
  'duration childCount name status statusMessage kind rootName rootServiceName rootService traceDuration',
  'nestedSetLeft nestedSetRight nestedSetParent id traceID spanID parentID timeSinceStart version parent',
  'parent. resource. span. trace: span: event: link: instrumentation: event. link. instrumentation.',
  'count avg max min sum by coalesce select',
  'rate count_over_time min_over_time max_over_time avg_over_time sum_over_time quantile_over_time',
  'histogram_over_time compare topk bottomk with',
].flatMap((line) => line.split(' '));

/** Every fixed word of TraceQL, prefixes of scopes included. */
export const WORDS: ReadonlySet<string> = new Set([...OPERATORS, ...KEYWORDS]);

/** Words after which the name of an attribute follows. */
export const ATTRIBUTE_STARTS: ReadonlySet<string> = new Set([
  '.',
  'resource.',
  'span.',
  'parent.',
  'event.',
  'link.',
  'instrumentation.',
]);
export const INTRINSIC_SCOPES: ReadonlySet<string> = new Set([
  'trace:',
  'span:',
  'event:',
  'link:',
  'instrumentation:',
]);
export const METRICS_FUNCTIONS: ReadonlySet<string> = new Set([
  'rate',
  'count_over_time',
  'min_over_time',
  'max_over_time',
  'avg_over_time',
  'sum_over_time',
  'quantile_over_time',
  'histogram_over_time',
  'compare',
]);
