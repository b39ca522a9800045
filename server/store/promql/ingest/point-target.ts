import type { Attributes } from '../../telemetry.ts';
import type { DeltaTotals } from './deltas.ts';
import type { PointSeries } from './point-series.ts';
import type { Sink } from './sink.ts';

/** Where the points of one metric go, and how their labels are made. */
export interface PointTarget {
  /** The metric's Prometheus name, without the endings of a histogram's parts. */
  readonly name: string;
  readonly sink: Sink;
  readonly deltas: DeltaTotals;
  readonly isDelta: boolean;
  readonly seriesOf: (attributes: Attributes) => PointSeries;
}

export const toMs = (unixNano: bigint): number => Number(unixNano / 1_000_000n);
