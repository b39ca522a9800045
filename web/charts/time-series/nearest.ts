import type uPlot from 'uplot';
import { scaleKey } from './axes.ts';
import { ownIndex } from './plot-data.ts';
import type { ChartSeries } from './props.ts';

export interface Nearest {
  /** Index into the props' series. */
  readonly series: number;
  /** Into its values: the one asked for, or the nearest that it has. */
  readonly index: number;
  /** CSS pixels, vertically. */
  readonly distance: number;
}

/** The series drawn nearest to a height at one index; stacked ones count where they are drawn. */
export function nearestSeries(
  plot: uPlot,
  series: readonly ChartSeries[],
  { index, top }: { readonly index: number; readonly top: number },
): Nearest | null {
  let best: Nearest | null = null;
  series.forEach((one, i) => {
    const own = ownIndex(one, index);
    const value = own === null ? null : plot.data[i + 1]?.[own];
    if (own === null || value == null || one.hidden) return;
    const distance = Math.abs(plot.valToPos(value, scaleKey(one)) - top);
    if (!best || distance < best.distance) best = { series: i, index: own, distance };
  });
  return best;
}
