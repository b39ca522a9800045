import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * The newest answer under a key that a pane's query of that letter has had; queries carry their letter as `meta.refId`.
 * `useQueries` knows a query by its key only: of one whose range moved on it remembers nothing by itself.
 */
export function lastAnswer<T>(client: QueryClient, queryKey: QueryKey, refId: string): T | undefined {
  const [newest] = client
    .getQueryCache()
    .findAll({ queryKey, predicate: ({ meta }) => meta?.['refId'] === refId })
    .filter(({ state }) => state.data !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  return newest && client.getQueryData<T>(newest.queryKey);
}
