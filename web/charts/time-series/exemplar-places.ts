import type uPlot from 'uplot';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import type { PlacedExemplar } from './exemplar-marks.ts';
import type { TimeSeriesProps } from './props.ts';
import { exemplarLabel } from './tooltip-content.ts';

/** Closer together, marks hide each other. CSS pixels. */
const SPACING = 12;

/** The exemplars of the range, thinned out to what fits side by side, outliers kept. */
export function visibleExemplars(props: TimeSeriesProps, width: number): readonly Exemplar[] {
  const { from, to } = props.range;
  const inRange = (props.exemplars ?? []).filter(
    ({ time, value }) => time >= from && time <= to && Number.isFinite(value),
  );
  const spacingMs = ((to - from) * SPACING) / Math.max(SPACING, width);
  return sampleExemplars(inRange, Math.max(1, spacingMs));
}

export interface PlaceInput {
  readonly props: TimeSeriesProps;
  readonly exemplars: readonly Exemplar[];
  /** The scale of the values. */
  readonly scale: string | undefined;
}

/**
 * Where the marks stand in the plotting area; those beyond the axis stand at its edge. One that would cover another is
 * left out, the lower value first, so that each can be pointed at.
 */
export function placeExemplars(plot: uPlot, { props, exemplars, scale }: PlaceInput): readonly PlacedExemplar[] {
  const limits = scale === undefined ? undefined : plot.scales[scale];
  if (scale === undefined || limits?.min == null || limits.max == null) return [];
  const { min, max } = limits;
  return separate(
    exemplars.map((exemplar) => ({
      exemplar,
      left: Math.round(plot.valToPos(exemplar.time, 'x')),
      top: Math.round(plot.valToPos(Math.min(max, Math.max(min, exemplar.value)), scale)),
      clamped: exemplar.value > max || exemplar.value < min,
      label: exemplarLabel(props, exemplar),
    })),
  );
}

/** Keeps the order. O(n²) in what is left of a few hundred. */
export function separate(placed: readonly PlacedExemplar[]): readonly PlacedExemplar[] {
  const kept: PlacedExemplar[] = [];
  const byValue = [...placed].sort((a, b) => b.exemplar.value - a.exemplar.value);
  for (const one of byValue) {
    const isCovered = kept.some(
      (other) => Math.abs(other.left - one.left) < SPACING && Math.abs(other.top - one.top) < SPACING,
    );
    if (!isCovered) kept.push(one);
  }
  const chosen = new Set(kept);
  return placed.filter((one) => chosen.has(one));
}
