import { describe, expect, it } from 'vitest';
import type { MetricAnswer } from '../../../../server/contract/metrics.ts';
import { SourceSettings, type SourceInfo } from '../../../../server/contract/source.ts';
import { epochMs } from '../../../../server/contract/units.ts';
import { thresholdsOf, toChartSeries } from './chart-series.ts';
import { parseDashboard, type Panel } from './dashboard.ts';
import { literal, type Scope } from './interpolate.ts';
import { toPanelData, type PanelAnswer, type PanelData } from './panel-data.ts';
import { namesUsed, planPanel, type PanelContext } from './panel-queries.ts';
import { statValues } from './stat-values.ts';
import { sortTable, transformTable } from './transform-table.ts';

const HOUR = 3_600_000;
const now = epochMs(1_700_000_123_456);
const source = (uid: string, type: SourceInfo['type'], settings: object = {}): SourceInfo => ({
  uid,
  name: uid,
  type,
  isDefault: uid === 'prom',
  readOnly: true,
  embedded: false,
  settings: SourceSettings.parse(settings),
  correlations: [],
});
const sources = [
  source('prom', 'prometheus', { timeInterval: '15s' }),
  source('loki', 'loki'),
  source('tempo', 'tempo'),
];
const scope: Scope = (name) =>
  name === 'service'
    ? { values: ['a.b'], texts: ['a.b'], isMulti: true, isList: true }
    : name === 'min'
      ? literal('1m')
      : null;
const context = (more: Partial<PanelContext> = {}): PanelContext => ({
  sources,
  scope,
  raw: { from: 'now-1h', to: 'now' },
  range: { from: epochMs(now - HOUR), to: now },
  now,
  width: 600,
  ...more,
});
const panel = (json: object): Panel => {
  const parsed = parseDashboard({ panels: [{ type: 'timeseries', ...json }] });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.dashboard.sections[0]!.panels[0]!;
};
const plan = (json: object, more: Partial<PanelContext> = {}) => planPanel(panel(json), context(more));

describe('planPanel', () => {
  it('fills in variables and macros and aligns the range to the step', () => {
    const { queries } = plan({
      targets: [{ refId: 'A', expr: 'rate(x{s=~"$service"}[$__rate_interval])', exemplar: true }],
    });
    expect(queries.map(({ request }) => request.kind)).toEqual(['range', 'exemplars']);
    const [range] = queries;
    expect(range?.request).toMatchObject({
      query: 'rate(x{s=~"a\\\\.b"}[1m0s])',
      step: 15_000,
      start: 1_699_996_515_000,
      end: 1_700_000_115_000,
    });
    expect(range?.target).toMatchObject({ refId: 'A', expr: 'rate(x{s=~"a\\\\.b"}[1m0s])' });
  });

  it('takes the step from the width, the panel, the query and the factor', () => {
    const step = (json: object, more: Partial<PanelContext> = {}) => {
      const request = plan(json, more).queries[0]?.request;
      return request && 'step' in request ? request.step : null;
    };
    const day = { range: { from: epochMs(now - 24 * HOUR), to: now } };
    expect(step({ targets: [{ expr: 'x' }] }, { ...day, width: 500 })).toBe(120_000);
    expect(step({ maxDataPoints: 100, targets: [{ expr: 'x' }] }, day)).toBe(900_000);
    expect(step({ interval: '$min', targets: [{ expr: 'x' }] })).toBe(60_000);
    expect(step({ targets: [{ expr: 'x', interval: '30s', intervalFactor: 2 }] })).toBe(60_000);
    expect(step({ targets: [{ expr: 'x', interval: '$__rate_interval' }] })).toBe(60_000);
  });

  it('runs instant queries, both, or neither when hidden or empty', () => {
    const kinds = (target: object) =>
      plan({ targets: [target] }).queries.map(({ refId, request }) => `${refId} ${request.kind}`);
    expect(kinds({ refId: 'A', expr: 'x', instant: true })).toEqual(['A instant']);
    expect(kinds({ refId: 'A', expr: 'x', instant: true, range: true })).toEqual(['A range', 'A-Instant instant']);
    expect(kinds({ refId: 'A', expr: 'x', hide: true })).toEqual([]);
    expect(kinds({ refId: 'A', expr: '  ' })).toEqual([]);
  });

  it('tells log queries from metric queries of Loki', () => {
    const loki = { datasource: { uid: 'loki' } };
    const { queries } = plan({
      targets: [
        { ...loki, refId: 'A', expr: '{app=~"$service"}', queryType: 'instant' },
        { ...loki, refId: 'B', expr: 'sum(rate({app="x"}[$__auto]))' },
        { ...loki, refId: 'C', expr: 'sum(count_over_time({app="x"}[1h]))', queryType: 'instant' },
      ],
    });
    expect(queries.map(({ request }) => request.kind)).toEqual(['loki', 'loki', 'loki-instant']);
    expect(queries[0]?.request).toMatchObject({ query: '{app=~"a\\\\.b"}', limit: 1000, direction: 'backward' });
    expect(queries[1]?.request.query).toBe('sum(rate({app="x"}[5s]))');
  });

  it('says why a query is not asked', () => {
    const { refused } = plan({
      targets: [
        { refId: 'A', datasource: { uid: '__expr__' } },
        { refId: 'B', datasource: { type: 'jaeger', uid: 'j' } },
        { refId: 'C', datasource: { uid: 'tempo' }, query: '{}' },
      ],
    });
    expect(refused.map(({ refId }) => refId)).toEqual(['A', 'B', 'C']);
    expect(refused[1]?.reason).toContain('not provisioned');
  });

  it('moves the range as the panel says', () => {
    expect(plan({ timeFrom: '10m' }).range).toEqual({ from: now - 600_000, to: now });
    expect(plan({ timeFrom: '10m' }, { raw: { from: '1', to: '2' } }).range.from).toBe(now - HOUR);
    expect(plan({ timeShift: '1h' }).range).toEqual({ from: now - 2 * HOUR, to: now - HOUR });
  });

  it('names the variables it waits for', () => {
    const names = namesUsed(
      panel({ title: '$env', datasource: '$ds', targets: [{ expr: '${service:csv} $__interval' }] }),
    );
    expect(names).toEqual(expect.arrayContaining(['env', 'ds', 'service', '__interval']));
  });
});

const answer = (
  times: number[],
  series: [labels: Record<string, string>, values: (number | null)[]][],
): MetricAnswer => ({
  resultType: 'matrix',
  times: times.map(epochMs),
  series: series.map(([labels, values]) => ({ labels, values })),
  meta: { warnings: ['careful'] },
});

function data(json: object, answers: MetricAnswer[]): { own: Panel; result: PanelData } {
  const own = panel({ ...json });
  const { queries } = planPanel(own, context());
  const list = queries.map((query, i): PanelAnswer => ({
    kind: 'metrics',
    query,
    answer: answers[i] ?? answer([], []),
  }));
  return { own, result: toPanelData(own, list) };
}

describe('panel data', () => {
  const two = answer(
    [0, 15_000],
    [
      [{ service: 'cart' }, [1, 2]],
      [{ service: 'api' }, [3, null]],
    ],
  );

  it('names, looks and remarks', () => {
    const { result } = data(
      {
        targets: [{ refId: 'A', expr: 'x', legendFormat: '{{service}}' }],
        fieldConfig: {
          defaults: { unit: 's' },
          overrides: [
            {
              matcher: { id: 'byName', options: 'api' },
              properties: [
                { id: 'displayName', value: 'The ${__field.labels.service}' },
                { id: 'custom.transform', value: 'negative-Y' },
              ],
            },
          ],
        },
      },
      [two],
    );
    expect(result.series.map(({ name, options }) => [name, options.unit])).toEqual([
      ['cart', 's'],
      ['The api', 's'],
    ]);
    expect([...result.series[1]!.values]).toEqual([-3, NaN]);
    expect(result.remarks).toEqual(['careful']);
  });

  it('renames and filters series', () => {
    const { result } = data(
      {
        targets: [{ expr: 'x', legendFormat: '{{service}}' }],
        transformations: [
          { id: 'renameByRegex', options: { regex: '(.*)art', renamePattern: '$1ARD' } },
          { id: 'filterFieldsByName', options: { include: { pattern: '/ARD/' } } },
        ],
      },
      [two],
    );
    expect(result.series.map(({ name }) => name)).toEqual(['cARD']);
  });

  it('draws what overrides leave to draw', () => {
    const { result } = data(
      {
        targets: [{ expr: 'x', legendFormat: '{{service}}' }],
        fieldConfig: {
          defaults: {
            custom: {
              drawStyle: 'bars',
              fillOpacity: 50,
              stacking: { mode: 'normal' },
              thresholdsStyle: { mode: 'dashed' },
            },
            thresholds: {
              mode: 'absolute',
              steps: [
                { value: null, color: 'green' },
                { value: 2, color: 'red' },
              ],
            },
          },
          overrides: [
            {
              matcher: { id: 'byName', options: 'api' },
              properties: [{ id: 'custom.hideFrom', value: { viz: true } }],
            },
            {
              matcher: { id: 'byName', options: 'cart' },
              properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: '#123456' } }],
            },
          ],
        },
      },
      [two],
    );
    const [only, ...rest] = toChartSeries(result, new Set());
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      color: '#123456',
      style: { draw: 'bars', fillOpacity: 0.5, stack: { mode: 'normal' } },
    });
    expect(thresholdsOf(result)).toMatchObject({ style: 'dashed', steps: [{ value: -Infinity }, { value: 2 }] });
  });

  it('reduces to stats with thresholds, mappings and texts for nothing', () => {
    const { own, result } = data(
      {
        type: 'stat',
        targets: [{ expr: 'x', legendFormat: '{{service}}' }],
        options: { reduceOptions: { calcs: ['lastNotNull', 'max'] } },
        fieldConfig: {
          defaults: {
            unit: 'percent',
            noValue: 'none yet',
            thresholds: {
              steps: [
                { value: null, color: 'green' },
                { value: 3, color: 'red' },
              ],
            },
            mappings: [{ type: 'value', options: { '2': { text: 'two' } } }],
          },
        },
      },
      [
        answer(
          [0, 1],
          [
            [{ service: 'a' }, [3, 2]],
            [{ service: 'b' }, [null, null]],
          ],
        ),
      ],
    );
    if (own.view.kind !== 'stat') throw new Error('not a stat');
    const stats = statValues(result, own.view.options.reduceOptions);
    expect(stats.map(({ name, shown, color }) => [name, shown.text + shown.suffix, color])).toEqual([
      ['a Last', 'two', 'var(--success)'],
      ['a Max', '3%', 'var(--danger)'],
      ['b Last', 'none yet', 'var(--success)'],
      ['b Max', 'none yet', 'var(--success)'],
    ]);
  });
});

describe('table transformations', () => {
  const column = (name: string, cells: (string | number | null)[]) => ({ name, cells, type: 'string' as const });
  const table = {
    length: 3,
    columns: [
      column('Time', [1, 1, 1]),
      column('pod', ['b', 'a', 'a']),
      column('Value #A', [3, null, 1]),
      column('Value #B', [null, 7, null]),
    ],
  };
  const show = (...list: { id: string; options: object }[]) =>
    transformTable(
      table,
      list.map(({ id, options }) => ({ id, options: options as Record<string, unknown> })),
    ).columns.map(({ name, cells }) => [name, ...cells]);

  it('organizes, joins, sorts, filters and limits', () => {
    expect(
      show({
        id: 'organize',
        options: {
          excludeByName: { Time: true, 'Value #B': true },
          indexByName: { 'Value #A': 0, pod: 1 },
          renameByName: { pod: 'Pod' },
        },
      }),
    ).toEqual([
      ['Value #A', 3, null, 1],
      ['Pod', 'b', 'a', 'a'],
    ]);
    expect(show({ id: 'joinByField', options: { byField: 'pod' } })).toEqual([
      ['pod', 'b', 'a'],
      ['Time', 1, 1],
      ['Value #A', 3, 1],
      ['Value #B', null, 7],
    ]);
    expect(show({ id: 'sortBy', options: { sort: [{ field: 'Value #A', desc: true }] } })[2]).toEqual([
      'Value #A',
      3,
      1,
      null,
    ]);
    expect(
      show({
        id: 'filterByValue',
        options: {
          type: 'include',
          match: 'all',
          filters: [{ fieldName: 'Value #A', config: { id: 'greater', options: { value: 2 } } }],
        },
      })[1],
    ).toEqual(['pod', 'b']);
    expect(show({ id: 'limit', options: { limitField: 1 } })[1]).toEqual(['pod', 'b']);
    expect(show({ id: 'unheardOf', options: {} })).toHaveLength(4);
  });

  it('sorts empty cells last either way', () => {
    const cells = (desc: boolean) => sortTable(table, { name: 'Value #B', desc }).columns[3]?.cells;
    expect([cells(true), cells(false)]).toEqual([
      [7, null, null],
      [7, null, null],
    ]);
  });
});
