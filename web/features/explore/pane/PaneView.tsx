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
  readonly onTargetChange: (target: Target) => void;
  readonly onRangeChange: (range: AbsoluteRange) => void;
  readonly onSpanChange: (spanId: string) => void;
}

interface PaneViewProps {
  readonly views: PaneViews;
  readonly source: SourceInfo;
  readonly query: PaneQuery;
  readonly range: AbsoluteRange;
  readonly spanId: string | undefined;
  readonly hold: PaneHold;
}

/**
 * The view that a source's type calls for, with the query as that type's target; `toTarget` ties the two together. Drawn
 * again only for what it shows: a trail that grows by a pane leaves the views of the others as they are.
 */
export const PaneView = memo(function PaneView({ views, source, query, range, spanId, hold }: PaneViewProps) {
  const common = { source, range, ...hold, ...(spanId === undefined ? {} : { spanId }) };
  const target = toTarget(source.type, query);
  switch (source.type) {
    case 'prometheus':
      return <views.prometheus {...common} target={target as PrometheusTarget} />;
    case 'loki':
      return <views.loki {...common} target={target as LokiTarget} />;
    case 'tempo':
      return <views.tempo {...common} target={target as TempoTarget} />;
    case 'grafana-pyroscope-datasource': {
      const View = views['grafana-pyroscope-datasource'];
      return <View {...common} target={target as PyroscopeTarget} />;
    }
  }
});
