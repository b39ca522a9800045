import { expect, it } from 'vitest';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import { resultGroups, shownWith } from './result-groups.ts';

const query = (refId: string, more: Partial<PrometheusTarget> = {}): PrometheusTarget => ({
  refId,
  expr: 'up',
  range: true,
  ...more,
});
const letters = (...queries: readonly PrometheusTarget[]) =>
  resultGroups(queries, (one) => shownWith('prometheus', one)).map((group) => [
    group.key,
    group.queries.map(({ refId }) => refId).join(''),
  ]);

it('draws all metric queries as one, with those for a range and a moment among them', () => {
  expect(letters(query('A'), query('B', { instant: true }), query('C', { format: 'time_series' }))).toEqual([
    ['A', 'ABC'],
  ]);
});

it('lists moments and tables in one table, apart from what is drawn', () => {
  const moment = query('B', { instant: true, range: false });
  expect(letters(query('A'), moment, query('C'), query('D', { format: 'table' }))).toEqual([
    ['A', 'AC'],
    ['B', 'BD'],
  ]);
});

it('leaves heat maps, raw samples and queries without a text by themselves', () => {
  const alone = [query('B', { format: 'heatmap' }), query('C', { format: 'heatmap' }), query('D', { format: 'raw' })];
  expect(letters(query('A'), ...alone, query('E', { expr: ' ' }), query('F'))).toEqual([
    ['A', 'AF'],
    ['B', 'B'],
    ['C', 'C'],
    ['D', 'D'],
    ['E', 'E'],
  ]);
});

it('draws metric queries over logs as one, and leaves log queries their lines', () => {
  const queries = [
    { refId: 'A', expr: '{app="a"}' },
    { refId: 'B', expr: 'sum(rate({app="a"}[1m]))' },
    { refId: 'C', expr: '' },
    { refId: 'D', expr: 'count_over_time({app="b"}[1m])', queryType: 'instant' as const },
    { refId: 'E', expr: '(sum(rate({app="b"}[1m])))', queryType: 'range' as const },
  ];
  const groups = resultGroups(queries, (one) => shownWith('loki', one));
  expect(groups.map((group) => group.queries.map(({ refId }) => refId).join(''))).toEqual(['A', 'BE', 'C', 'D']);
});

it('draws metric queries over spans as one, and leaves traces and searches by themselves', () => {
  const texts = ['{} | rate()', '{ status = error }', '62973f27', '{} | quantile_over_time(duration, .9)'];
  const queries = texts.map((query, i) => ({ refId: 'ABCD'.charAt(i), query, queryType: 'traceql' as const }));
  const groups = resultGroups(queries, (one) => shownWith('tempo', one));
  expect(groups.map((group) => group.queries.map(({ refId }) => refId).join(''))).toEqual(['AD', 'B', 'C']);
});
