import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { tempoApi } from '../../lib/clients.ts';

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
  readonly nearMs?: number | undefined;
}

export const traceQueries = {
  detail: ({ source, traceId, range }: TraceKey) =>
    queryOptions({
      queryKey: ['tempo', source, 'trace', traceId, range] as const,
      queryFn: ({ signal }) =>
        tempoApi.trace(source, { traceId, ...(range ? { start: range.from, end: range.to } : {}) }, { signal }),
      staleTime: 30_000,
    }),
  search: ({ source, query, range, limit, nearMs }: SearchKey) =>
    queryOptions({
      queryKey: ['tempo', source, 'search', query, range, limit, nearMs] as const,
      queryFn: ({ signal }) =>
        tempoApi.search(
          source,
          { query, start: range.from, end: range.to, limit, ...(nearMs === undefined ? {} : { nearMs }) },
          { signal },
        ),
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
};
