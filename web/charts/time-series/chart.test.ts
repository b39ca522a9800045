import { describe, expect, it } from 'vitest';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { scaleKey, scalesOf, tickIncrements, timeLabels, valueRange, type ScaleSpec } from './axes.ts';
import { separate, visibleExemplars } from './exemplar-places.ts';
import { selectSeries } from './legend-selection.ts';
import { lonelyPoints, nearestIndex, ownIndex, toPlotData } from './plot-data.ts';
import type { ChartSeries, TimeSeriesProps } from './props.ts';
import { contentText, exemplarContent, exemplarLabel, pointContent } from './tooltip-content.ts';
import { walk, type Position } from './walk.ts';

const series = (key: string, values: number[], more: Partial<ChartSeries> = {}): ChartSeries => ({
  key,
  name: key,
  color: 'red',
  values: Float64Array.from(values),
  ...more,
});
const stack = { stack: { mode: 'normal', group: 'A' } } as const;
const times = Float64Array.of(0, 10, 20, 30);
const props = (list: ChartSeries[], more: Partial<TimeSeriesProps> = {}): TimeSeriesProps => ({
  label: 'chart',
  range: { from: epochMs(0), to: epochMs(30) },
  times,
  series: list,
  ...more,
});

describe('plot data', () => {
  it('hands whole columns over as they are and turns holes into nulls', () => {
    const whole = series('a', [1, 2, 3, 4]);
    const { columns } = toPlotData(times, [whole, series('b', [1, NaN, Infinity, 4])]);
    expect(columns[1]).toBe(whole.values);
    expect(columns[2]).toEqual([1, null, null, 4]);
  });

  it('passes over times a series was not asked for', () => {
    const { columns } = toPlotData(times, [series('a', [1, NaN, NaN, 4], { offAxis: Uint8Array.of(0, 1, 0, 0) })]);
    expect(columns[1]).toEqual([1, undefined, null, 4]);
  });

  it('bridges holes up to a length', () => {
    const style = { spanNulls: 20 };
    expect(toPlotData(times, [series('a', [1, NaN, 3, 4], { style })]).columns[1]).toEqual([1, undefined, 3, 4]);
    expect(toPlotData(times, [series('a', [1, NaN, NaN, 4], { style })]).columns[1]).toEqual([1, null, null, 4]);
  });

  it('stacks what is visible and fills between neighbours of the pile', () => {
    const list = [
      series('a', [1, 1, 1, 1], { style: stack }),
      series('b', [2, 2, 2, 2], { style: stack, hidden: true }),
      series('c', [3, 3, 3, 3], { style: stack }),
    ];
    const { columns, bands } = toPlotData(times, list);
    expect([...columns[3]!]).toEqual([4, 4, 4, 4]);
    expect(columns[2]).toEqual([null, null, null, null]);
    expect(bands).toEqual([{ from: 3, to: 1 }]);
  });

  it('fills down to the series it is told', () => {
    const list = [series('low', [1, 1, 1, 1]), series('high', [2, 2, 2, 2], { style: { fillBelowTo: 'low' } })];
    expect(toPlotData(times, list).bands).toEqual([{ from: 2, to: 1 }]);
  });

  it('finds the nearest time', () => {
    expect([-5, 4, 6, 14, 99].map((time) => nearestIndex(times, time))).toEqual([0, 0, 1, 1, 3]);
    expect(nearestIndex([], 1)).toBe(-1);
  });

  it('draws points for numbers between holes only', () => {
    expect(lonelyPoints([1, null, 2, 3, null, 4])).toEqual([0, 5]);
    expect(lonelyPoints([null, 5, null])).toEqual([1]);
    expect(lonelyPoints([1, undefined, 2])).toEqual([]);
    expect(lonelyPoints(Float64Array.of(7))).toEqual([0]);
    expect(lonelyPoints(undefined)).toEqual([]);
  });
});

describe('axes', () => {
  const spec = (style: ScaleSpec['style'], standsOnZero = false): ScaleSpec => ({
    key: 'y',
    unit: 'none',
    decimals: undefined,
    style,
    standsOnZero,
  });
  const loose = (min: number, max: number): [number, number] => [min - 1, max + 1];

  it('shares a scale by unit, side and limits', () => {
    const list = [
      series('a', [1], { unit: 's' }),
      series('b', [1], { unit: 's' }),
      series('c', [1], { unit: 'bytes' }),
    ];
    expect(scaleKey(list[0]!)).toBe(scaleKey(list[1]!));
    expect(scalesOf(list).map(({ unit }) => unit)).toEqual(['s', 'bytes']);
  });

  it('draws shares in percent up to one', () => {
    const percent = series('a', [1], { unit: 's', style: { stack: { mode: 'percent', group: 'A' } } });
    expect(scalesOf([percent])[0]).toMatchObject({ unit: 'percentunit', style: { max: 1 }, standsOnZero: true });
  });

  it('keeps quantities that are never negative above zero', () => {
    expect(valueRange(spec({}), { min: 0.5, max: 8 }, loose)).toEqual([0, 9]);
    expect(valueRange(spec({}), { min: -2, max: 8 }, loose)).toEqual([-3, 9]);
    expect(valueRange(spec({}, true), { min: 5, max: 8 }, loose)).toEqual([0, 9]);
  });

  it('lets hard limits rule and soft ones widen', () => {
    expect(valueRange(spec({ min: 2, max: 4 }), { min: 0, max: 8 }, loose)).toEqual([2, 4]);
    expect(valueRange(spec({ softMax: 100 }), { min: 5, max: 8 }, loose)).toEqual([4, 101]);
    expect(valueRange(spec({ centeredZero: true }), { min: -2, max: 8 }, loose)).toEqual([-9, 9]);
    expect(valueRange(spec({}), { min: null, max: null }, loose)).toEqual([0, 1]);
    expect(valueRange(spec({ min: 5 }), { min: 1, max: 2 }, (min, max) => [min, max])).toEqual([5, 10]);
  });

  it('steps bytes in powers of two', () => {
    expect(tickIncrements('bytes')?.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(tickIncrements('s')).toBeUndefined();
  });

  it('names the day where it changes', () => {
    const noon = new Date(2026, 10, 22, 23, 30).getTime();
    expect(timeLabels([noon, noon + 1_800_000], 1_800_000)).toEqual(['23:30', '00:00\n11-23']);
    expect(timeLabels([noon], 1000)).toEqual(['23:30:00']);
    expect(timeLabels([noon], 86_400_000)).toEqual(['11-22']);
  });
});

describe('keyboard walk', () => {
  const list = [series('a', [1, NaN, 3, 9]), series('b', [5, 6, 7, 8]), series('c', [0, 0, 0, 0], { hidden: true })];
  const go = (at: Position | null, ...steps: Parameters<typeof walk>[2][]): Position | null =>
    steps.reduce<Position | null>(
      (position, step) => walk({ series: list, length: 4, exemplarCount: 3 }, position, step),
      at,
    );
  const point = (s: number, index: number): Position => ({ kind: 'point', series: s, index });

  it('starts at the newest point and steps over holes', () => {
    expect(go(null, 'right')).toEqual(point(0, 3));
    expect(go(null, 'left', 'left', 'left')).toEqual(point(0, 0));
    expect(go(point(0, 0), 'left')).toEqual(point(0, 0));
  });
  it('goes up and down by value, past hidden series', () => {
    expect(go(point(0, 2), 'up')).toEqual(point(1, 2));
    expect(go(point(0, 3), 'down')).toEqual(point(1, 3));
    expect(go(point(1, 2), 'down', 'down')).toEqual(point(0, 2));
  });
  it('jumps to the ends', () => {
    expect(go(point(1, 2), 'first')).toEqual(point(1, 0));
    expect(go(point(1, 2), 'last')).toEqual(point(1, 3));
  });
  it('goes up and down to the nearest point of a series on steps of its own', () => {
    const sparse = series('s', [9, NaN, NaN, 9], { offAxis: Uint8Array.of(0, 1, 1, 0) });
    const input = { series: [series('d', [1, 1, 1, 1]), sparse], length: 4, exemplarCount: 0 };
    expect(walk(input, point(0, 2), 'up')).toEqual(point(1, 3));
    expect(walk(input, point(1, 3), 'down')).toEqual(point(0, 3));
  });
  it('walks exemplars and stays at the last', () => {
    expect(go(null, 'next-exemplar')).toEqual({ kind: 'exemplar', exemplar: 0 });
    expect(go(null, 'next-exemplar', 'right', 'right', 'right')).toEqual({ kind: 'exemplar', exemplar: 2 });
    expect(go(null, 'previous-exemplar')).toEqual({ kind: 'exemplar', exemplar: 2 });
    expect(walk({ series: list, length: 4, exemplarCount: 0 }, null, 'next-exemplar')).toBeNull();
  });
  it('has nowhere to go without data', () => {
    expect(walk({ series: [], length: 0, exemplarCount: 0 }, null, 'left')).toBeNull();
  });
});

describe('tooltip', () => {
  const list = [series('a', [1, 2, 3, 4], { unit: 's' }), series('b', [5, NaN, 0, 8], { unit: 's' })];

  it('lists all series by value, the nearest marked', () => {
    const content = pointContent(props(list), 0, 0);
    expect(content?.rows.map(({ name, active }) => [name, active])).toEqual([
      ['b', false],
      ['a', true],
    ]);
  });
  it('shows one in single mode, leaves holes out, and zeros when told', () => {
    const tooltip = { mode: 'single', sort: 'none', hideZeros: true } as const;
    expect(pointContent(props(list, { tooltip }), 0, 1)?.rows.map(({ name }) => name)).toEqual(['b']);
    expect(pointContent(props(list, { tooltip }), 1, 1)).toBeNull();
    expect(pointContent(props(list, { tooltip }), 0, null)?.rows.map(({ name }) => name)).toEqual(['a', 'b']);
    const multi = { ...tooltip, mode: 'multi' } as const;
    expect(pointContent(props(list, { tooltip: multi }), 2, null)?.rows.map(({ name }) => name)).toEqual(['a']);
  });
  it('reads a series between its own times, but not over its holes or past its ends', () => {
    const sparse = series('c', [NaN, 1, NaN, NaN, 4, NaN, NaN, NaN, NaN], {
      offAxis: Uint8Array.of(1, 0, 1, 1, 0, 1, 0, 1, 1),
    });
    const dense = series('d', [0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(dense.values.map((_, index) => ownIndex(sparse, index) ?? -1).join(' ')).toBe('-1 1 1 4 4 -1 6 -1 -1');
    const times = Float64Array.from(dense.values, (_, i) => i * 1000);
    const read = (index: number) =>
      pointContent({ ...props([dense, sparse]), times }, index, null)?.rows.find(({ name }) => name === 'c')?.value;
    expect([2, 3, 5, 7].map(read)).toEqual(['1', '4', undefined, undefined]);
  });
  it('cuts long lists but keeps the nearest', () => {
    const many = Array.from({ length: 30 }, (_, i) => series(`s${i}`, [i, i, i, i]));
    const content = pointContent(props(many), 0, 0);
    expect(content?.rows).toHaveLength(16);
    expect(content?.rows.at(-1)).toMatchObject({ name: 's0', active: true });
    expect(content?.more).toBe(14);
  });

  const exemplar: Exemplar = {
    seriesLabels: { __name__: 'x', route: '/cart' },
    labels: { trace_id: '62973f27eb5d9ab726d3690ad701394d', span_id: 'def' },
    value: 0.25,
    time: epochMs(12),
  };
  it('says which trace an exemplar is of', () => {
    const content = exemplarContent(props(list, { onExemplar: () => {} }), exemplar);
    expect(content.rows.map(({ name, value }) => `${name}=${value.replace('\u00a0', ' ')}`)).toEqual([
      'Trace=62973f27eb5d9ab726d3690ad701394d',
      'Value=250 ms',
      'route=/cart',
      'span_id=def',
    ]);
    expect(content.hint).toBe('Click to open the trace');
    expect(exemplarLabel(props(list), exemplar)).toContain('trace 62973f27eb5d9ab726d3690ad701394d');
    expect(contentText(content)).toContain('Trace: 62973f27eb5d9ab726d3690ad701394d, Value');
  });

  it('shows exemplars of the range only, fewer on a narrow chart', () => {
    const at = (time: number): Exemplar => ({ ...exemplar, time: epochMs(time) });
    const exemplars = [at(-5), at(1), at(2), at(20), { ...at(9), value: NaN }];
    expect(visibleExemplars(props(list, { exemplars }), 1200).map(({ time }) => time)).toEqual([1, 2, 20]);
    expect(visibleExemplars(props(list, { exemplars }), 36).map(({ time }) => time)).toEqual([1, 20]);
  });

  it('keeps exemplars of each query, however little they differ beside another’s', () => {
    const of = (seriesKey: string, time: number, value: number) => ({
      ...exemplar,
      seriesKey,
      time: epochMs(time),
      value,
    });
    const exemplars = [of('a', 1, 1), of('b', 2, 5000), of('a', 3, 2), of('b', 4, 9000)];
    const shown = visibleExemplars(props(list, { exemplars }), 12);
    expect(shown.map(({ seriesKey, value }) => [seriesKey, value])).toEqual([
      ['a', 2],
      ['b', 9000],
    ]);
  });
});

describe('exemplar marks', () => {
  const mark = (left: number, top: number, value: number) => ({
    exemplar: { seriesLabels: {}, labels: {}, value, time: epochMs(left) },
    left,
    top,
    clamped: false,
    label: String(value),
  });
  it('leaves out what would cover another, the lower value first, in order of time', () => {
    const kept = separate([mark(0, 50, 1), mark(5, 45, 2), mark(8, 10, 9), mark(10, 60, 1.5), mark(40, 50, 1)]);
    expect(kept.map(({ left }) => left)).toEqual([5, 8, 10, 40]);
  });
});

describe('legend selection', () => {
  const keys = ['a', 'b', 'c'];
  const select = (hidden: string[], key: string, toggle = false): string[] => [
    ...selectSeries(new Set(hidden), keys, { key, toggle }),
  ];
  it('isolates, and shows all again', () => {
    expect(select([], 'a')).toEqual(['b', 'c']);
    expect(select(['b', 'c'], 'a')).toEqual([]);
    expect(select(['b', 'c'], 'b')).toEqual(['a', 'c']);
  });
  it('toggles one, never hiding all', () => {
    expect(select([], 'a', true)).toEqual(['a']);
    expect(select(['a'], 'a', true)).toEqual([]);
    expect(select(['a', 'b'], 'c', true)).toEqual([]);
  });
  it('forgets keys that are gone', () => {
    expect(select(['gone'], 'a', true)).toEqual(['a']);
  });
});
