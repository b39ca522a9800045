import type { ComponentType } from 'react';
import type { LokiTarget, PrometheusTarget, PyroscopeTarget, TempoTarget } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { PaneProps } from '../../lib/pane.ts';
import type { Trail } from './trail.ts';

/** The view of each type of source. `app/` hands it in: features do not know each other. */
export interface PaneViews {
  readonly prometheus: ComponentType<PaneProps<PrometheusTarget>>;
  readonly loki: ComponentType<PaneProps<LokiTarget>>;
  readonly tempo: ComponentType<PaneProps<TempoTarget>>;
  readonly 'grafana-pyroscope-datasource': ComponentType<PaneProps<PyroscopeTarget>>;
}

export interface PaneContext {
  readonly trail: Trail;
  readonly onTrail: (trail: Trail, options?: { readonly replace: boolean }) => void;
  readonly sources: readonly SourceInfo[];
  readonly views: PaneViews;
}
