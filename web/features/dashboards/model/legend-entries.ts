import type { ChartSeries } from '../../../charts/time-series/props.ts';
import type { LegendEntry } from '../../../charts/time-series/TimeSeriesLegend.tsx';
import { reduceToNumber, reducerTitle, reducerUnit } from '../../../signals/metric/reduce.ts';
import { formatText } from '../../../signals/metric/unit.ts';
import type { PanelData } from './panel-data.ts';
import type { TimeSeriesOptions } from './panel-view.ts';

type LegendOptions = TimeSeriesOptions['legend'];

export const legendTitles = ({ calcs }: LegendOptions): readonly string[] => calcs.map(reducerTitle);

/** The legend of a chart: names, and the calcs it asks for, sorted by one of them when it says so. */
export function legendEntries(
  series: readonly ChartSeries[],
  data: PanelData,
  { calcs, sortBy, sortDesc }: LegendOptions,
): readonly LegendEntry[] {
  const hidden = new Set(data.series.filter(({ options }) => options.custom.hideFrom.legend).map(({ key }) => key));
  const shown = series.filter(({ key }) => !hidden.has(key));
  const sorted = sortBy === '' ? shown : sortSeries(shown, { calcs, sortBy, sortDesc });
  return sorted.map(({ key, name, color, values, unit = '', decimals, hidden: off }) => ({
    key,
    name,
    color,
    hidden: off ?? false,
    values: calcs.map((calc) => formatText(reduceToNumber(values, calc), { unit: reducerUnit(calc, unit), decimals })),
  }));
}

function sortSeries(
  series: readonly ChartSeries[],
  { calcs, sortBy, sortDesc }: Pick<LegendOptions, 'calcs' | 'sortBy' | 'sortDesc'>,
): readonly ChartSeries[] {
  const calc = calcs.find((one) => reducerTitle(one) === sortBy || one === sortBy);
  const sign = sortDesc ? -1 : 1;
  if (!calc) return sortBy === 'Name' ? [...series].sort((a, b) => sign * a.name.localeCompare(b.name)) : series;
  const valueOf = (one: ChartSeries): number => reduceToNumber(one.values, calc) ?? -Infinity;
  return [...series].sort((a, b) => sign * (valueOf(a) - valueOf(b)));
}
