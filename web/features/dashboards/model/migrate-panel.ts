import { z } from 'zod';
import { lenientObject } from './lenient.ts';
import type { RawPanel } from './raw-dashboard.ts';

/** Panels of older Grafana as their successors. A type without one stays as it is. */
export function migratePanel(panel: RawPanel): RawPanel {
  switch (panel.type) {
    case 'graph':
      return fromGraph(panel);
    case 'singlestat':
    case 'grafana-singlestat-panel':
      return fromSingleStat(panel);
    case 'table-old':
      return { ...panel, type: 'table', options: {} };
    default:
      return panel;
  }
}

const count = z.number().catch(0);
const flag = z.boolean().catch(false);
const limit = z.coerce.number().nullish().catch(null);

const Graph = z.looseObject({
  lines: z.boolean().catch(true),
  bars: flag,
  points: flag,
  linewidth: z.number().catch(1),
  fill: z.number().catch(1),
  stack: flag,
  percentage: flag,
  steppedLine: flag,
  nullPointMode: z.string().catch('null'),
  yaxes: z
    .array(
      z.looseObject({
        format: z.string().catch(''),
        min: limit,
        max: limit,
        label: z.string().nullish().catch(null),
        logBase: count,
      }),
    )
    .catch([]),
  legend: lenientObject({
    show: z.boolean().catch(true),
    alignAsTable: flag,
    rightSide: flag,
    values: flag,
    avg: flag,
    current: flag,
    max: flag,
    min: flag,
    total: flag,
  }),
  tooltip: lenientObject({ shared: z.boolean().catch(true), sort: count }),
  seriesOverrides: z.array(z.looseObject({ alias: z.string().catch('') })).catch([]),
});
type Graph = z.infer<typeof Graph>;

const LEGEND_CALCS = [
  ['min', 'min'],
  ['max', 'max'],
  ['avg', 'mean'],
  ['current', 'lastNotNull'],
  ['total', 'sum'],
] as const;
const SORTS = ['none', 'asc', 'desc'] as const;

function fromGraph(panel: RawPanel): RawPanel {
  const graph = Graph.parse(panel);
  const { legend, tooltip } = graph;
  const calcs = legend.values ? LEGEND_CALCS.filter(([old]) => legend[old]).map(([, calc]) => calc) : [];
  return {
    ...panel,
    type: 'timeseries',
    fieldConfig: { defaults: graphDefaults(graph), overrides: graphOverrides(graph) },
    options: {
      legend: {
        showLegend: legend.show,
        displayMode: legend.alignAsTable ? 'table' : 'list',
        placement: legend.rightSide ? 'right' : 'bottom',
        calcs,
      },
      tooltip: { mode: tooltip.shared ? 'multi' : 'single', sort: SORTS[tooltip.sort] ?? 'none' },
    },
  };
}

function graphDefaults(graph: Graph): Record<string, unknown> {
  const axis = graph.yaxes[0];
  const log = axis && axis.logBase > 1;
  return {
    unit: axis?.format ?? '',
    ...(axis?.min == null ? {} : { min: axis.min }),
    ...(axis?.max == null ? {} : { max: axis.max }),
    custom: {
      drawStyle: graph.bars ? 'bars' : graph.lines ? 'line' : 'points',
      lineInterpolation: graph.steppedLine ? 'stepAfter' : 'linear',
      lineWidth: graph.lines ? graph.linewidth : 0,
      fillOpacity: graph.bars ? 90 : graph.fill * 10,
      showPoints: graph.points ? 'always' : 'never',
      spanNulls: graph.nullPointMode === 'connected',
      stacking: { mode: graph.stack ? (graph.percentage ? 'percent' : 'normal') : 'none', group: 'A' },
      axisLabel: axis?.label ?? '',
      ...(log ? { scaleDistribution: { type: 'log', log: axis.logBase === 2 ? 2 : 10 } } : {}),
    },
  };
}

/** Aliases matched by name or `/pattern/`; of their settings those that have a successor. */
function graphOverrides(graph: Graph): RawPanel['fieldConfig']['overrides'] {
  return graph.seriesOverrides.map((override) => {
    const properties: { id: string; value: unknown }[] = [];
    const right = graph.yaxes[1];
    if (override['yaxis'] === 2) {
      properties.push({ id: 'custom.axisPlacement', value: 'right' });
      if (right?.format) properties.push({ id: 'unit', value: right.format });
    }
    if (override['transform'] === 'negative-Y') properties.push({ id: 'custom.transform', value: 'negative-Y' });
    if (typeof override['fill'] === 'number')
      properties.push({ id: 'custom.fillOpacity', value: override['fill'] * 10 });
    if (typeof override['linewidth'] === 'number')
      properties.push({ id: 'custom.lineWidth', value: override['linewidth'] });
    if (override['stack'] === false) properties.push({ id: 'custom.stacking', value: { mode: 'none', group: 'A' } });
    if (typeof override['color'] === 'string')
      properties.push({ id: 'color', value: { mode: 'fixed', fixedColor: override['color'] } });
    const isPattern = /^\/.*\/$/.test(override.alias);
    return { matcher: { id: isPattern ? 'byRegexp' : 'byName', options: override.alias }, properties };
  });
}

const SingleStat = z.looseObject({
  valueName: z.string().catch('avg'),
  format: z.string().catch(''),
  decimals: z.number().nullish().catch(null),
  thresholds: z.string().catch(''),
  colors: z.array(z.string()).catch([]),
  colorBackground: flag,
  colorValue: flag,
  nullText: z.string().nullish().catch(null),
  sparkline: lenientObject({ show: flag }),
  gauge: lenientObject({ show: flag, minValue: limit, maxValue: limit }),
});

const VALUE_NAMES: Readonly<Record<string, string>> = {
  avg: 'mean',
  current: 'lastNotNull',
  total: 'sum',
  first: 'firstNotNull',
  min: 'min',
  max: 'max',
  range: 'range',
  diff: 'diff',
  delta: 'delta',
};

function fromSingleStat(panel: RawPanel): RawPanel {
  const stat = SingleStat.parse(panel);
  const bounds = stat.thresholds
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const steps = stat.colors.map((color, i) => ({ color, value: i === 0 ? null : (bounds[i - 1] ?? null) }));
  const colored = stat.colorValue || stat.colorBackground || stat.gauge.show;
  const calc = Object.hasOwn(VALUE_NAMES, stat.valueName) ? VALUE_NAMES[stat.valueName] : 'mean';
  return {
    ...panel,
    type: stat.gauge.show ? 'gauge' : 'stat',
    fieldConfig: {
      defaults: {
        unit: stat.format,
        ...(stat.decimals == null ? {} : { decimals: stat.decimals }),
        ...(stat.nullText == null ? {} : { noValue: stat.nullText }),
        ...(stat.gauge.show ? { min: stat.gauge.minValue ?? 0, max: stat.gauge.maxValue ?? 100 } : {}),
        ...(colored && bounds.length > 0
          ? { thresholds: { mode: 'absolute', steps: steps.slice(0, bounds.length + 1) } }
          : {}),
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: [calc] },
      graphMode: stat.sparkline.show ? 'area' : 'none',
      colorMode: stat.colorBackground ? 'background' : stat.colorValue ? 'value' : 'none',
    },
  };
}
