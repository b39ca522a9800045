import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { lastAnswer, metricQueries } from './queries.ts';

it('finds what a pane’s query was last answered, whatever it asked then, and nothing of another', () => {
  const client = new QueryClient();
  const answer = (name: string): MetricAnswer => ({
    resultType: 'matrix',
    times: [],
    series: [{ labels: { name }, values: [] }],
    meta: {},
  });
  const keep = (refId: string, query: string, { at, source = 'p' }: { at: number; source?: string }) => {
    const { queryKey } = metricQueries.values({ source, query, start: 0, end: at, stepMs: 1 }, false);
    client.getQueryCache().build(client, { queryKey, meta: { refId } });
    client.setQueryData(queryKey, answer(query), { updatedAt: at });
  };
  keep('A', 'old', { at: 1 });
  keep('A', 'new', { at: 3 });
  keep('A', 'elsewhere', { at: 9, source: 'q' });
  keep('B', 'other', { at: 5 });
  const of = (refId: string, isInstant = false) =>
    lastAnswer(client, { source: 'p', isInstant, refId })?.series[0]?.labels['name'];
  expect([of('A'), of('B'), of('C'), of('A', true)]).toEqual(['new', 'other', undefined, undefined]);
});
