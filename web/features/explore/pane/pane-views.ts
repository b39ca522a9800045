import type { ComponentType } from 'react';
import type { LokiTarget, PrometheusTarget, PyroscopeTarget, TempoTarget } from '../../../../server/contract/query.ts';
import type { EpochMs } from '../../../../server/contract/units.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { JointPaneProps, PaneProps } from '../../../lib/pane.ts';
import type { SavedResults } from '../trail/saved-results.ts';
import type { Trail } from '../trail/trail.ts';

/** The view of each type of source. `app/` hands it in: features do not know each other. */
export interface PaneViews {
  readonly prometheus: ComponentType<JointPaneProps<PrometheusTarget>>;
  readonly loki: ComponentType<JointPaneProps<LokiTarget>>;
  readonly tempo: ComponentType<JointPaneProps<TempoTarget>>;
  readonly 'grafana-pyroscope-datasource': ComponentType<PaneProps<PyroscopeTarget>>;
}

/** What Explore is given: the trail as the address has it, and how to go on. */
export interface ExploreContext {
  readonly trail: Trail;
  /** A step of the trail is an entry of the history; `replace` changes how the present one looks. */
  readonly onTrail: (trail: Trail, options?: { readonly replace: boolean }) => void;
  readonly sources: readonly SourceInfo[];
  readonly views: PaneViews;
  /** The file whose results the panes show, as long as they ask what it holds. */
  readonly saved: SavedResults | null;
  /** Further parameters of Explore's address, for links. */
  readonly kept: Readonly<Record<string, string>>;
}

/** What panes are given: the same, its focus at the pane in hand. */
export interface PaneContext extends ExploreContext {
  /** When a time range was last chosen: what relative ones count from, unless a pane ran since. */
  readonly now: EpochMs;
  /** There is room for the pane in hand only. */
  readonly isNarrow: boolean;
  readonly onActive: (paneId: string) => void;
  /** The pane whose title is being written. */
  readonly renaming: string | null;
  readonly onRenaming: (paneId: string | null) => void;
}
