import type { LokiTarget, PrometheusTarget, Target, TempoTarget } from '../../../server/contract/query.ts';
import type { SourceType } from '../../../server/contract/source.ts';
import { isMetricQuery } from '../log/metric-query.ts';
import { metricView } from '../metric/metric-view.ts';
import { traceQueryKind } from '../trace/query-kind.ts';

/** Queries of a pane whose answers are shown as one. */
export interface ResultGroup<Q> {
  /** The refId of its first query: it stays when others come and go. */
  readonly key: string;
  readonly queries: readonly [Q, ...(readonly Q[])];
}

/** What a query is shown together with: all of a pane with the same word. Null: it stands alone. */
export function shownWith(type: SourceType, target: Target): string | null {
  if (type === 'loki') {
    const { expr, queryType } = target as LokiTarget;
    return isMetricQuery(expr) ? (queryType === 'instant' ? 'moment' : 'course') : null;
  }
  if (type === 'tempo') return traceQueryKind((target as TempoTarget).query) === 'metrics' ? 'course' : null;
  if (type !== 'prometheus') return null;
  const metric = target as PrometheusTarget;
  if (metric.expr.trim() === '') return null;
  const { format } = metricView(metric);
  return format === 'time_series' || format === 'table' ? format : null;
}

/** A pane's queries by what is shown as one, each where its first query is. O(n²) in a pane's few queries. */
export function resultGroups<Q extends { readonly refId: string }>(
  queries: readonly Q[],
  wordOf: (query: Q) => string | null,
): readonly ResultGroup<Q>[] {
  const groups: (ResultGroup<Q> & { readonly word: string | null })[] = [];
  for (const query of queries) {
    const word = wordOf(query);
    const at = word === null ? -1 : groups.findIndex((group) => group.word === word);
    const group = groups[at];
    if (group) groups[at] = { ...group, queries: [...group.queries, query] };
    else groups.push({ key: query.refId, queries: [query], word });
  }
  return groups.map(({ key, queries: members }) => ({ key, queries: members }));
}
