import { useQueries, useQueryClient } from '@tanstack/react-query';
import { variableQueries } from './queries.ts';
import { resolveVariables, type Answer, type Resolution, type ResolveInput } from './model/variable-state.ts';
import type { VariableOption } from './model/variable.ts';
import type { VariableRequest } from './model/variable-request.ts';

/**
 * The values of a dashboard's variables. Each pass asks for what its dependencies allow; an answer in the cache lets the
 * next pass go on, so that a change asks again only for what depends on it.
 */
export function useVariables(input: Omit<ResolveInput, 'lookUp'>): Resolution {
  const client = useQueryClient();
  const lookUp = (request: VariableRequest): Answer => {
    const { queryKey } = variableQueries.options(request);
    const state = client.getQueryState<readonly VariableOption[]>(queryKey);
    if (state?.data) return { options: state.data, error: null, isStale: false };
    if (state?.status === 'error') return { options: null, error: state.error, isStale: false };
    // The same question over another range: its options stand until the new ones are here.
    const earlier = client
      .getQueriesData<readonly VariableOption[]>({ queryKey: queryKey.slice(0, 3) })
      .findLast(([, data]) => data !== undefined);
    return { options: earlier?.[1] ?? null, error: null, isStale: earlier !== undefined };
  };
  const resolution = resolveVariables({ ...input, lookUp });
  useQueries({
    queries: resolution.requests.map((request) => variableQueries.options(request)),
    // Which states they are in is what a new pass depends on.
    combine: (results) => results.map(({ status, dataUpdatedAt }) => `${status} ${dataUpdatedAt}`).join(),
  });
  return resolution;
}
