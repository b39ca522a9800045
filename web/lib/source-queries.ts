import { queryOptions } from '@tanstack/react-query';
import { dashboardsApi, sourcesApi } from './clients.ts';

/** Reads that several rooms share. Feature-only reads live in the feature's own `queries.ts`. */
export const sourceQueries = {
  list: () =>
    queryOptions({ queryKey: ['sources'], queryFn: ({ signal }) => sourcesApi.list({ signal }), staleTime: 60_000 }),
  health: (uid: string) =>
    queryOptions({
      queryKey: ['sources', 'health', uid],
      queryFn: ({ signal }) => sourcesApi.health(uid, { signal }),
      staleTime: 15_000,
      retry: false,
    }),
  /** What the embedded store holds; of an embedded source only. */
  held: (uid: string) =>
    queryOptions({
      queryKey: ['sources', 'held', uid],
      queryFn: ({ signal }) => sourcesApi.held(uid, { signal }),
      staleTime: 30_000,
      retry: false,
    }),
};

export const dashboardListQueries = {
  /** Whatever is known of dashboards, the list among it. */
  all: () => ['dashboards'] as const,
  list: () =>
    queryOptions({
      queryKey: [...dashboardListQueries.all(), 'list'] as const,
      queryFn: ({ signal }) => dashboardsApi.list('', { signal }),
    }),
};
