/** What a text in a Tempo pane asks for, as Grafana tells them apart. */
export type TraceQueryKind = 'trace' | 'metrics' | 'search';

const METRICS =
  /\|\s*(?:rate|count_over_time|min_over_time|max_over_time|avg_over_time|sum_over_time|quantile_over_time|histogram_over_time|compare)\s*\(/;
const STRINGS = /"(?:[^"\\]|\\.)*"|`[^`]*`/g;
const COMMENTS = /\/\/[^\n]*/g;

/** Hex digits only are a trace by ID; a metrics function asks for series; all else searches. What is quoted says nothing. */
export function traceQueryKind(query: string): TraceQueryKind {
  if (/^[0-9a-fA-F]{1,32}$/.test(query.trim())) return 'trace';
  return METRICS.test(query.replace(STRINGS, '""').replace(COMMENTS, '')) ? 'metrics' : 'search';
}
