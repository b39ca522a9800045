import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { LogRangeAnswer } from '../../../server/contract/logs.ts';
import { lastAnswer } from '../../lib/last-answer.ts';
import { lokiApi } from '../../lib/clients.ts';

/** Times and steps in ms. */
export interface LogAsk {
  readonly source: string;
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly limit: number;
  readonly direction: 'backward' | 'forward';
  readonly stepMs: number;
  readonly isInstant: boolean;
}

export const logQueries = {
  lines: (ask: LogAsk) => {
    const { source, query, start, end, limit, direction, stepMs, isInstant } = ask;
    return queryOptions({
      queryKey: ['loki', source, 'lines', query, start, end, limit, direction, stepMs, isInstant] as const,
      queryFn: async ({ signal }): Promise<LogRangeAnswer> =>
        isInstant
          ? { kind: 'metrics', metrics: await lokiApi.query(source, { query, time: end }, { signal }) }
          : lokiApi.queryRange(source, { query, start, end, limit, direction, step: stepMs }, { signal }),
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    });
  },
  volume: ({ source, query, start, end, stepMs }: LogAsk) =>
    queryOptions({
      queryKey: ['loki', source, 'volume', query, start, end, stepMs] as const,
      queryFn: ({ signal }) => lokiApi.volume(source, { query, start, end, step: stepMs }, { signal }),
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
};

/** What a pane's query of that letter was last answered. */
export const lastLines = (client: QueryClient, source: string, refId: string): LogRangeAnswer | undefined =>
  lastAnswer(client, ['loki', source, 'lines'], refId);
