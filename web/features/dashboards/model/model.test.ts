import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPanel, parseDashboard, type Dashboard, type Panel } from './dashboard.ts';
import { resolveField } from './field-config.ts';
import { mapValue } from './mappings.ts';

const parsed = (json: unknown): Dashboard => {
  const result = parseDashboard(json);
  if (!result.ok) throw new Error(result.reason);
  return result.dashboard;
};
const panelsOf = (dashboard: Dashboard): Panel[] => dashboard.sections.flatMap(({ panels }) => [...panels]);

const repository = path.resolve(import.meta.dirname, '../../../..');
const wild = path.join(repository, '../shared/dashboards');

describe('dashboards in the wild', () => {
  it.each(readdirSync(wild))('%s parses, and says what it does not get', (file) => {
    const json = JSON.parse(readFileSync(path.join(wild, file), 'utf8')) as {
      panels: { type: string; panels?: unknown[] }[];
    };
    const dashboard = parsed(json);
    const rows = json.panels.filter(({ type }) => type === 'row');
    const inside = rows.reduce((sum, row) => sum + (row.panels?.length ?? 0), 0);
    expect(panelsOf(dashboard)).toHaveLength(json.panels.length - rows.length + inside);
    const ids = panelsOf(dashboard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const unsupported = panelsOf(dashboard).filter(({ view }) => view.kind === 'unsupported');
    expect(dashboard.unsupported.filter((line) => line.includes('panel type'))).toHaveLength(unsupported.length);
  });

  it('lists what is left to do, by kind', () => {
    const kinds = new Set<string>();
    for (const file of readdirSync(wild)) {
      for (const { view } of panelsOf(parsed(JSON.parse(readFileSync(path.join(wild, file), 'utf8'))))) {
        if (view.kind === 'unsupported') kinds.add(view.type);
      }
    }
    expect([...kinds].sort()).toEqual(['alertlist', 'heatmap', 'nodeGraph']);
  });
});

describe('parseDashboard', () => {
  it('takes almost nothing, and refuses what is no dashboard', () => {
    expect(parsed({})).toMatchObject({
      title: 'Untitled dashboard',
      sections: [],
      time: { from: 'now-6h', to: 'now' },
    });
    expect(parseDashboard(null).ok).toBe(false);
    expect(parseDashboard([]).ok).toBe(false);
    expect(parseDashboard({ apiVersion: 'dashboard.grafana.app/v2beta1', spec: { elements: {} } })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('v2'),
    });
  });

  it('keeps a dashboard whose parts are malformed', () => {
    const dashboard = parsed({
      title: 'x',
      time: 'yesterday',
      tags: 'no list',
      templating: { list: [{ name: 'a', type: 'query', query: { query: 'up' }, sort: 'x' }] },
      panels: [
        { type: 'timeseries', title: 5, gridPos: { w: 'wide' }, targets: 'none', options: null, fieldConfig: 7 },
      ],
    });
    const [panel] = panelsOf(dashboard);
    expect(panel).toMatchObject({ title: '', targets: [], grid: { x: 0, y: 0, w: 12, h: 8 } });
    expect(dashboard.variables[0]?.query).toBe('up');
  });

  it('puts panels under the row above them, and collapsed ones where they are kept', () => {
    const at = (y: number, more: object) => ({ gridPos: { x: 0, y, w: 12, h: 4 }, ...more });
    const dashboard = parsed({
      panels: [
        at(0, { id: 1, type: 'stat', title: 'top' }),
        at(4, { id: 2, type: 'row', title: 'open' }),
        at(9, { id: 4, type: 'stat', title: 'second' }),
        at(5, { id: 3, type: 'stat', title: 'first' }),
        at(20, {
          id: 5,
          type: 'row',
          title: 'shut',
          collapsed: true,
          panels: [at(21, { id: 6, type: 'stat', title: 'in' })],
        }),
      ],
    });
    expect(
      dashboard.sections.map(({ title, collapsed, panels }) => [
        title,
        collapsed,
        panels.map((p) => `${p.title}@${p.grid.y}`),
      ]),
    ).toEqual([
      [null, false, ['top@0']],
      ['open', false, ['first@0', 'second@4']],
      ['shut', true, ['in@0']],
    ]);
    expect(findPanel(dashboard, 6)?.title).toBe('in');
  });

  it('settles panels on one another, and apart where they overlap', () => {
    const at = (grid: string) => {
      const [x, y, w, h] = grid.split(' ').map(Number);
      return { type: 'stat', gridPos: { x, y, w, h } };
    };
    const dashboard = parsed({ panels: ['0 3 12 4', '12 5 12 2', '6 20 12 2', '0 20 24 2'].map(at) });
    expect(panelsOf(dashboard).map(({ grid }) => [grid.x, grid.y])).toEqual([
      [0, 0],
      [12, 0],
      [0, 4],
      [6, 6],
    ]);
  });

  it('gives panels without ids or with the same one ids of their own', () => {
    const dashboard = parsed({ panels: [{ type: 'stat' }, { type: 'stat', id: 3 }, { type: 'stat', id: 3 }] });
    const ids = panelsOf(dashboard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it('lays out rows of twelve columns as they were before panels had places', () => {
    const dashboard = parsed({
      rows: [
        {
          title: 'Old',
          showTitle: true,
          height: 250,
          panels: [
            { type: 'graph', span: 8 },
            { type: 'singlestat', span: 8 },
          ],
        },
      ],
    });
    expect(dashboard.sections[0]?.title).toBe('Old');
    expect(panelsOf(dashboard).map(({ grid, view }) => [view.kind, grid.x, grid.y, grid.w])).toEqual([
      ['timeseries', 0, 0, 16],
      ['stat', 0, 7, 16],
    ]);
  });

  it('turns graph and singlestat into their successors', () => {
    const [graph, stat] = panelsOf(
      parsed({
        panels: [
          {
            type: 'graph',
            stack: true,
            fill: 4,
            yaxes: [{ format: 'bytes', min: '0' }, { format: 's' }],
            seriesOverrides: [{ alias: '/errors/', yaxis: 2, color: '#ff0000' }],
            legend: { show: true, alignAsTable: true, values: true, max: true, current: true },
          },
          {
            type: 'singlestat',
            valueName: 'current',
            format: 'percent',
            thresholds: '80,90',
            colors: ['green', 'orange', 'red'],
            colorValue: true,
          },
        ],
      }),
    );
    const field = { refId: 'A', type: 'number' as const, labels: {} };
    expect(resolveField(graph!.fieldConfig, { ...field, name: 'ok' })).toMatchObject({
      unit: 'bytes',
      min: 0,
      custom: { fillOpacity: 40, stacking: { mode: 'normal' } },
    });
    expect(resolveField(graph!.fieldConfig, { ...field, name: 'errors total' })).toMatchObject({
      unit: 's',
      color: { mode: 'fixed', fixedColor: '#ff0000' },
      custom: { axisPlacement: 'right' },
    });
    expect(graph!.view).toMatchObject({ options: { legend: { displayMode: 'table', calcs: ['max', 'lastNotNull'] } } });
    expect(stat!.view).toMatchObject({
      kind: 'stat',
      options: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value' },
    });
    expect(stat!.fieldConfig.defaults['thresholds']).toMatchObject({
      steps: [
        { color: 'green', value: null },
        { color: 'orange', value: 80 },
        { color: 'red', value: 90 },
      ],
    });
  });

  it('says which settings are not carried out', () => {
    const dashboard = parsed({
      panels: [
        { id: 1, type: 'heatmap', title: 'Heat' },
        {
          id: 2,
          type: 'timeseries',
          title: 'Sum',
          repeat: 'service',
          transformations: [{ id: 'calculateField' }, { id: 'groupBy', disabled: true }],
        },
      ],
      templating: { list: [{ name: 'who', type: 'adhoc' }] },
    });
    expect(dashboard.unsupported).toEqual([
      'Variable who: type adhoc is not supported yet',
      'Heat: panel type heatmap is not supported yet',
      'Sum: Not applied: calculateField',
      'Sum: Not repeated by service',
    ]);
  });
});

describe('field options', () => {
  const config = {
    defaults: { unit: 'short', custom: { lineWidth: 2 } },
    overrides: [
      { matcher: { id: 'byName', options: 'a' }, properties: [{ id: 'unit', value: 's' }] },
      {
        matcher: { id: 'byRegexp', options: '/^a/' },
        properties: [
          { id: 'custom.lineWidth', value: 5 },
          { id: 'custom.axisPlacement', value: 'right' },
        ],
      },
      {
        matcher: { id: 'byNames', options: { mode: 'exclude', names: ['a', 'b'] } },
        properties: [{ id: 'custom.hideFrom', value: { viz: true } }],
      },
      {
        matcher: { id: 'byFrameRefID', options: 'B' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
      },
      {
        matcher: { id: 'byValue', options: { reducer: 'max', op: 'gt', value: 10 } },
        properties: [{ id: 'decimals', value: 3 }],
      },
      { matcher: { id: 'byName', options: 'a' }, properties: [{ id: '__proto__.polluted', value: true }] },
    ],
  };
  const field = (name: string, refId = 'A', values: number[] = [1]) =>
    resolveField(config, { name, refId, type: 'number', labels: {}, values });

  it('applies matching overrides in order', () => {
    expect(field('a')).toMatchObject({
      unit: 's',
      custom: { lineWidth: 5, axisPlacement: 'right', hideFrom: { viz: false } },
    });
    expect(field('b')).toMatchObject({ unit: 'short', custom: { lineWidth: 2 } });
    expect(field('c').custom.hideFrom.viz).toBe(true);
    expect(field('b', 'B').color).toMatchObject({ mode: 'fixed', fixedColor: 'red' });
    expect([field('b', 'A', [5, 20]).decimals, field('b', 'A', [5]).decimals]).toEqual([3, undefined]);
  });

  it('never reaches a prototype', () => {
    field('a');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('maps values', () => {
    const mappings: unknown[] = [
      { type: 'value', options: { '1': { text: 'Up', color: 'green' }, toString: { text: 'odd' } } },
      { type: 'range', options: { from: 2, to: null, result: { text: 'Many' } } },
      { type: 'special', options: { match: 'null+nan', result: { text: 'None' } } },
      { type: 'regex', options: { pattern: '^ab', result: { color: 'blue' } } },
      { type: 'nonsense' },
    ];
    expect(mapValue(mappings, 1)).toEqual({ text: 'Up', color: 'green' });
    expect(mapValue(mappings, 7)?.text).toBe('Many');
    expect(mapValue(mappings, null)?.text).toBe('None');
    expect(mapValue(mappings, 'abc')).toEqual({ text: null, color: 'blue' });
    expect(mapValue(mappings, 'constructor')).toBeNull();
    expect(mapValue(mappings, 0)).toBeNull();
  });
});
