import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { EpochMs } from '../../../server/contract/units.ts';
import type { SharedCursor } from '../../lib/cursor.ts';
import type { StackMode } from '../../signals/metric/stack.ts';
import type { ThresholdStep } from '../../signals/metric/thresholds.ts';

/** How one series is drawn. Every field has a default, so that a plain line needs none. */
export interface SeriesStyle {
  readonly draw?: 'line' | 'bars' | 'points';
  readonly interpolation?: 'linear' | 'smooth' | 'step-before' | 'step-after';
  /** CSS pixels; default 1.5. */
  readonly lineWidth?: number;
  readonly dash?: readonly number[];
  /** 0 … 1; default 0. */
  readonly fillOpacity?: number;
  readonly points?: 'auto' | 'always' | 'never';
  readonly pointSize?: number;
  /** True draws over every hole, a number over holes shorter than that many ms. */
  readonly spanNulls?: boolean | number;
  readonly stack?: { readonly mode: StackMode; readonly group: string };
  /** Key of the series down to which the area is filled. */
  readonly fillBelowTo?: string;
}

/** A vertical axis; series that share unit, limits and side share one. */
export interface AxisStyle {
  readonly label?: string;
  readonly side?: 'left' | 'right' | 'hidden';
  readonly scale?: 'linear' | 'log2' | 'log10' | 'symlog';
  readonly min?: number;
  readonly max?: number;
  readonly softMin?: number;
  readonly softMax?: number;
  readonly centeredZero?: boolean;
}

export interface ChartSeries {
  readonly key: string;
  readonly name: string;
  /** A CSS colour, tokens included. */
  readonly color: string;
  /** NaN is a hole. */
  readonly values: Float64Array;
  readonly offAxis?: Uint8Array;
  /** Grafana's unit id, for values and the axis. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly style?: SeriesStyle;
  readonly axis?: AxisStyle;
  readonly hidden?: boolean;
}

/** An exemplar, and where a chart has several queries, a series of the one that it belongs to. */
export interface ChartExemplar extends Exemplar {
  /** It stands on that series' axis and is read in its unit; the first one's when absent. */
  readonly seriesKey?: string;
}

/** A moment of another signal: a span, a log line, a deployment. */
export interface TimeMarker {
  readonly time: EpochMs;
  readonly label: string;
  readonly color?: string;
}

export interface ThresholdDisplay {
  readonly style: 'line' | 'dashed' | 'area' | 'line+area' | 'dashed+area';
  readonly steps: readonly ThresholdStep[];
}

export interface TooltipStyle {
  readonly mode: 'single' | 'multi' | 'none';
  readonly sort: 'none' | 'asc' | 'desc';
  readonly hideZeros: boolean;
}

/** Where the reader clicked or pressed Enter, in viewport CSS pixels, for a menu to open at. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
}

/** What one can point at in a chart. */
export type ChartSpot =
  | { readonly kind: 'point'; readonly seriesKey: string; readonly time: EpochMs; readonly value: number }
  | { readonly kind: 'exemplar'; readonly exemplar: ChartExemplar }
  /** A selected stretch of time. `seriesKey` is null where no one series was meant. */
  | { readonly kind: 'stretch'; readonly seriesKey: string | null; readonly range: AbsoluteRange };

export interface PickedSpot {
  readonly spot: ChartSpot;
  readonly anchor: Anchor;
}

export interface TimeSeriesProps {
  /** Says what is drawn, to those who cannot see it. */
  readonly label: string;
  readonly range: AbsoluteRange;
  /** Ascending epoch ms, as long as every series' values. */
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  readonly exemplars?: readonly ChartExemplar[];
  readonly markers?: readonly TimeMarker[];
  readonly thresholds?: ThresholdDisplay;
  readonly tooltip?: TooltipStyle;
  /** Charts with one key share the cursor; `tooltip` lets the others show theirs too. */
  readonly sync?: { readonly key: string; readonly tooltip: boolean };
  /** The instant shared with other views, charts or not. */
  readonly cursor?: SharedCursor;
  readonly onZoom?: (range: AbsoluteRange) => void;
  readonly onExemplar?: (exemplar: ChartExemplar, anchor: Anchor) => void;
  /** A point was clicked, Enter pressed on it, or a stretch selected with Shift. */
  readonly onSpot?: (picked: PickedSpot) => void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_TOOLTIP: TooltipStyle = { mode: 'multi', sort: 'desc', hideZeros: false };
