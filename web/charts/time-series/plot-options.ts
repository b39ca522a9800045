import uPlot from 'uplot';
import { formatTicks } from '../../signals/metric/unit.ts';
import { withAlpha, type ChartTheme } from '../theme.ts';
import { scaleKey, scalesOf, tickIncrements, timeLabels, valueRange, type ScaleSpec } from './axes.ts';
import { lonelyPoints } from './plot-data.ts';
import type { ChartSeries, Size, TimeSeriesProps } from './props.ts';

/** What the options read at draw time, so that new props and themes need no new plot. */
export interface PlotContext {
  readonly props: () => TimeSeriesProps;
  readonly theme: () => ChartTheme;
  readonly hooks: uPlot.Hooks.Arrays;
}

const AXIS_GAP = 6;
const MAX_HOVER_POINTS = 40;
/** Half a time label. CSS pixels. */
const EDGE = 14;

/** Everything about series that a plot fixes when it is made; another text means another plot. */
export function structureKey(props: TimeSeriesProps): string {
  return JSON.stringify([
    props.sync?.key,
    props.series.map(({ key, unit, decimals, style, axis }) => [key, unit, decimals, style, axis]),
  ]);
}

export function plotOptions(context: PlotContext, size: Size): uPlot.Options {
  const { series, sync } = context.props();
  const scales = scalesOf(series);
  return {
    ...size,
    ms: 1,
    pxAlign: 1,
    padding: [8, 8, 0, scales.some(({ style }) => style.side !== 'right' && style.side !== 'hidden') ? 0 : 8],
    legend: { show: false },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    focus: { alpha: 1 },
    cursor: {
      x: true,
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: { mousemove: alsoOverMarks, mousedown: alsoOverMarks, mouseup: alsoOverMarks, dblclick: () => null },
      points: {
        show: series.length <= MAX_HOVER_POINTS,
        size: 7,
        width: 1.5,
        stroke: () => context.theme().surface,
        fill: (_plot, i) => colorOf(context, i),
      },
      ...(sync
        ? { sync: { key: sync.key, setSeries: false, scales: ['x', null], filters: { pub: isCursorEvent } } }
        : {}),
    },
    scales: { x: { time: true, range: () => timeRange(context) }, ...valueScales(scales) },
    axes: [timeAxis(context), ...scales.map((spec, index) => valueAxis(context, spec, index === 0))],
    series: [{}, ...series.map((one, index) => seriesOptions(context, one, index + 1))],
    hooks: context.hooks,
  };
}

/** By default uPlot takes events of its own layer only, and the cursor would stop at every mark. */
const alsoOverMarks: uPlot.Cursor.MouseListenerFactory = (_plot, _layer, handle) => (event) =>
  event.type === 'mousemove' || event.button === 0 ? handle(event) : null;

/** The cursor is shared; a drag belongs to one chart. */
const isCursorEvent = (type: string): boolean => type === 'mousemove' || type === 'mouseleave';

const timeRange = (context: PlotContext): uPlot.Range.MinMax => {
  const { from, to } = context.props().range;
  return [from, to];
};

const colorOf = (context: PlotContext, seriesIndex: number): string =>
  context.theme().color(context.props().series[seriesIndex - 1]?.color ?? 'var(--series-1)');

function valueScales(specs: readonly ScaleSpec[]): uPlot.Scales {
  const scales: uPlot.Scales = {};
  for (const spec of specs) scales[spec.key] = valueScale(spec);
  return scales;
}

function valueScale(spec: ScaleSpec): uPlot.Scale {
  const { scale = 'linear', min, max } = spec.style;
  if (scale === 'log2' || scale === 'log10') {
    const base = scale === 'log2' ? 2 : 10;
    return {
      distr: 3,
      log: base,
      range: (_plot, low, high) =>
        low === null || high === null || high <= 0
          ? [min ?? 1, max ?? 10]
          : uPlot.rangeLog(min ?? Math.max(low, high / 1e6), max ?? high, base, false),
    };
  }
  const range: uPlot.Range.Function = (_plot, low, high) =>
    valueRange(spec, { min: low, max: high }, (from, to) => {
      const [a, b] = uPlot.rangeNum(from, to, {
        min: { pad: 0.1, soft: 0, mode: 3 },
        max: { pad: 0.1, soft: 0, mode: 3 },
      });
      return [a, b];
    });
  return scale === 'symlog' ? { distr: 4, range } : { range };
}

function timeAxis(context: PlotContext): uPlot.Axis {
  return {
    ...axisLook(context),
    space: 72,
    size: 26,
    gap: 5,
    // uPlot passes plot, splits, axis, space, increment.
    values: (...given) => timeLabels(given[1], given[4]).map((text, i) => (fits(given[0], given[1][i]) ? text : '')),
  };
}

/** A label centred under a tick at the very edge would be cut off. */
const fits = (plot: uPlot, tick: number | undefined): boolean => {
  const left = plot.valToPos(tick ?? 0, 'x');
  return left <= plot.bbox.width / devicePixelRatio - EDGE;
};

function valueAxis(context: PlotContext, spec: ScaleSpec, isFirst: boolean): uPlot.Axis {
  const { side, label, scale = 'linear' } = spec.style;
  const incrs = scale === 'linear' ? tickIncrements(spec.unit) : undefined;
  const look = axisLook(context);
  return {
    ...look,
    scale: spec.key,
    show: side !== 'hidden',
    side: side === 'right' ? 1 : 3,
    space: 28,
    gap: AXIS_GAP,
    size: (plot, values) => axisWidth({ plot, values, font: context.theme().font }),
    values: (_plot, splits) => axisTexts(spec, splits),
    grid: { ...look.grid, show: isFirst },
    ...(label ? { label, labelSize: 20, labelFont: context.theme().font } : {}),
    ...(incrs ? { incrs } : {}),
  };
}

/** Log scales hand over ticks they do not label as null. */
const axisTexts = (spec: ScaleSpec, splits: readonly (number | null)[]): (string | null)[] => {
  const texts = formatTicks(
    splits.map((split) => split ?? NaN),
    { unit: spec.unit, decimals: spec.decimals },
  );
  return splits.map((split, i) => (split === null ? null : (texts[i] ?? '')));
};

function axisWidth(input: {
  readonly plot: uPlot;
  readonly values: readonly string[] | null;
  readonly font: string;
}): number {
  const { ctx } = input.plot;
  ctx.save();
  ctx.font = input.font;
  const widest = Math.max(20, ...(input.values ?? []).map((text) => ctx.measureText(text ?? '').width));
  ctx.restore();
  return Math.ceil(widest) + AXIS_GAP + 8;
}

function axisLook(context: PlotContext): uPlot.Axis {
  return {
    stroke: () => context.theme().axis,
    font: context.theme().font,
    grid: { stroke: () => context.theme().grid, width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
}

function seriesOptions(context: PlotContext, series: ChartSeries, index: number): uPlot.Series {
  const style = series.style ?? {};
  const color = (): string => colorOf(context, index);
  const opacity = style.fillOpacity ?? 0;
  const width = style.draw === 'points' ? 0 : (style.lineWidth ?? 1.5);
  return {
    scale: scaleKey(series),
    label: series.name,
    stroke: color,
    width,
    spanGaps: style.spanNulls === true,
    ...(style.dash ? { dash: [...style.dash] } : {}),
    ...(opacity > 0 ? { fill: () => withAlpha(color(), opacity) } : {}),
    ...pathsOf(series),
    points: pointsOf(series, color),
  };
}

function pathsOf(series: ChartSeries): Pick<uPlot.Series, 'paths'> {
  const { draw = 'line', interpolation = 'linear' } = series.style ?? {};
  const { bars, spline, stepped, linear } = uPlot.paths;
  if (draw === 'points') return { paths: () => null };
  const paths =
    draw === 'bars'
      ? bars?.({ size: [0.8, 64, 1], radius: 0.05 })
      : interpolation === 'smooth'
        ? spline?.()
        : interpolation === 'step-before'
          ? stepped?.({ align: -1 })
          : interpolation === 'step-after'
            ? stepped?.({ align: 1 })
            : linear?.();
  return paths ? { paths } : {};
}

function pointsOf(series: ChartSeries, color: () => string): uPlot.Series.Points {
  const { draw = 'line', points = 'auto', pointSize = 5 } = series.style ?? {};
  const look = { size: pointSize, fill: color, width: 0 };
  if (draw === 'bars' || (points === 'never' && draw !== 'points')) return { ...look, show: false };
  if (draw === 'points' || points === 'always') return { ...look, show: true };
  // A line needs points only where it cannot be one: a number with a hole on both sides.
  return { ...look, show: false, filter: (plot, i) => lonelyPoints(plot.data[i]) };
}
