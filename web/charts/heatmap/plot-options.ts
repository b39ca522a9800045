import type uPlot from 'uplot';
import { timeLabels } from '../time-series/axes.ts';
import type { Size } from '../time-series/props.ts';
import type { ChartTheme } from '../theme.ts';
import { boundText, rowsOf } from './cells.ts';
import type { HeatmapProps } from './props.ts';

export interface HeatmapContext {
  readonly props: () => HeatmapProps;
  readonly theme: () => ChartTheme;
  readonly hooks: uPlot.Hooks.Arrays;
}

/** CSS pixels between two bounds' labels. */
const LABEL_SPACE = 18;

/** Rows are equally high whatever their bounds: buckets are laid out to matter alike. */
export function heatmapOptions(context: HeatmapContext, size: Size): uPlot.Options {
  const look: uPlot.Axis = {
    stroke: () => context.theme().axis,
    font: context.theme().font,
    grid: { show: false },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    ...size,
    ms: 1,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      x: true,
      y: true,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: true, range: () => [context.props().range.from, context.props().range.to] },
      y: { range: () => [0, Math.max(1, rowsOf(context.props().grid))] },
    },
    axes: [
      { ...look, space: 72, size: 26, gap: 5, values: (...given) => timeLabels(given[1], given[4]) },
      {
        ...look,
        gap: 6,
        size: (plot, values) => axisWidth(plot, values, context.theme().font),
        splits: (plot) => rowTicks(rowsOf(context.props().grid), plot.bbox.height / devicePixelRatio),
        values: (_plot, splits) =>
          splits.map((row) => boundText(context.props().grid.bounds[row] ?? NaN, context.props().unit)),
      },
    ],
    // uPlot needs a series to have a scale; it draws none of it.
    series: [{}, { scale: 'y', show: true, paths: () => null, points: { show: false } }],
    hooks: context.hooks,
  };
}

/** The boundaries that find room for a label; both ends among them. */
export function rowTicks(rows: number, height: number): number[] {
  const most = Math.max(2, Math.floor(height / LABEL_SPACE));
  const every = Math.max(1, Math.ceil(rows / most));
  const ticks: number[] = [];
  for (let row = 0; row <= rows; row += every) ticks.push(row);
  return ticks;
}

function axisWidth(plot: uPlot, values: readonly string[] | null, font: string): number {
  const { ctx } = plot;
  ctx.save();
  ctx.font = font;
  const widest = Math.max(20, ...(values ?? []).map((text) => ctx.measureText(text ?? '').width));
  ctx.restore();
  return Math.ceil(widest) + 14;
}
