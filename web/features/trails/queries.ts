import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { trailsApi } from '../../lib/clients.ts';

export const trailQueries = {
  all: () => ['trails'] as const,
  list: (query: string) =>
    queryOptions({
      queryKey: [...trailQueries.all(), 'list', query] as const,
      queryFn: ({ signal }) => trailsApi.list(query, { signal }),
      placeholderData: keepPreviousData,
    }),
  detail: (id: string) =>
    queryOptions({
      queryKey: [...trailQueries.all(), 'detail', id] as const,
      queryFn: ({ signal }) => trailsApi.get(id, { signal }),
    }),
};
