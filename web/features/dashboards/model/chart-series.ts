import type { AxisStyle, ChartSeries, SeriesStyle, ThresholdDisplay } from '../../../charts/time-series/props.ts';
import { dashboardColor, seriesColors } from '../../../signals/metric/color.ts';
import { reduceToNumber } from '../../../signals/metric/reduce.ts';
import { stepAt } from '../../../signals/metric/thresholds.ts';
import type { FieldOptions } from './field-config.ts';
import type { PanelData, PanelSeries } from './panel-data.ts';
import { stepsOf } from './stat-values.ts';

/** A panel's series as the chart draws them; those hidden by an override are left out. */
export function toChartSeries(data: PanelData, hidden: ReadonlySet<string>): readonly ChartSeries[] {
  const shown = data.series.filter(({ options }) => !options.custom.hideFrom.viz);
  const palette = seriesColors(shown.map(({ labels }) => labels));
  return shown.map((series, i) => ({
    key: series.key,
    name: series.name,
    color: colorOf(series, palette[i] ?? 'var(--series-1)'),
    values: series.values,
    ...(series.offAxis ? { offAxis: series.offAxis } : {}),
    ...(series.options.unit ? { unit: series.options.unit } : {}),
    ...(series.options.decimals === null || series.options.decimals === undefined
      ? {}
      : { decimals: series.options.decimals }),
    style: styleOf(series.options, shown),
    axis: axisOf(series.options),
    hidden: hidden.has(series.key),
  }));
}

function colorOf({ options, values }: PanelSeries, palette: string): string {
  const { mode, fixedColor } = options.color;
  if (mode === 'fixed' || mode === 'shades') return dashboardColor(fixedColor) ?? palette;
  if (mode !== 'thresholds') return palette;
  const step = stepAt(stepsOf(options), reduceToNumber(values, 'lastNotNull'));
  return (step && dashboardColor(step.color)) ?? palette;
}

const INTERPOLATIONS = {
  linear: 'linear',
  smooth: 'smooth',
  stepBefore: 'step-before',
  stepAfter: 'step-after',
} as const;
const isInterpolation = (text: string): text is keyof typeof INTERPOLATIONS => Object.hasOwn(INTERPOLATIONS, text);
const oneOf = <T extends string>(value: string, choices: readonly T[], fallback: T): T =>
  choices.find((choice) => choice === value) ?? fallback;

function styleOf({ custom }: FieldOptions, all: readonly PanelSeries[]): SeriesStyle {
  const mode = oneOf(custom.stacking.mode, ['none', 'normal', 'percent'], 'none');
  const below = custom.fillBelowTo === '' ? undefined : all.find(({ name }) => name === custom.fillBelowTo);
  const dash =
    custom.lineStyle?.fill === 'dash' ? (custom.lineStyle.dash.length > 0 ? custom.lineStyle.dash : [10, 10]) : null;
  return {
    draw: oneOf(custom.drawStyle, ['line', 'bars', 'points'], 'line'),
    interpolation: isInterpolation(custom.lineInterpolation) ? INTERPOLATIONS[custom.lineInterpolation] : 'linear',
    // Grafana's 1 px is a hair on a dense screen; thicker ones are kept.
    lineWidth: custom.lineWidth === 1 ? 1.5 : custom.lineWidth,
    fillOpacity: custom.fillOpacity / 100,
    points: oneOf(custom.showPoints, ['auto', 'always', 'never'], 'auto'),
    pointSize: custom.pointSize,
    spanNulls: custom.spanNulls,
    stack: { mode, group: custom.stacking.group },
    ...(dash ? { dash } : {}),
    ...(below ? { fillBelowTo: below.key } : {}),
  };
}

function axisOf({ custom, min, max }: FieldOptions): AxisStyle {
  const { type, log } = custom.scaleDistribution;
  return {
    side: oneOf(custom.axisPlacement, ['left', 'right', 'hidden'], 'left'),
    scale: type === 'log' ? (log === 2 ? 'log2' : 'log10') : type === 'symlog' ? 'symlog' : 'linear',
    centeredZero: custom.axisCenteredZero,
    ...(custom.axisLabel ? { label: custom.axisLabel } : {}),
    ...defined('min', min),
    ...defined('max', max),
    ...defined('softMin', custom.axisSoftMin),
    ...defined('softMax', custom.axisSoftMax),
  };
}

const defined = <K extends string>(key: K, value: number | null | undefined): { readonly [P in K]?: number } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: number });

const STYLES = ['line', 'dashed', 'area', 'line+area', 'dashed+area'] as const;

/** The thresholds a chart draws: those of its first series, if they are to be drawn at all. */
export function thresholdsOf(data: PanelData): ThresholdDisplay | null {
  const options = data.series[0]?.options;
  const style = STYLES.find((one) => one === options?.custom.thresholdsStyle.mode);
  return options && style ? { style, steps: stepsOf(options) } : null;
}
