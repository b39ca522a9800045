import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../server/contract/units.ts';
import type { ChartSeries } from './props.ts';
import { type ChartScene, commonLabels, seriesSubject, spotSubject } from './spot-subject.ts';

const series = (key: string, more: Partial<ChartSeries> = {}): ChartSeries => ({
  key,
  name: `route ${key}`,
  color: 'red',
  values: Float64Array.of(1),
  unit: 's',
  ...more,
});
const range = { from: epochMs(0), to: epochMs(60_000) };
const zooms: unknown[] = [];
const scene: ChartScene = {
  range,
  series: [series('/a'), series('/b'), series('/c', { hidden: true })],
  originOf: (key) =>
    key === 'gone'
      ? null
      : { sourceUid: 'prom', expr: 'up', labels: { service_name: 'cart', route: key }, stepMs: 15_000 },
  onZoom: (to) => zooms.push(to),
};
const stretch = { from: epochMs(10_000), to: epochMs(20_000) };

describe('spotSubject', () => {
  it('makes a point of its series', () => {
    const found = spotSubject(scene, { kind: 'point', seriesKey: '/a', time: epochMs(30_000), value: 0.25 });
    expect(found?.title).toMatch(/^route \/a: 250\sms at \d\d:\d\d:30$/);
    expect(found?.context).toEqual({
      kind: 'point',
      sourceUid: 'prom',
      expr: 'up',
      labels: { service_name: 'cart', route: '/a' },
      stepMs: 15_000,
      time: 30_000,
      value: 0.25,
      range,
    });
  });

  it('makes a stretch of one series, or of what all shown ones have in common', () => {
    const one = spotSubject(scene, { kind: 'stretch', seriesKey: '/b', range: stretch });
    expect(one?.context).toMatchObject({ kind: 'series', range: stretch, labels: { route: '/b' } });
    const all = spotSubject(scene, { kind: 'stretch', seriesKey: null, range: stretch });
    expect(all?.title).toMatch(/^All 2 series, /);
    expect(all?.context).toMatchObject({ kind: 'series', range: stretch, labels: { service_name: 'cart' } });
    expect(all?.context).not.toHaveProperty('labels.route');
    all?.actions?.[0]?.run();
    expect(zooms).toEqual([stretch]);
  });

  it('makes an exemplar with its own labels', () => {
    const exemplar = {
      seriesLabels: { le: '1' },
      labels: { trace_id: '62973f27eb5d9ab726d3690ad701394d' },
      value: 1,
      time: epochMs(5),
    };
    const found = spotSubject(scene, { kind: 'exemplar', exemplar });
    expect(found?.title).toMatch(/^Exemplar: 1\ss of trace 62973f27eb5d9ab726d3690ad701394d$/);
    expect(found?.context).toEqual({ kind: 'exemplar', sourceUid: 'prom', range, ...exemplar });
  });

  it('reads an exemplar in the unit of its own query', () => {
    const exemplar = { seriesLabels: {}, labels: {}, value: 2048, time: epochMs(5), seriesKey: '/m' };
    const mixed = { ...scene, series: [series('/a'), series('/m', { unit: 'bytes' })] };
    const found = spotSubject(mixed, { kind: 'exemplar', exemplar });
    expect(found?.title).toMatch(/^Exemplar: 2\sKiB$/);
    expect(found?.context).not.toHaveProperty('seriesKey');
  });

  it('says of a stretch over several queries only what is true of all', () => {
    const exprs: Record<string, string> = {
      '/a': 'rate(x{service_name="cart", env="p"}[1m])',
      '/b': 'y{service_name="cart"}',
    };
    const mixed: ChartScene = {
      ...scene,
      originOf: (key) => ({ sourceUid: 'prom', expr: exprs[key] ?? '', labels: { route: key }, stepMs: 15_000 }),
    };
    const all = spotSubject(mixed, { kind: 'stretch', seriesKey: null, range: stretch });
    expect(all?.context).toMatchObject({ expr: '', labels: { service_name: 'cart' } });
    expect(all?.context).not.toHaveProperty('labels.env');
    const one = spotSubject(mixed, { kind: 'stretch', seriesKey: '/b', range: stretch });
    expect(one?.context).toMatchObject({ expr: exprs['/b'], labels: { route: '/b' } });
  });

  it('has nothing to say of what is not there', () => {
    expect(spotSubject(scene, { kind: 'point', seriesKey: 'x', time: epochMs(0), value: 1 })).toBeNull();
    expect(spotSubject({ ...scene, series: [] }, { kind: 'stretch', seriesKey: null, range: stretch })).toBeNull();
    expect(seriesSubject(scene, series('gone'))).toBeNull();
    expect(seriesSubject(scene, series('/a'))?.context).toMatchObject({
      kind: 'series',
      labels: { route: '/a' },
      range,
    });
  });
});

it('keeps the labels that all have, with one value', () => {
  expect(commonLabels([])).toEqual({});
  expect(commonLabels([{ a: '1', b: '2' }, { a: '1', b: '3' }, { a: '1' }])).toEqual({ a: '1' });
});
