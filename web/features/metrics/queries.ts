import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { lastAnswer } from '../../lib/last-answer.ts';
import { prometheusApi } from '../../lib/clients.ts';

/** `start` and `end` are multiples of `stepMs`, so that a refresh within one step asks nothing new. All ms. */
export interface MetricAsk {
  readonly source: string;
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
}

export const metricQueries = {
  /** A matrix over the range, or with `isInstant` a vector at its end. */
  values: ({ source, query, start, end, stepMs }: MetricAsk, isInstant: boolean) =>
    queryOptions({
      queryKey: ['prometheus', source, isInstant ? 'instant' : 'range', query, start, end, stepMs, isInstant] as const,
      queryFn: ({ signal }) =>
        isInstant
          ? prometheusApi.query(source, { query, time: end }, { signal })
          : prometheusApi.queryRange(source, { query, start, end, step: stepMs }, { signal }),
      staleTime: stepsOld(stepMs),
    }),
  exemplars: ({ source, query, start, end }: MetricAsk) =>
    queryOptions({
      queryKey: ['prometheus', source, 'exemplars', query, start, end] as const,
      queryFn: ({ signal }) => prometheusApi.exemplars(source, { query, start, end }, { signal }),
      // Exemplars are an extra: a source that has none must not delay or break the chart.
      retry: false,
      staleTime: 30_000,
    }),
};

/** What a pane's query of that letter was last answered. */
export const lastValues = (
  client: QueryClient,
  { source, isInstant, refId }: { readonly source: string; readonly isInstant: boolean; readonly refId: string },
): MetricAnswer | undefined => lastAnswer(client, ['prometheus', source, isInstant ? 'instant' : 'range'], refId);

const stepsOld = (stepMs: number): number => Math.min(stepMs, 60_000);
