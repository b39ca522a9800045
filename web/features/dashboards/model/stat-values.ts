import { reducerTitle, reducerUnit, reduceToNumber } from '../../../signals/metric/reduce.ts';
import { dashboardColor, seriesColors } from '../../../signals/metric/color.ts';
import { absoluteSteps, stepAt, type ThresholdStep } from '../../../signals/metric/thresholds.ts';
import { formatValue, type FormattedValue } from '../../../signals/metric/unit.ts';
import { parseThresholds, type FieldOptions } from './field-config.ts';
import { mapValue } from './mappings.ts';
import type { PanelData, PanelSeries } from './panel-data.ts';
import type { ReduceOptions } from './panel-view.ts';

/** One number of a stat, gauge or bar gauge. */
export interface StatValue {
  readonly key: string;
  readonly name: string;
  readonly value: number | null;
  readonly shown: FormattedValue;
  /** A CSS colour by threshold, mapping or setting; null for plain text. */
  readonly color: string | null;
  readonly series: PanelSeries;
}

const DEFAULT_CALC = 'lastNotNull';

/** The numbers of a panel: per series one for each calc, or each of its values. */
export function statValues(data: PanelData, reduce: ReduceOptions): readonly StatValue[] {
  const colors = seriesColors(data.series.map(({ labels }) => labels));
  const calcs = reduce.calcs.length > 0 ? reduce.calcs : [DEFAULT_CALC];
  return data.series.flatMap((series, i) => {
    const own = { series, palette: colors[i] ?? null };
    if (reduce.values) {
      const present = Array.from(series.values).filter((value) => !Number.isNaN(value));
      return present.slice(0, reduce.limit ?? 25).map((value, n) => toStat({ ...own, value, id: String(n), calc: '' }));
    }
    return calcs.map((calc) => {
      const value = reduceToNumber(series.values, calc);
      const stat = toStat({ ...own, value, id: calc, calc });
      return calcs.length > 1 ? { ...stat, name: `${series.name} ${reducerTitle(calc)}` } : stat;
    });
  });
}

interface StatInput {
  readonly series: PanelSeries;
  readonly palette: string | null;
  readonly value: number | null;
  readonly id: string;
  readonly calc: string;
}
function toStat({ series, palette, value, id, calc }: StatInput): StatValue {
  const { options } = series;
  const unit = calc === '' ? options.unit : reducerUnit(calc, options.unit);
  const look = lookOf(options, { value, palette, unit });
  return { key: `${series.key} ${id}`, name: series.name, value, series, ...look };
}

interface Looked {
  readonly value: number | null;
  readonly palette: string | null;
  readonly unit?: string;
}

/** A value's text and colour: mappings first, then unit, thresholds and the field's colour. */
export function lookOf(
  options: FieldOptions,
  { value, palette, unit = options.unit }: Looked,
): { readonly shown: FormattedValue; readonly color: string | null } {
  const mapped = mapValue(options.mappings, value);
  const plain = formatValue(value, { unit, decimals: options.decimals ?? undefined });
  const empty = value === null && options.noValue ? { prefix: '', text: options.noValue, suffix: '' } : plain;
  const shown = mapped?.text != null && mapped.text !== '' ? { prefix: '', text: mapped.text, suffix: '' } : empty;
  const mappedColor = mapped?.color ? dashboardColor(mapped.color) : null;
  return { shown, color: mappedColor ?? fieldColor(options, value, palette) };
}

/** Threshold steps as values, percentages against the field's limits. */
export const stepsOf = (options: FieldOptions): readonly ThresholdStep[] =>
  absoluteSteps(parseThresholds(options.thresholds), options.min ?? 0, options.max ?? 100);

/** A value's colour by the field's colour mode. Gradients are told by their thresholds too: a legend could not. */
export function fieldColor(options: FieldOptions, value: number | null, palette: string | null): string | null {
  const { mode, fixedColor } = options.color;
  if (mode === 'fixed' || mode === 'shades') return dashboardColor(fixedColor) ?? palette;
  if (mode.startsWith('palette')) return palette;
  const step = stepAt(stepsOf(options), value);
  return step ? dashboardColor(step.color) : palette;
}
