import { describe, expect, it } from 'vitest';
import type { MetricAnswer, MetricSeries } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { rawLines, sortRows, toCsv, toSeriesTable } from './metric-table.ts';

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

describe('a table of series', () => {
  it('has the value of an instant answer, the name first', () => {
    const table = toSeriesTable(answer('vector', [{ labels: { a: '1', __name__: 'up' }, values: [3] }], [5]));
    expect(table).toEqual({
      labelNames: ['__name__', 'a'],
      valueNames: ['Value'],
      rows: [{ labels: { a: '1', __name__: 'up' }, numbers: [3] }],
    });
  });

  it('sums up the values of a range', () => {
    const table = toSeriesTable(answer('matrix', [{ labels: {}, values: [1, null, 4] }], [1, 2, 3]));
    expect(table.rows[0]?.numbers).toEqual([4, 1, 2.5, 4]);
  });

  it('sorts numbers by size with holes last, and labels as words', () => {
    const series = [
      { labels: { p: 'b' }, values: [2] },
      { labels: { p: 'a' }, values: [null] },
      { labels: { p: 'c' }, values: [10] },
    ];
    const table = toSeriesTable(answer('vector', series, [1]));
    const order = (column: string, isDescending: boolean) =>
      sortRows(table, { column, isDescending }).map(({ labels }) => labels['p']);
    expect(order('Value', true)).toEqual(['c', 'b', 'a']);
    expect(order('Value', false)).toEqual(['b', 'c', 'a']);
    expect(order('p', false)).toEqual(['a', 'b', 'c']);
  });
});

describe('raw samples', () => {
  it('stand under their series, newest first, histograms in Prometheus’ notation', () => {
    const series: MetricSeries = {
      labels: { __name__: 'h', a: 'x"y' },
      values: [1, 'NaN', null],
      histograms: [null, null, { count: 3, sum: 1.5, buckets: [[0, 0.5, 1, 3]] }],
    };
    expect(rawLines(answer('matrix', [series], [1, 2, 3])).map(({ text }) => text)).toEqual([
      'h{a="x\\"y"}',
      '{count:3, sum:1.5, (0.5,1]:3}',
      'NaN',
      '1',
    ]);
  });
});

describe('CSV', () => {
  it('quotes what needs it, and disarms formulas', () => {
    const series = [{ labels: { a: '=1+1', b: 'x,"y"' }, values: [-2] }];
    expect(toCsv(toSeriesTable(answer('vector', series, [1])))).toBe('a,b,Value\r\n\'=1+1,"x,""y""",-2');
  });
});
