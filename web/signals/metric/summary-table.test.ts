import { describe, expect, it } from 'vitest';
import type { MetricAnswer, MetricSeries } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { sortRows, toCsv, toSummaryTable } from './summary-table.ts';

const answer = (
  resultType: 'matrix' | 'vector',
  series: readonly MetricSeries[],
  times: readonly number[],
): MetricAnswer => ({
  resultType,
  times: times.map(epochMs),
  series,
  meta: {},
});

const only = (one: MetricAnswer) => toSummaryTable([{ refId: 'A', answer: one, unit: 's' }], false);

describe('a table of series', () => {
  it('has the value of an instant answer, the name first', () => {
    const table = only(answer('vector', [{ labels: { a: '1', __name__: 'up' }, values: [3] }], [5]));
    expect(table).toEqual({
      isLettered: false,
      labelNames: ['__name__', 'a'],
      valueNames: ['Value'],
      rows: [{ refId: 'A', labels: { a: '1', __name__: 'up' }, numbers: [3], unit: 's' }],
    });
  });

  it('sums up the values of a range', () => {
    const table = only(answer('matrix', [{ labels: {}, values: [1, null, 4] }], [1, 2, 3]));
    expect(table.rows[0]?.numbers).toEqual([4, 1, 2.5, 4]);
  });

  it('sorts numbers by size with holes last, and labels as words', () => {
    const series = [
      { labels: { p: 'b' }, values: [2] },
      { labels: { p: 'a' }, values: [null] },
      { labels: { p: 'c' }, values: [10] },
    ];
    const table = only(answer('vector', series, [1]));
    const order = (column: string, isDescending: boolean) =>
      sortRows(table, { column, isDescending }).map(({ labels }) => labels['p']);
    expect(order('Value', true)).toEqual(['c', 'b', 'a']);
    expect(order('Value', false)).toEqual(['b', 'c', 'a']);
    expect(order('p', false)).toEqual(['a', 'b', 'c']);
  });
});

describe('a table of several queries', () => {
  const range = answer('matrix', [{ labels: { pod: 'x' }, values: [1, 3] }], [1, 2]);
  const moment = answer('vector', [{ labels: { job: 'y' }, values: [7] }], [2]);
  const table = toSummaryTable(
    [
      { refId: 'A', answer: range, unit: 's' },
      { refId: 'B', answer: moment, unit: 'bytes' },
      { refId: 'C', answer: range, unit: 'short' },
    ],
    true,
  );

  it('has every series with its query and unit, and the columns of both kinds of answers', () => {
    expect(table.labelNames).toEqual(['job', 'pod']);
    expect(table.valueNames).toEqual(['Value', 'Last', 'Min', 'Mean', 'Max']);
    expect(table.rows.map(({ refId, unit, numbers }) => [refId, unit, ...numbers])).toEqual([
      ['A', 's', null, 3, 1, 2, 3],
      ['B', 'bytes', 7, null, null, null, null],
      ['C', 'short', null, 3, 1, 2, 3],
    ]);
  });

  it('sorts by query, and says it in CSV', () => {
    const letters = (isDescending: boolean) =>
      sortRows(table, { column: 'Query', isDescending }).map(({ refId }) => refId);
    expect([letters(true), letters(false)]).toEqual([
      ['C', 'B', 'A'],
      ['A', 'B', 'C'],
    ]);
    expect(toCsv(table).split('\r\n').slice(0, 3)).toEqual([
      'Query,job,pod,Value,Last,Min,Mean,Max',
      'A,,x,,3,1,2,3',
      'B,y,,7,,,,',
    ]);
  });
});

describe('CSV', () => {
  it('quotes what needs it, and disarms formulas', () => {
    const series = [{ labels: { a: '=1+1', b: 'x,"y"' }, values: [-2] }];
    expect(toCsv(only(answer('vector', series, [1])))).toBe('a,b,Value\r\n\'=1+1,"x,""y""",-2');
  });
});
