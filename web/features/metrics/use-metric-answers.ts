import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { QueryProgress } from '../../ui/QueryStates.tsx';
import { type AskedMetric, isBare } from './metric-model.ts';
import { lastValues, metricQueries } from './queries.ts';

export interface MetricResult extends AskedMetric, QueryProgress {
  readonly answer: MetricAnswer | null;
  readonly isOld: boolean;
}

/** The answers to queries that are shown as one. Until one comes, what the same query was last answered stands in. */
export function useMetricAnswers(asked: readonly AskedMetric[]): readonly MetricResult[] {
  const client = useQueryClient();
  const results = useQueries({
    queries: asked.map(({ target: { refId }, ask, view }) => ({
      ...metricQueries.values(ask, view.isInstant),
      meta: { refId },
      placeholderData: () => lastValues(client, { source: ask.source, isInstant: view.isInstant, refId }),
      enabled: ask.query.trim() !== '',
    })),
  });
  return asked.flatMap((one, i) => {
    const result = results[i];
    if (!result) return [];
    const { data, error, isFetching, isPlaceholderData, refetch } = result;
    // An empty answer to what was asked before says nothing of this.
    const answer = data && !(isPlaceholderData && isBare(data)) ? data : null;
    return [
      {
        ...one,
        refId: one.target.refId,
        answer,
        isOld: isPlaceholderData,
        error,
        isFetching,
        onRetry: () => void refetch(),
      },
    ];
  });
}
