import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import { seriesKey, type SeriesTable } from './align.ts';
import { dashboardColor, paletteColor, seriesColors } from './color.ts';
import { exemplarTraceId, sampleExemplars } from './exemplars.ts';
import { separateBuckets } from './histogram.ts';
import { distinguishingLabels, legendNames, seriesText } from './legend.ts';
import { sparkline } from './sparkline.ts';
import { stackColumns } from './stack.ts';
import {
  alignRange,
  clockDurationText,
  durationText,
  intervalFor,
  parseDuration,
  rateInterval,
  roundInterval,
  stepFor,
} from './step.ts';
import { toLabelTable, toTimeTable } from './table.ts';
import { absoluteSteps, bandsBetween, stepAt } from './thresholds.ts';

describe('stacking', () => {
  const column = (values: number[], mode: 'none' | 'normal' | 'percent' = 'normal', group = 'A') => ({
    values: Float64Array.from(values),
    mode,
    group,
  });
  const tops = (inputs: ReturnType<typeof column>[]): number[][] => stackColumns(inputs).tops.map((top) => [...top]);

  it('piles up, flat over holes, and shows a hole of the whole pile', () => {
    expect(tops([column([1, 2, NaN]), column([10, NaN, NaN]), column([100, 100, NaN])])).toEqual([
      [1, 2, NaN],
      [11, 2, NaN],
      [111, 102, NaN],
    ]);
  });

  it('keeps groups and signs apart and says what lies below', () => {
    const stacked = stackColumns([
      column([1]),
      column([1], 'normal', 'B'),
      column([-2]),
      column([4]),
      column([-3]),
      column([9], 'none'),
    ]);
    expect(stacked.tops.map((top) => top[0])).toEqual([1, 1, -2, 5, -5, 9]);
    expect(stacked.below).toEqual([-1, -1, -1, 0, 2, -1]);
  });

  it('stacks shares of one', () => {
    expect(tops([column([1, 0], 'percent'), column([3, 0], 'percent')])).toEqual([
      [0.25, 0],
      [1, 0],
    ]);
  });
});

describe('thresholds', () => {
  const steps = [
    { value: -Infinity, color: 'green' },
    { value: 50, color: 'yellow' },
    { value: 80, color: 'red' },
  ];
  it('takes the last step at or below', () => {
    expect(
      [stepAt(steps, -5), stepAt(steps, 50), stepAt(steps, 1e9), stepAt(steps, null)].map((s) => s?.color),
    ).toEqual(['green', 'yellow', 'red', 'green']);
    expect(stepAt([], 1)).toBeNull();
  });
  it('turns percentages into values and cuts bands to the range', () => {
    const values = absoluteSteps({ mode: 'percentage', steps }, 0, 200);
    expect(values.map((s) => s.value)).toEqual([-Infinity, 100, 160]);
    expect(bandsBetween(values, 120, 200)).toEqual([
      { from: 120, to: 160, color: 'yellow' },
      { from: 160, to: 200, color: 'red' },
    ]);
  });
});

describe('legend', () => {
  it('fills templates and drops missing labels', () => {
    expect(legendNames([{ labels: { a: 'x' }, format: '{{a}}-{{ b }}!' }])).toEqual(['x-!']);
  });
  it('finds the telling label on __auto', () => {
    const labels = [
      { job: 'shop', service: 'cart' },
      { job: 'shop', service: 'api' },
    ];
    expect(legendNames(labels.map((one) => ({ labels: one, format: '__auto' })))).toEqual(['cart', 'api']);
    expect(legendNames([{ labels: { a: '1', b: '2' }, format: '__auto' }])).toEqual(['{a="1", b="2"}']);
    expect(legendNames([{ labels: {}, format: '__auto', query: 'sum(up)' }])).toEqual(['sum(up)']);
  });
  it('writes a series as Prometheus does', () => {
    expect(seriesText({ __name__: 'up', job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(seriesText({ __name__: 'up' })).toBe('up');
    expect(distinguishingLabels([{ a: '1', b: '1' }, { a: '1' }])).toEqual(['b']);
  });
});

describe('colour', () => {
  it('goes by service only when that tells all series apart', () => {
    const own = seriesColors([{ service_name: 'cart' }, { service_name: 'api' }]);
    expect(new Set(own).size).toBe(2);
    expect(seriesColors([{ service_name: 'cart' }])[0]).toBe(own[0]);
    expect(
      seriesColors([
        { service_name: 'cart', le: '1' },
        { service_name: 'cart', le: '2' },
      ]),
    ).toEqual([paletteColor(0), paletteColor(1)]);
  });
  it('lets only plain colours through', () => {
    expect(dashboardColor('red')).toBe('var(--danger)');
    expect(dashboardColor('semi-dark-red')).toContain('color-mix(in oklab, var(--danger)');
    expect(dashboardColor('#7EB26D')).toBe('#7eb26d');
    expect(dashboardColor('rgba(50, 172, 45, 0.97)')).toBe('rgba(50, 172, 45, 0.97)');
    expect(dashboardColor('url(https://example.com)')).toBeNull();
    expect(dashboardColor('red;background:url(x)')).toBeNull();
  });
});

describe('exemplars', () => {
  const exemplar = (time: number, value: number) => ({
    seriesLabels: {},
    labels: { trace_id: `t${value}` },
    value,
    time: epochMs(time),
  });
  it('keeps per step the highest, then only values two deviations lower', () => {
    const values = [100, 99, 50, 1, 2, 3];
    const kept = sampleExemplars(
      values.map((value, i) => exemplar(i, value)),
      1000,
    );
    // The deviation is 47.6: 99 and 50 are too close to 100, 2 and 1 too close to 3.
    expect(kept.map(({ value }) => value)).toEqual([100, 3]);
  });
  it('keeps one for each step and sorts by time', () => {
    const kept = sampleExemplars([exemplar(2500, 3), exemplar(500, 1), exemplar(1500, 2), exemplar(600, 1)], 1000);
    expect(kept.map(({ time }) => time)).toEqual([500, 1500, 2500]);
  });
  it('finds the trace under any of its names', () => {
    expect(exemplarTraceId({ ...exemplar(0, 1), labels: { traceID: 'abc0000000000123' } })).toBe(
      '0000000000000000abc0000000000123',
    );
    expect(exemplarTraceId({ ...exemplar(0, 1), labels: { span: 'abc0000000000123' } })).toBeNull();
  });
});

describe('steps', () => {
  it.each([
    [9, 1],
    [10, 10],
    [3_600_000 / 1000, 5000],
    [14_999, 15_000],
    [100_000, 120_000],
    [86_400_000 * 400, 31_536_000_000],
  ])('rounds %d ms to %d ms', (ms, expected) => {
    expect(roundInterval(ms)).toBe(expected);
  });
  it('never goes below the minimum nor past 11,000 points', () => {
    const hour = 3_600_000;
    expect(intervalFor({ rangeMs: hour, maxDataPoints: 1000 })).toBe(5000);
    expect(stepFor({ rangeMs: hour, maxDataPoints: 1000, minIntervalMs: 15_000 })).toBe(15_000);
    expect(stepFor({ rangeMs: hour, maxDataPoints: 1000, minStepMs: 60_000, intervalFactor: 2 })).toBe(120_000);
    const year = 365 * 24 * hour;
    expect(year / stepFor({ rangeMs: year, maxDataPoints: 1e6, minStepMs: 1000 })).toBeLessThanOrEqual(11_000);
  });
  it('gives rate windows of at least four scrapes', () => {
    expect(rateInterval(5000)).toBe(60_000);
    expect(rateInterval(300_000, 15_000)).toBe(315_000);
  });
  it('aligns both ends down', () => {
    expect(alignRange({ from: 1234, to: 5678 }, 1000)).toEqual({ start: 1000, end: 5000 });
  });
  it('reads and writes durations', () => {
    expect(['1m30s', '15s', '>30s', '90', '500ms', '1d', 'x', '', '1m 30s'].map(parseDuration)).toEqual([
      90_000,
      15_000,
      30_000,
      90_000,
      500,
      86_400_000,
      null,
      null,
      null,
    ]);
    expect([60_000, 90_000, 15_000, 500, 7_200_000].map(durationText)).toEqual(['1m', '90s', '15s', '500ms', '2h']);
    expect([60_000, 3_600_000, 45_000, 315_000].map(clockDurationText)).toEqual(['1m0s', '1h0m0s', '45s', '5m15s']);
  });
});

describe('buckets', () => {
  it('takes those below out of cumulative ones', () => {
    const bucket = (le: string, ...values: number[]) => ({
      key: le,
      refId: 'A',
      labels: { le },
      values: Float64Array.from(values),
    });
    const list = [bucket('+Inf', 10, 10), bucket('0.5', 4, 5), bucket('1', 6, 4), { ...bucket('', 1, 1), labels: {} }];
    expect(separateBuckets(list).map(({ key, values }) => [key, ...values])).toEqual([
      ['0.5', 4, 5],
      ['1', 2, 0],
      ['+Inf', 4, 6],
    ]);
  });
});

describe('sparkline', () => {
  const box = { width: 100, height: 10 };
  it('runs from the first to the last number, lowest at the bottom, over holes', () => {
    expect(sparkline([NaN, 1, NaN, 3, 2, NaN], box)).toBe('M0,10L66.67,0L100,5');
    expect(sparkline([5, 5], box)).toBe('M0,5L100,5');
  });
  it('is nothing for fewer than two numbers, and short for many', () => {
    expect(sparkline([NaN, 1], box)).toBe('');
    expect(sparkline([], box)).toBe('');
    expect(
      sparkline(
        Float64Array.from({ length: 10_000 }, (_, i) => i),
        box,
      ).split('L').length,
    ).toBeLessThanOrEqual(120);
  });
});

describe('tables', () => {
  const table: SeriesTable = {
    times: Float64Array.of(1, 2),
    series: [
      { refId: 'A', labels: { s: 'x' }, values: Float64Array.of(1, NaN) },
      { refId: 'B', labels: { s: 'x' }, values: Float64Array.of(3, 4) },
      { refId: 'A', labels: { s: 'y', extra: 'e' }, values: Float64Array.of(NaN, 5) },
    ].map((series) => ({ ...series, key: seriesKey(series.refId, series.labels) })),
  };
  it('joins rows of equal time and labels', () => {
    const { columns, length } = toLabelTable(table);
    expect(length).toBe(3);
    expect(columns.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Time', 1, 2, 2],
      ['extra', '', '', 'e'],
      ['s', 'x', 'x', 'y'],
      ['Value #A', 1, null, 5],
      ['Value #B', 3, 4, null],
    ]);
  });
  it('lays series out by time', () => {
    expect(toTimeTable(table, ['a', 'b', 'c']).columns.map(({ name, cells }) => [name, ...cells])).toEqual([
      ['Time', 1, 2],
      ['a', 1, null],
      ['b', 3, 4],
      ['c', null, 5],
    ]);
  });
});
