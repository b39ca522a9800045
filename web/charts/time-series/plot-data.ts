import { stackColumns } from '../../signals/metric/stack.ts';
import type { ChartSeries } from './props.ts';

/** A column for uPlot: null breaks the line, undefined is passed over. */
export type PlotColumn = Float64Array | (number | null | undefined)[];

export interface PlotData {
  /** Times first, then one column per series, upper edges for stacked ones. */
  readonly columns: [Float64Array, ...PlotColumn[]];
  /** Areas between two series, as indices into `columns`. */
  readonly bands: readonly { readonly from: number; readonly to: number }[];
}

/** Columns and bands of the visible series; a hidden one keeps its place and draws nothing. */
export function toPlotData(times: Float64Array, series: readonly ChartSeries[]): PlotData {
  const visible = series.map((one, index) => ({ one, index })).filter(({ one }) => !one.hidden);
  const stacked = stackColumns(
    visible.map(({ one }) => ({
      values: one.values,
      mode: one.style?.stack?.mode ?? 'none',
      group: `${one.style?.stack?.group ?? ''}\n${one.style?.draw ?? 'line'}`,
    })),
  );
  const columns: PlotColumn[] = series.map(() => []);
  const bands: { from: number; to: number }[] = [];
  visible.forEach(({ one, index }, i) => {
    columns[index] = toColumn(times, one, stacked.tops[i] ?? one.values);
    const below = visible[stacked.below[i] ?? -1];
    if (below) bands.push({ from: index + 1, to: below.index + 1 });
    const lower = one.style?.fillBelowTo;
    const target = lower === undefined ? -1 : series.findIndex(({ key }) => key === lower);
    if (target >= 0 && !series[target]?.hidden) bands.push({ from: index + 1, to: target + 1 });
  });
  return { columns: [times, ...columns.map((column) => (column.length ? column : blank(times.length)))], bands };
}

/**
 * Where a series stands at a time of the chart: there, or where it was not asked for that time, at the nearer of its own
 * two around it. Null where it has no line to be read off.
 */
export function ownIndex({ values, offAxis }: Pick<ChartSeries, 'values' | 'offAxis'>, index: number): number | null {
  if (!offAxis?.[index]) return index;
  let before = index;
  let after = index;
  while (before >= 0 && offAxis[before]) before--;
  while (after < values.length && offAxis[after]) after++;
  if (!Number.isFinite(values[before]) || !Number.isFinite(values[after])) return null;
  return index - before <= after - index ? before : after;
}

export function ownValue(series: Pick<ChartSeries, 'values' | 'offAxis'>, index: number): number {
  const own = ownIndex(series, index);
  return own === null ? NaN : (series.values[own] ?? NaN);
}

const blank = (length: number): null[] => Array.from({ length }, () => null);

function toColumn(times: Float64Array, series: ChartSeries, values: Float64Array): PlotColumn {
  // uPlot reads typed arrays as they are, but knows holes only as null.
  if (!series.offAxis && values.every(Number.isFinite)) return values;
  const span = series.style?.spanNulls ?? false;
  const column = Array.from(values, (value, i): number | null | undefined => {
    if (Number.isFinite(value)) return value;
    return series.offAxis?.[i] ? undefined : null;
  });
  if (typeof span === 'number') bridgeShortHoles(column, times, span);
  return column;
}

/** Holes whose neighbours are at most `maxMs` apart become undefined, which uPlot draws over. */
function bridgeShortHoles(column: (number | null | undefined)[], times: Float64Array, maxMs: number): void {
  let last = -1;
  column.forEach((value, i) => {
    if (typeof value !== 'number') return;
    const gap = (times[i] ?? 0) - (times[last] ?? 0);
    if (last >= 0 && i - last > 1 && gap <= maxMs) column.fill(undefined, last + 1, i);
    last = i;
  });
}

/** The index of the time nearest to `time`, or -1 without times. */
export function nearestIndex(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle;
    else high = middle;
  }
  return Math.abs((times[low] ?? 0) - time) <= Math.abs((times[high] ?? 0) - time) ? low : high;
}

/** Indices of numbers between holes. What is passed over (undefined) is no hole. */
export function lonelyPoints(column: ArrayLike<number | null | undefined> | undefined): number[] {
  const found: number[] = [];
  let beforeIsHole = true;
  let candidate = -1;
  for (let i = 0; i < (column?.length ?? 0); i++) {
    const value = column?.[i];
    if (value === undefined) continue;
    if (value === null && candidate >= 0) found.push(candidate);
    candidate = value !== null && beforeIsHole ? i : -1;
    beforeIsHole = value === null;
  }
  if (candidate >= 0) found.push(candidate);
  return found;
}
