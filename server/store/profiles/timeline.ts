import type { PointSeries } from './select-series.ts';

const MIN_STEP_SECONDS = 15;
const MAX_POINTS = 1500;
/** Below [limit] seconds the step is [step] seconds: steps people can name. */
const STEPS: readonly (readonly [number, number])[] = [
  [17.5, 15],
  [25, 20],
  [45, 30],
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
  [1500, 1200],
  [2700, 1800],
  [5400, 3600],
  [9000, 7200],
  [16_200, 10_800],
  [32_400, 21_600],
  [86_400, 43_200],
  [604_800, 86_400],
  [1_814_400, 604_800],
  [3_628_800, 2_592_000],
];

/** Seconds between the points of a timeline over a range in ms. */
export function timelineStep(startMs: number, endMs: number): number {
  const ideal = (endMs - startMs) / 1000 / MAX_POINTS;
  if (ideal < MIN_STEP_SECONDS) return MIN_STEP_SECONDS;
  return STEPS.find(([limit]) => ideal <= limit)?.[1] ?? 31_536_000;
}

/** Pyroscope's `timeline`: times in s, one whole number a step, 0 where there is nothing. */
export interface Timeline {
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly durationDelta: number;
  readonly watermarks: null;
}

/** `endMs` is exclusive; both ends snap down to whole steps. */
export function toTimeline(
  series: PointSeries | null,
  { startMs, endMs, stepSeconds }: { startMs: number; endMs: number; stepSeconds: number },
): Timeline {
  const stepMs = stepSeconds * 1000;
  const first = Math.floor(startMs / stepMs) * stepMs;
  const last = Math.floor(endMs / stepMs) * stepMs;
  const samples = Array.from({ length: Math.max(0, (last - first) / stepMs) }, () => 0);
  for (const { timestamp, value } of series?.points ?? []) {
    const index = Math.floor((timestamp - first) / stepMs);
    if (timestamp < last && index in samples) samples[index] = Math.trunc(value);
  }
  return { startTime: first / 1000, samples, durationDelta: stepSeconds, watermarks: null };
}
