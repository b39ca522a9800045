import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { lastAnswer } from './last-answer.ts';

it('finds what a pane’s query was last answered, whatever it asked then, and nothing of another', () => {
  const client = new QueryClient();
  const keep = (refId: string, queryKey: readonly unknown[], updatedAt: number) => {
    client.getQueryCache().build(client, { queryKey, meta: { refId } });
    client.setQueryData(queryKey, queryKey.at(-1), { updatedAt });
  };
  keep('A', ['prom', 'p', 'range', 'new'], 3);
  keep('A', ['prom', 'p', 'range', 'old'], 1);
  keep('A', ['prom', 'q', 'range', 'elsewhere'], 9);
  keep('B', ['prom', 'p', 'range', 'other'], 5);
  client.getQueryCache().build(client, { queryKey: ['prom', 'p', 'range', 'on its way'], meta: { refId: 'A' } });
  const of = (refId: string, kind = 'range') => lastAnswer(client, ['prom', 'p', kind], refId);
  expect([of('A'), of('B'), of('C'), of('A', 'instant')]).toEqual(['new', 'other', undefined, undefined]);
});
