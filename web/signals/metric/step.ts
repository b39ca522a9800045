/** [upper bound, result] in ms: intervals people can read off an axis, as Grafana rounds them. */
const ROUNDING: readonly (readonly [number, number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1500, 1000],
  [3500, 2000],
  [7500, 5000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];
const YEAR_MS = 31_536_000_000;
const MAX_POINTS = 11_000;
/** Prometheus' own default, which Grafana assumes where a source does not say. */
export const DEFAULT_SCRAPE_MS = 15_000;

/** Rounds an interval in ms to a readable one. */
export function roundInterval(ms: number): number {
  return ROUNDING.find(([bound]) => ms < bound)?.[1] ?? YEAR_MS;
}

export interface IntervalInput {
  readonly rangeMs: number;
  /** How many points the view can show: its width in pixels, or the panel's `maxDataPoints`. */
  readonly maxDataPoints: number;
  /** The smallest interval the panel or its source asks for. */
  readonly minIntervalMs?: number;
}

/** `$__interval` in ms. */
export function intervalFor({ rangeMs, maxDataPoints, minIntervalMs = 0 }: IntervalInput): number {
  const rounded = roundInterval(rangeMs / Math.max(1, maxDataPoints));
  return Math.max(1, rounded, minIntervalMs);
}

export interface StepInput extends IntervalInput {
  /** The query's own minimum (`interval`), over the panel's. */
  readonly minStepMs?: number;
  readonly intervalFactor?: number;
}

/** The step of a range query in ms: readable, at least the minimum, and never more than 11,000 points. */
export function stepFor(input: StepInput): number {
  const interval = intervalFor(input);
  const floor = roundInterval(input.rangeMs / MAX_POINTS);
  const safe = input.rangeMs / MAX_POINTS > 1 ? floor : 1;
  const step = Math.max(interval, input.minStepMs ?? 0, safe) * Math.max(1, input.intervalFactor ?? 1);
  return tooMany(input.rangeMs, step) ? Math.ceil(input.rangeMs / MAX_POINTS / 1000) * 1000 : step;
}

const tooMany = (rangeMs: number, step: number): boolean => rangeMs / step > MAX_POINTS;

/** `$__rate_interval` in ms: four scrapes, or one step and a scrape when that is longer. */
export const rateInterval = (stepMs: number, scrapeMs: number = DEFAULT_SCRAPE_MS): number =>
  Math.max(stepMs + scrapeMs, 4 * scrapeMs);

/** A range whose ends are multiples of `stepMs`, both moved down, so that queries repeat and cache. */
export const alignRange = (range: { from: number; to: number }, stepMs: number): { start: number; end: number } => ({
  start: Math.floor(range.from / stepMs) * stepMs,
  end: Math.floor(range.to / stepMs) * stepMs,
});

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: YEAR_MS,
};
const DURATION = /(\d+(?:\.\d+)?)(ms|[smhdwMy])/g;

/** A Prometheus duration (`1m30s`, `15s`, `>30s`, bare seconds) in ms; null when it is none. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().replace(/^>/, '');
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+(\.\d+)?(ms|[smhdwMy]))+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(DURATION)) total += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  return total;
}

/** One unit, the largest that fits whole: `15s`, `90s`, `2h`; for `$__interval`. */
export function durationText(ms: number): string {
  const units = ['w', 'd', 'h', 'm', 's'] as const;
  for (const unit of units) {
    const size = UNITS_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms)}ms`;
}

/** All units below the first, as Grafana prints `$__rate_interval`: `1m0s`, `1h0m0s`, `45s`. */
export function clockDurationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = ms / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${Number((seconds % 60).toFixed(3))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
