import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { EpochMs } from '../../../server/contract/units.ts';
import type { SharedCursor } from '../../lib/cursor.ts';
import type { HeatmapGrid } from '../../signals/metric/heatmap.ts';
import type { Anchor } from '../time-series/props.ts';

/** A cell that was clicked, or chosen by Enter: observations between `lower` and `upper`, round `time`. */
export interface PickedCell {
  readonly time: EpochMs;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  readonly anchor: Anchor;
}

export type HeatmapSpot =
  | { readonly kind: 'cell'; readonly cell: PickedCell }
  | { readonly kind: 'exemplar'; readonly exemplar: Exemplar };

export interface HeatmapProps {
  readonly label: string;
  readonly range: AbsoluteRange;
  readonly grid: HeatmapGrid;
  /** Of a column, in ms. */
  readonly stepMs: number;
  /** Grafana's unit id of the bounds, and of the counts. */
  readonly unit: string;
  readonly countUnit?: string;
  readonly exemplars?: readonly Exemplar[];
  readonly cursor?: SharedCursor;
  readonly onZoom?: (range: AbsoluteRange) => void;
  readonly onCell?: (cell: PickedCell) => void;
  readonly onExemplar?: (exemplar: Exemplar, anchor: Anchor) => void;
}
