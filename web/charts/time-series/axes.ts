import { unitKind } from '../../signals/metric/unit-table.ts';
import type { AxisStyle, ChartSeries } from './props.ts';

export interface ScaleSpec {
  readonly key: string;
  readonly unit: string;
  readonly decimals: number | undefined;
  readonly style: AxisStyle;
  /** Whether zero belongs in view: areas, bars and stacks stand on it. */
  readonly standsOnZero: boolean;
}

const sideOf = (style: AxisStyle): string => style.side ?? 'left';

/** Shares of a whole are drawn in percent, whatever is shared. */
const axisUnit = (series: ChartSeries): string =>
  series.style?.stack?.mode === 'percent' ? 'percentunit' : (series.unit ?? 'none');

/** The scale a series is drawn on. */
export const scaleKey = (series: ChartSeries): string => {
  const style = series.axis ?? {};
  const limits = [style.min, style.max, style.softMin, style.softMax].map((limit) => limit ?? '').join('|');
  return `y ${axisUnit(series)} ${sideOf(style)} ${style.scale ?? 'linear'} ${limits}`;
};

/** The distinct scales, in order of first use. */
export function scalesOf(series: readonly ChartSeries[]): readonly ScaleSpec[] {
  const found = new Map<string, ScaleSpec>();
  for (const one of series) {
    const key = scaleKey(one);
    const before = found.get(key);
    const stands = (one.style?.fillOpacity ?? 0) > 0 || one.style?.draw === 'bars' || isStacked(one);
    found.set(key, {
      key,
      unit: axisUnit(one),
      decimals: before?.decimals ?? one.decimals,
      style: before?.style ?? axisStyle(one),
      standsOnZero: (before?.standsOnZero ?? false) || (stands && one.style?.fillBelowTo === undefined),
    });
  }
  return [...found.values()];
}

const axisStyle = (series: ChartSeries): AxisStyle =>
  series.style?.stack?.mode === 'percent' ? { max: 1, ...series.axis } : (series.axis ?? {});

const isStacked = (series: ChartSeries): boolean => (series.style?.stack?.mode ?? 'none') !== 'none';

type Limits = [number | null, number | null];

/**
 * The range of a linear axis for data between `min` and `max`: soft limits widen it, hard ones rule. `pad` rounds the
 * free ends outwards.
 */
export function valueRange(
  spec: ScaleSpec,
  data: { readonly min: number | null; readonly max: number | null },
  pad: (min: number, max: number) => Limits,
): Limits {
  const { style } = spec;
  if (data.min === null || data.max === null) {
    const min = style.min ?? style.softMin ?? 0;
    return [min, style.max ?? style.softMax ?? Math.max(1, min + 1)];
  }
  let min = Math.min(data.min, style.softMin ?? Infinity, spec.standsOnZero ? 0 : Infinity);
  let max = Math.max(data.max, style.softMax ?? -Infinity, spec.standsOnZero ? 0 : -Infinity);
  if (style.centeredZero) {
    max = Math.max(Math.abs(min), Math.abs(max));
    min = -max;
  }
  const [low, high] = pad(min, max);
  // A quantity that is never negative must not look as if it could be.
  const floor = data.min >= 0 && (low ?? 0) < 0 && !style.centeredZero ? 0 : low;
  const ceiling = data.max <= 0 && (high ?? 0) > 0 && !style.centeredZero ? 0 : high;
  const from = style.min ?? floor;
  const to = style.max ?? ceiling;
  return from !== null && to !== null && from >= to ? [from, from + Math.max(1, Math.abs(from))] : [from, to];
}

/** Tick increments that read well in the unit: powers of two for bytes; undefined leaves the choice to the chart. */
export function tickIncrements(unit: string): number[] | undefined {
  const kind = unitKind(unit);
  if (kind.kind !== 'scaled' || kind.base !== 1024) return undefined;
  const steps: number[] = [];
  for (let power = 0; power < 60; power++) steps.push(2 ** power);
  return steps;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Time axis labels in the reader's zone; a second line names the day where it changes. */
export function timeLabels(ticks: readonly number[], incrementMs: number): string[] {
  let day = '';
  return ticks.map((tick) => {
    const date = new Date(tick);
    const today = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const changed = day !== '' && day !== today;
    day = today;
    if (incrementMs >= 86_400_000 * 28) return `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
    if (incrementMs >= 86_400_000) return today;
    const clock = clockText(date, incrementMs);
    return changed ? `${clock}\n${today}` : clock;
  });
}

function clockText(date: Date, incrementMs: number): string {
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (incrementMs >= 60_000) return minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  return incrementMs >= 1000 ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
