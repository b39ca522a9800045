import type uPlot from 'uplot';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import { scaleKey } from './axes.ts';
import type { PlacedExemplar } from './exemplar-marks.ts';
import type { ChartExemplar, TimeSeriesProps } from './props.ts';
import { exemplarLabel, exemplarSeries } from './tooltip-content.ts';

/** Closer together, marks hide each other. CSS pixels. */
const SPACING = 12;

/** The exemplars of the range, thinned out to what fits side by side, outliers of each query kept. */
export function visibleExemplars(props: TimeSeriesProps, width: number): readonly ChartExemplar[] {
  const { from, to } = props.range;
  const inRange = (props.exemplars ?? []).filter(
    ({ time, value }) => time >= from && time <= to && Number.isFinite(value),
  );
  const spacingMs = Math.max(1, ((to - from) * SPACING) / Math.max(SPACING, width));
  const keys = [...new Set(inRange.map(({ seriesKey }) => seriesKey))];
  return keys
    .flatMap((key) =>
      sampleExemplars(
        inRange.filter(({ seriesKey }) => seriesKey === key),
        spacingMs,
      ),
    )
    .sort((a, b) => a.time - b.time);
}

/**
 * Where the marks stand in the plotting area; those beyond the axis stand at its edge. One that would cover another is
 * left out, the lower value first, so that each can be pointed at.
 */
export function placeExemplars(
  plot: uPlot,
  props: TimeSeriesProps,
  exemplars: readonly ChartExemplar[],
): readonly PlacedExemplar[] {
  return separate(
    exemplars.flatMap((exemplar): readonly PlacedExemplar[] => {
      const series = exemplarSeries(props.series, exemplar);
      const scale = series && scaleKey(series);
      const limits = scale === undefined ? undefined : plot.scales[scale];
      if (scale === undefined || limits?.min == null || limits.max == null) return [];
      const { min, max } = limits;
      return [
        {
          exemplar,
          left: Math.round(plot.valToPos(exemplar.time, 'x')),
          top: Math.round(plot.valToPos(Math.min(max, Math.max(min, exemplar.value)), scale)),
          clamped: exemplar.value > max || exemplar.value < min,
          label: exemplarLabel(props, exemplar),
        },
      ];
    }),
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
