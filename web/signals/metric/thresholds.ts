/** A step holds from its value up to the next. Grafana's first step has the value null, minus infinity. */
export interface ThresholdStep {
  readonly value: number;
  /** A colour as dashboards write it: a name (`red`, `semi-dark-orange`) or CSS. */
  readonly color: string;
}

export interface Thresholds {
  readonly mode: 'absolute' | 'percentage';
  /** Ascending. */
  readonly steps: readonly ThresholdStep[];
}

/** Percentage steps as values between `min` and `max`; absolute ones as they are. */
export function absoluteSteps(thresholds: Thresholds, min: number, max: number): readonly ThresholdStep[] {
  if (thresholds.mode === 'absolute') return thresholds.steps;
  return thresholds.steps.map(({ value, color }) => ({ value: min + (value / 100) * (max - min), color }));
}

/** The last step at or below the value; the first when none is; null without steps. */
export function stepAt(steps: readonly ThresholdStep[], value: number | null): ThresholdStep | null {
  let found = steps[0] ?? null;
  if (value === null || Number.isNaN(value)) return found;
  for (const step of steps) if (step.value <= value) found = step;
  return found;
}

/** The stretches between steps that lie in `min`…`max`, for areas and gauges. */
export function bandsBetween(
  steps: readonly ThresholdStep[],
  min: number,
  max: number,
): readonly { readonly from: number; readonly to: number; readonly color: string }[] {
  return steps
    .map((step, i) => ({
      from: Math.max(min, step.value),
      to: Math.min(max, steps[i + 1]?.value ?? Infinity),
      color: step.color,
    }))
    .filter(({ from, to }) => to > from);
}
