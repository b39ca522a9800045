import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { TraceMetricsAnswer } from '../../../server/contract/traces.ts';
import { lastAnswer } from '../../lib/last-answer.ts';
import { lokiApi, prometheusApi, tempoApi } from '../../lib/clients.ts';

import type { TraceMetricAsk } from './metric-chart.ts';

interface TraceKey {
  readonly source: string;
  readonly traceId: string;
  /** Sent only where the source is set to look within a time range. */
  readonly range?: AbsoluteRange;
}
interface SearchKey {
  readonly source: string;
  readonly query: string;
  readonly range: AbsoluteRange;
  readonly limit: number;
  readonly spansPerSpanSet?: number | undefined;
  readonly nearMs?: number | undefined;
}

interface ExemplarsKey {
  readonly source: string;
  readonly range: AbsoluteRange;
}

export const traceQueries = {
  detail: ({ source, traceId, range }: TraceKey) =>
    queryOptions({
      queryKey: ['tempo', source, 'trace', traceId, range] as const,
      queryFn: ({ signal }) =>
        tempoApi.trace(source, { traceId, ...(range ? { start: range.from, end: range.to } : {}) }, { signal }),
      staleTime: 30_000,
    }),
  /** The log lines of a trace, in order of time. */
  lines: ({ source, query, range, limit }: Omit<SearchKey, 'nearMs'>) =>
    queryOptions({
      queryKey: ['tempo', source, 'lines', query, range, limit] as const,
      queryFn: ({ signal }) =>
        lokiApi.queryRange(
          source,
          { query, start: range.from, end: range.to, limit, direction: 'forward' },
          { signal },
        ),
      staleTime: 30_000,
    }),
  /** Every exemplar of a trace's time, whatever was measured: the source keeps few, and of a moment fewer. */
  exemplars: ({ source, range }: ExemplarsKey) =>
    queryOptions({
      queryKey: ['tempo', source, 'exemplars', range] as const,
      queryFn: ({ signal }) =>
        prometheusApi.exemplars(source, { query: '{__name__=~".+"}', start: range.from, end: range.to }, { signal }),
      staleTime: 30_000,
      // An extra: a source without exemplars must not delay the trace.
      retry: false,
    }),
  /** Series of a TraceQL metrics query. */
  metrics: ({ source, query, start, end, step }: TraceMetricAsk) =>
    queryOptions({
      queryKey: ['tempo', source, 'metrics', query, start, end, step] as const,
      queryFn: ({ signal }) => tempoApi.metrics(source, { query, start, end, step }, { signal }),
      staleTime: 30_000,
    }),
  search: ({ source, query, range, limit, spansPerSpanSet, nearMs }: SearchKey) =>
    queryOptions({
      queryKey: ['tempo', source, 'search', query, range, limit, spansPerSpanSet, nearMs] as const,
      queryFn: ({ signal }) =>
        tempoApi.search(
          source,
          {
            query,
            start: range.from,
            end: range.to,
            limit,
            ...(spansPerSpanSet === undefined ? {} : { spansPerSpanSet }),
            ...(nearMs === undefined ? {} : { nearMs }),
          },
          { signal },
        ),
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
};

/** What a pane's metrics query of that letter was last answered. */
export const lastSeries = (client: QueryClient, source: string, refId: string): TraceMetricsAnswer | undefined =>
  lastAnswer(client, ['tempo', source, 'metrics'], refId);
