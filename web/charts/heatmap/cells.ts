import type uPlot from 'uplot';
import { formatText } from '../../signals/metric/unit.ts';
import type { HeatmapGrid } from '../../signals/metric/heatmap.ts';
import { formatDateTime } from '../../lib/time.ts';
import { epochMs } from '../../../server/contract/units.ts';
import type { ChartTheme } from '../theme.ts';
import type { TooltipContent } from '../time-series/tooltip-content.ts';
import type { HeatmapProps } from './props.ts';

const SHADES = 32;

export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

/** From the panel's surface to the full hue; equal steps of the square root, so that rare slow requests stay visible. */
export function shadesOf(theme: ChartTheme): readonly string[] {
  return Array.from({ length: SHADES }, (_, i) => {
    const share = Math.round(12 + (88 * (i + 1)) / SHADES);
    return theme.color(`color-mix(in oklab, var(--series-2) ${share}%, var(--surface-panel))`);
  });
}

export const rowsOf = ({ bounds }: HeatmapGrid): number => Math.max(0, bounds.length - 1);

/** Draws the cells that are not empty. O(cells). */
export function drawCells(
  plot: uPlot,
  props: HeatmapProps,
  { shades, picked }: { readonly shades: readonly string[]; readonly picked: string | null },
): void {
  const { grid, stepMs } = props;
  const rows = rowsOf(grid);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const gap = Math.min(1, bbox.height / rows / 6);
  grid.times.forEach((time, column) => {
    const left = Math.round(plot.valToPos(time - stepMs, 'x', true));
    const next = Math.round(plot.valToPos(time, 'x', true));
    // Between columns a few pixels wide, gaps would be most of what is seen.
    const width = Math.max(1, next - left - (next - left > 5 ? gap : 0));
    for (let row = 0; row < rows; row++) {
      const count = grid.counts[column * rows + row] ?? 0;
      if (!(count > 0)) continue;
      const shade = Math.min(shades.length - 1, Math.floor(Math.sqrt(count / grid.max) * shades.length));
      const top = plot.valToPos(row + 1, 'y', true);
      ctx.fillStyle = shades[shade] ?? '';
      ctx.fillRect(left, top, width, Math.max(1, plot.valToPos(row, 'y', true) - top - gap));
    }
  });
  if (picked !== null) outline(plot, props, picked);
  ctx.restore();
}

export const cellKey = ({ column, row }: CellPlace): string => `${column} ${row}`;

function outline(plot: uPlot, { grid, stepMs }: HeatmapProps, key: string): void {
  const [column = 0, row = 0] = key.split(' ').map(Number);
  const time = grid.times[column];
  if (time === undefined) return;
  const left = plot.valToPos(time - stepMs, 'x', true);
  const top = plot.valToPos(row + 1, 'y', true);
  plot.ctx.strokeStyle = getComputedStyle(plot.root).color;
  plot.ctx.lineWidth = 1.5 * devicePixelRatio;
  plot.ctx.strokeRect(left, top, plot.valToPos(time, 'x', true) - left, plot.valToPos(row, 'y', true) - top);
}

/** The cell under a place of the plot in CSS pixels; null outside the data. */
export function cellAt(
  plot: uPlot,
  props: HeatmapProps,
  place: { readonly x: number; readonly y: number },
): CellPlace | null {
  const { grid, stepMs } = props;
  const time = plot.posToVal(place.x, 'x');
  const row = Math.floor(plot.posToVal(place.y, 'y'));
  if (row < 0 || row >= rowsOf(grid)) return null;
  const column = grid.times.findIndex((end) => time > end - stepMs && time <= end);
  return column === -1 ? null : { column, row };
}

export function boundText(value: number, unit: string): string {
  return formatText(value, { unit });
}

/** What is said of a cell, by the tooltip and by the live region. */
export function cellContent(props: HeatmapProps, { column, row }: CellPlace): TooltipContent {
  const { grid, unit, countUnit = 'short' } = props;
  const rows = rowsOf(grid);
  const count = grid.counts[column * rows + row] ?? 0;
  const all = grid.counts.subarray(column * rows, (column + 1) * rows).reduce((sum, one) => sum + one, 0);
  const fact = (name: string, value: string) => ({ name, value, active: false });
  return {
    title: formatDateTime(epochMs(grid.times[column] ?? 0), props.stepMs < 1000),
    rows: [
      fact('Bucket', `${boundText(grid.bounds[row] ?? NaN, unit)} to ${boundText(grid.bounds[row + 1] ?? NaN, unit)}`),
      fact('Observations', formatText(count, { unit: countUnit })),
      fact('Share', all > 0 ? formatText(count / all, { unit: 'percentunit' }) : '–'),
    ],
    more: 0,
  };
}
