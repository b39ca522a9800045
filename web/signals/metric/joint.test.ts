import { describe, expect, it } from 'vitest';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { fairShares, joinAnswers, type JointAnswer, unitAxes } from './joint.ts';

const answer = (times: readonly number[], ...pods: readonly string[]): MetricAnswer => ({
  resultType: 'matrix',
  times: times.map(epochMs),
  series: pods.map((pod) => ({ labels: { pod }, values: times.map((time) => time) })),
  meta: {},
});
const query = (refId: string, more: Partial<JointAnswer> = {}): JointAnswer => ({
  refId,
  answer: answer([0, 10], 'x', 'y'),
  query: `query ${refId}`,
  legendFormat: '{{pod}}',
  unit: 's',
  ...more,
});

describe('joinAnswers', () => {
  it('tells the same labels of two queries apart by letter, key and colour', () => {
    const { series, total } = joinAnswers([query('A'), query('B')], { isLettered: true });
    expect(series.map(({ name }) => name)).toEqual(['A · x', 'A · y', 'B · x', 'B · y']);
    expect(series.map(({ refId, labels }) => refId + labels['pod'])).toEqual(['Ax', 'Ay', 'Bx', 'By']);
    expect(new Set(series.map(({ key }) => key)).size).toBe(4);
    expect(new Set(series.map(({ color }) => color)).size).toBe(4);
    expect(total).toBe(4);
  });

  it('names an only query’s series without its letter, each query’s by its own format', () => {
    expect(joinAnswers([query('A')]).series.map(({ name }) => name)).toEqual(['x', 'y']);
    const bare: MetricAnswer = { ...answer([0]), series: [{ labels: {}, values: [1] }] };
    const both = joinAnswers([query('A'), query('B', { answer: bare, legendFormat: undefined })], { isLettered: true });
    expect(both.series.at(-1)?.name).toBe('B · query B');
  });

  it('puts answers of different steps on one axis', () => {
    const { times, series } = joinAnswers([
      query('A', { answer: answer([0, 10, 20], 'x'), stepMs: 10 }),
      query('B', { answer: answer([0, 20], 'x'), stepMs: 20 }),
    ]);
    expect([...times]).toEqual([0, 10, 20]);
    expect([...series[1]!.values]).toEqual([0, NaN, 20]);
    expect([...series[1]!.offAxis!]).toEqual([0, 1, 0]);
  });

  it('cuts every query to its share, and says how many there are', () => {
    const many = answer([0], ...'abcdefgh');
    const { series, total } = joinAnswers([query('A', { answer: many }), query('B')], { most: 4 });
    expect(series.map(({ refId }) => refId).join('')).toBe('AABB');
    expect(total).toBe(10);
  });

  it('gives another unit another axis, and a query without series none', () => {
    const joint = joinAnswers([
      query('A', { unit: 'bytes', answer: answer([0]) }),
      query('B'),
      query('C', { unit: 'short' }),
    ]);
    expect(joint.series.map(({ unit, axis }) => [unit, axis?.side, axis?.label])).toEqual([
      ['s', 'left', 'B'],
      ['s', 'left', 'B'],
      ['short', 'right', 'C'],
      ['short', 'right', 'C'],
    ]);
  });
});

describe('unitAxes', () => {
  const of = (...units: readonly string[]) =>
    [...unitAxes(units.map((unit, i) => ({ refId: 'ABCD'.charAt(i), unit })))].map(([unit, { side, label }]) =>
      [unit, side, label].join(' '),
    );
  it('needs no sides for one unit', () => expect(of('s', 's')).toEqual([]));
  it('shows two, with the letters of their queries', () =>
    expect(of('s', 'short', 's', 'bytes')).toEqual(['s left A, C', 'short right B', 'bytes hidden D']));
});

describe('fairShares', () => {
  it.each([
    [[2, 3], 10, [2, 3]],
    [[50, 2], 10, [8, 2]],
    [[50, 50], 5, [3, 2]],
    [[0, 9, 9], 4, [0, 2, 2]],
    [[5, 5], Infinity, [5, 5]],
    [[], 3, []],
  ])('%j of %d: %j', (wanted, most, shares) => {
    const given = fairShares(wanted, most);
    expect(given).toEqual(shares);
    expect(given.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(most);
  });
});
