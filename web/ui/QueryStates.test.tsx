import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ApiProblem } from '../lib/api.ts';
import { isAwaited, type QueryProgress, QueryStates } from './QueryStates.tsx';

const empty = { series: [], meta: {} };
const query = (refId: string, more: Partial<QueryProgress> = {}): QueryProgress => ({
  refId,
  answer: null,
  error: null,
  isFetching: false,
  onRetry: () => undefined,
  ...more,
});
const error = new ApiProblem({ type: 'x', title: 'Rejected', status: 422, detail: 'limit hit' });

function textsOf(...results: readonly QueryProgress[]): readonly string[] {
  const host = document.createElement('div');
  host.innerHTML = renderToStaticMarkup(<QueryStates results={results} />);
  return [...host.querySelectorAll('li')].map((item) => item.textContent);
}

it('says of each query by its letter how it is getting on', () => {
  const series = [{ labels: {}, values: [1] }];
  expect(
    textsOf(
      query('A', { answer: { series, meta: { partial: 'one ingester is down', warnings: ['old metric'] } } }),
      query('B', { isFetching: true }),
      query('C', { error }),
      query('D', { answer: empty }),
      query('E', { answer: { ...empty, text: 'a word' } }),
    ),
  ).toEqual([
    'A1 seriesPartial: one ingester is downold metric',
    'BLoading…',
    'C Rejected: limit hitRetry',
    'DNo series',
    'Ea word',
  ]);
});

it('keeps an old answer beside the error of the new one', () =>
  expect(textsOf(query('A', { answer: empty, error }))).toEqual(['A Rejected: limit hitRetryNo series']));

it('waits for what has neither an answer nor an error', () => {
  expect(isAwaited([query('A', { answer: empty }), query('B')])).toBe(true);
  expect(isAwaited([query('A', { answer: empty }), query('B', { error })])).toBe(false);
});
