import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { type AskedMetric, isBare } from './metric-model.ts';
import { lastAnswer, metricQueries } from './queries.ts';

/** How one of several queries is getting on. An old answer may stand beside an error or a new request. */
export interface MetricResult extends AskedMetric {
  readonly answer: MetricAnswer | null;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
}

/** The answers to queries that are shown as one. Until one comes, what the same query was last answered stands in. */
export function useMetricAnswers(asked: readonly AskedMetric[]): readonly MetricResult[] {
  const client = useQueryClient();
  const results = useQueries({
    queries: asked.map(({ target: { refId }, ask, view }) => ({
      ...metricQueries.values(ask, view.isInstant),
      meta: { refId },
      // `useQueries` knows a query by its key only: of one whose range moved on it remembers nothing by itself.
      placeholderData: () => lastAnswer(client, { source: ask.source, isInstant: view.isInstant, refId }),
      enabled: ask.query.trim() !== '',
    })),
  });
  return asked.flatMap((one, i) => {
    const result = results[i];
    if (!result) return [];
    const { data, error, isFetching, isPlaceholderData, refetch } = result;
    // An empty answer to what was asked before says nothing of this.
    const answer = data && !(isPlaceholderData && isBare(data)) ? data : null;
    return [{ ...one, answer, error, isFetching, onRetry: () => void refetch() }];
  });
}
