import { ExecutionError } from '../evaluate/execution-error.ts';
import { floatCount, type RangeFunction, type Window } from '../evaluate/window.ts';
import type { KahanSum } from '../model/kahan.ts';
import { kahanAdd } from '../model/kahan.ts';
import { formatFixed } from '../model/numbers.ts';
import { noteIgnored } from './over-time.ts';

interface Line {
  /** Per second. */
  readonly slope: number;
  readonly intercept: number;
}

/** The line through the values with the least squares. @param origin ms, where the intercept is taken */
function linearRegression({ times, values, from, to }: Window, origin: number): Line {
  const sums = Array.from({ length: 4 }, (): KahanSum => ({ sum: 0, compensation: 0 }));
  const [x, y, xy, xx] = sums as [KahanSum, KahanSum, KahanSum, KahanSum];
  const first = values[from] ?? 0;
  let isConstant = true;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    if (at > from && value !== first) isConstant = false;
    const seconds = ((times[at] ?? 0) - origin) / 1000;
    kahanAdd(x, seconds);
    kahanAdd(y, value);
    kahanAdd(xy, seconds * value);
    kahanAdd(xx, seconds * seconds);
  }
  if (isConstant) {
    const isInfinite = first === Infinity || first === -Infinity;
    return isInfinite ? { slope: Number.NaN, intercept: Number.NaN } : { slope: 0, intercept: first };
  }
  const count = to - from;
  const total = ({ sum, compensation }: KahanSum) => sum + compensation;
  const covariance = total(xy) - (total(x) * total(y)) / count;
  const variance = total(xx) - (total(x) * total(x)) / count;
  const slope = covariance / variance;
  return { slope, intercept: total(y) / count - (slope * total(x)) / count };
}

/** Two numbers make a line; a lone one among histograms is worth a remark. */
const withLine =
  (compute: (window: Window) => number): RangeFunction =>
  (window, call) => {
    const count = floatCount(window);
    if (count > 0) noteIgnored(window, call);
    return count < 2 ? undefined : compute(window);
  };

const checkFactor = (factor: number, name: string): void => {
  if (factor <= 0 || factor >= 1)
    throw new ExecutionError(`invalid ${name} factor. Expected: 0 < ${name[0]}f < 1, got: ${formatFixed(factor)}`);
};

/** Holt's linear method: a level and a trend, each smoothed. */
function smooth({ values, from, to, parameters }: Window): number {
  const [levelFactor = 0, trendFactor = 0] = parameters;
  let before = 0;
  let level = values[from] ?? 0;
  let trend = (values[from + 1] ?? 0) - level;
  for (let at = from + 1; at < to; at++) {
    const scaled = levelFactor * (values[at] ?? 0);
    if (at > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    const next = scaled + (1 - levelFactor) * (level + trend);
    before = level;
    level = next;
  }
  return level;
}

const smoothing = withLine(smooth);

export const REGRESSION_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  // Any origin near the values keeps the arithmetic accurate.
  deriv: withLine((window) => linearRegression(window, window.times[window.from] ?? 0).slope),
  predict_linear: withLine((window) => {
    const { slope, intercept } = linearRegression(window, window.stepTime);
    return slope * (window.parameters[0] ?? 0) + intercept;
  }),
  double_exponential_smoothing: (window, call) => {
    checkFactor(window.parameters[0] ?? 0, 'smoothing');
    checkFactor(window.parameters[1] ?? 0, 'trend');
    return smoothing(window, call);
  },
};
