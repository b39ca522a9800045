import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import {
  defaultType,
  flameGraphAsk,
  frameColors,
  seriesAsk,
  serviceOf,
  toTimeline,
  typeLabel,
  withService,
} from './profile-model.ts';
import { sortFunctions } from './sort-functions.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const type = (id: string) => {
  const [name = '', sampleType = '', sampleUnit = ''] = id.split(':');
  return { id, name, sampleType, sampleUnit };
};
const source = { uid: 'pyro', name: 'Pyroscope' } as SourceInfo;
const target = { refId: 'A', queryType: 'both', profileTypeId: '', labelSelector: ' ' } as const;
const range = { from: epochMs(1_700_000_000_000), to: epochMs(1_700_003_600_000) };

describe('profile types', () => {
  it('prefers CPU, then wall time, then whatever there is', () => {
    const memory = type('memory:inuse_space:bytes:space:bytes');
    const wall = type('wall:wall:nanoseconds:wall:nanoseconds');
    expect(defaultType([memory, wall, type(CPU)])).toBe(CPU);
    expect(defaultType([memory, wall])).toBe(wall.id);
    expect(defaultType([memory])).toBe(memory.id);
    expect(defaultType([])).toBeNull();
  });

  it('is named shortly', () => {
    expect(typeLabel(CPU)).toBe('process_cpu / cpu');
    expect(typeLabel('wall:wall:nanoseconds:wall:nanoseconds')).toBe('wall');
  });
});

describe('service of a selector', () => {
  it.each([
    ['{service_name="cart"}', 'cart'],
    ['{pod="a", service_name = "ca\\"rt"}', 'ca"rt'],
    ['{service_name=~"ca.*"}', null],
    ['{my_service_name="x"}', null],
    ['{}', null],
  ])('%s asks for %j', (selector, service) => {
    expect(serviceOf(selector)).toBe(service);
  });

  it.each([
    ['{}', '{service_name="a\\"b"}'],
    ['', '{service_name="a\\"b"}'],
    ['{pod="x"}', '{service_name="a\\"b", pod="x"}'],
    ['{pod="x", service_name=~"c.*"}', '{pod="x", service_name="a\\"b"}'],
  ])('%s gets another one', (selector, expected) => {
    expect(withService(selector, 'a"b')).toBe(expected);
  });
});

describe('what is asked', () => {
  it('asks for everything when nothing was written', () => {
    expect(flameGraphAsk({ source, target, profileTypeId: CPU, range })).toMatchObject({
      labelSelector: '{}',
      spanSelector: [],
    });
  });

  it('steps no finer than profilers send, on whole steps', () => {
    const ask = seriesAsk({ source, target, profileTypeId: CPU, range });
    expect(ask.stepMs).toBe(15_000);
    expect([ask.range.from % 15_000, ask.range.to % 15_000]).toEqual([0, 0]);
  });
});

describe('toTimeline', () => {
  it('names and colours series', () => {
    const answer = {
      resultType: 'matrix',
      times: [epochMs(0), epochMs(15_000)],
      series: [
        { labels: { service_name: 'cart' }, values: [0.5, null] },
        { labels: { service_name: 'payment' }, values: [1, 2] },
      ],
      meta: {},
    } as const;
    const ask = seriesAsk({ source, target, profileTypeId: CPU, range });
    const { times, series } = toTimeline(answer, ask);
    expect([...times]).toEqual([0, 15_000]);
    expect(series.map(({ unit, values }) => [unit, ...values])).toEqual([
      ['cores', 0.5, NaN],
      ['cores', 1, 2],
    ]);
    expect(series[0]?.name).toContain('cart');
    expect(series[0]?.color).not.toBe(series[1]?.color);
  });
});

describe('frameColors', () => {
  it('gives functions of one package one colour, and the root that of its service', () => {
    const color = frameColors('cart');
    expect(color('runtime.mallocgc', 3)).toBe(color('runtime.gcStart', 4));
    expect(color('main', 1)).toBe('var(--surface-hover)');
    expect(color('total', 0)).toContain('--series-');
    expect(frameColors(null)('total', 0)).toBe('var(--surface-hover)');
  });
});

describe('sortFunctions', () => {
  const functions = [
    { name: 'b', self: 1, total: 5 },
    { name: 'a', self: 1, total: 9 },
    { name: 'c', self: 3, total: 3 },
  ];
  const names = (...sort: Parameters<typeof sortFunctions>[1][]) =>
    sort.map((one) =>
      sortFunctions(functions, one)
        .map(({ name }) => name)
        .join(''),
    );

  it('sorts by one column, then by name', () => {
    expect(
      names(
        { column: 'self', direction: 'descending' },
        { column: 'self', direction: 'ascending' },
        { column: 'total', direction: 'descending' },
        { column: 'name', direction: 'descending' },
      ),
    ).toEqual(['cab', 'abc', 'abc', 'cba']);
  });
});
