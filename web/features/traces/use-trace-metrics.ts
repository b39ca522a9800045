import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { TempoTarget } from '../../../server/contract/query.ts';
import type { TraceMetricsAnswer } from '../../../server/contract/traces.ts';
import type { QueryProgress } from '../../ui/QueryStates.tsx';
import type { TraceMetricAsk } from './metric-chart.ts';
import { lastSeries, traceQueries } from './queries.ts';

interface AskedTraceMetric {
  readonly target: TempoTarget;
  readonly ask: TraceMetricAsk;
}

export interface TraceMetricResult extends AskedTraceMetric, QueryProgress {
  readonly answer: TraceMetricsAnswer | null;
  readonly isOld: boolean;
}

/** The answers to metrics queries that are drawn as one. */
export function useTraceMetrics(asked: readonly AskedTraceMetric[]): readonly TraceMetricResult[] {
  const client = useQueryClient();
  const results = useQueries({
    queries: asked.map(({ target: { refId }, ask }) => ({
      ...traceQueries.metrics(ask),
      meta: { refId },
      placeholderData: () => lastSeries(client, ask.source, refId),
    })),
  });
  return asked.flatMap((one, i) => {
    const result = results[i];
    if (!result) return [];
    const { data = null, error, isFetching, isPlaceholderData: isOld, refetch } = result;
    // An empty answer to what was asked before says nothing of this.
    const answer = isOld && data?.series.length === 0 ? null : data;
    return [{ ...one, refId: one.target.refId, answer, isOld, error, isFetching, onRetry: () => void refetch() }];
  });
}
