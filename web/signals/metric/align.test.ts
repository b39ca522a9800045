import { describe, expect, it } from 'vitest';
import type { WireNumber } from '../../../server/contract/answer.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { alignAnswers, seriesKey } from './align.ts';

const answer = (times: number[], series: Record<string, WireNumber[]>): MetricAnswer => ({
  resultType: 'matrix',
  times: times.map(epochMs),
  series: Object.entries(series).map(([name, values]) => ({ labels: { name }, values })),
  meta: {},
});

describe('alignAnswers', () => {
  it('keeps one answer as it is, holes as NaN and infinities as they are', () => {
    const table = alignAnswers([
      { refId: 'A', answer: answer([10, 20, 30], { a: [1, null, '+Inf'], b: ['NaN', 2, 3] }) },
    ]);
    expect([...table.times]).toEqual([10, 20, 30]);
    expect([...table.series[0]!.values]).toEqual([1, NaN, Infinity]);
    expect([...table.series[1]!.values]).toEqual([NaN, 2, 3]);
    expect(table.series[0]!.offAxis).toBeUndefined();
  });

  it('joins axes of different steps and marks times a series was not asked for', () => {
    const table = alignAnswers([
      { refId: 'A', answer: answer([0, 10, 20, 30], { a: [1, 2, 3, 4] }) },
      { refId: 'B', answer: answer([0, 20, 40], { b: [5, null, 7] }) },
    ]);
    expect([...table.times]).toEqual([0, 10, 20, 30, 40]);
    expect([...table.series[0]!.values]).toEqual([1, 2, 3, 4, NaN]);
    expect([...table.series[0]!.offAxis!]).toEqual([0, 0, 0, 0, 1]);
    expect([...table.series[1]!.values]).toEqual([5, NaN, NaN, NaN, 7]);
    expect([...table.series[1]!.offAxis!]).toEqual([0, 1, 0, 1, 0]);
  });

  it('opens a hole where the axis skips more than a step and a half', () => {
    const table = alignAnswers([{ refId: 'A', stepMs: 10, answer: answer([0, 10, 50, 60], { a: [1, 2, 3, 4] }) }]);
    expect([...table.times]).toEqual([0, 10, 20, 50, 60]);
    expect([...table.series[0]!.values]).toEqual([1, 2, NaN, 3, 4]);
    expect(table.series[0]!.offAxis).toBeUndefined();
  });

  it('gives keys that do not depend on label order', () => {
    expect(seriesKey('A', { b: '1', a: 'x"y' })).toBe(seriesKey('A', { a: 'x"y', b: '1' }));
    expect(seriesKey('A', { a: '1' })).not.toBe(seriesKey('B', { a: '1' }));
  });

  it('takes no answers, and answers without series', () => {
    expect(alignAnswers([])).toEqual({ times: new Float64Array(), series: [] });
    expect(alignAnswers([{ refId: 'A', answer: answer([], {}) }]).series).toEqual([]);
  });
});
