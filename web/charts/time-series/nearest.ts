import type uPlot from 'uplot';
import { scaleKey } from './axes.ts';
import type { ChartSeries } from './props.ts';

export interface Nearest {
  /** Index into the props' series. */
  readonly series: number;
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
    const value = plot.data[i + 1]?.[index];
    if (value == null || one.hidden) return;
    const distance = Math.abs(plot.valToPos(value, scaleKey(one)) - top);
    if (!best || distance < best.distance) best = { series: i, distance };
  });
  return best;
}
