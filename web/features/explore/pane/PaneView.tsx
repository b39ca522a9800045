import { memo } from 'react';
import { type PaneQuery, toTarget } from '../../../../server/contract/explore-url.ts';
import type {
  AbsoluteRange,
  LokiTarget,
  PrometheusTarget,
  PyroscopeTarget,
  Target,
  TempoTarget,
} from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { PaneViews } from './pane-views.ts';

export interface PaneHold {
  readonly onTargetsChange: (targets: readonly Target[]) => void;
  readonly onRangeChange: (range: AbsoluteRange) => void;
  readonly onSpanChange: (spanId: string) => void;
}

interface PaneViewProps {
  readonly views: PaneViews;
  readonly source: SourceInfo;
  /** Those that are shown as one. */
  readonly queries: readonly [PaneQuery, ...(readonly PaneQuery[])];
  readonly isLettered: boolean;
  readonly range: AbsoluteRange;
  readonly spanId: string | undefined;
  readonly hold: PaneHold;
}

/**
 * The view that a source's type calls for, with the queries as that type's targets; `toTarget` ties the two together.
 * Drawn again only for what it shows: a trail that grows by a pane leaves the views of the others as they are.
 */
export const PaneView = memo(function PaneView({ views, source, queries, isLettered, ...shown }: PaneViewProps) {
  const { range, spanId, hold } = shown;
  const { onTargetsChange, ...rest } = hold;
  const common = { source, range, ...rest, ...(spanId === undefined ? {} : { spanId }) };
  const one = { ...common, onTargetChange: (target: Target) => onTargetsChange([target]) };
  const joint = { ...common, isLettered, onTargetsChange };
  const targets = queries.map((query) => toTarget(source.type, query));
  const target = toTarget(source.type, queries[0]);
  switch (source.type) {
    case 'prometheus':
      return <views.prometheus {...joint} targets={targets as readonly PrometheusTarget[]} />;
    case 'loki':
      return <views.loki {...joint} targets={targets as readonly LokiTarget[]} />;
    case 'tempo':
      return <views.tempo {...joint} targets={targets as readonly TempoTarget[]} />;
    case 'grafana-pyroscope-datasource': {
      const View = views['grafana-pyroscope-datasource'];
      return <View {...one} target={target as PyroscopeTarget} />;
    }
  }
});
