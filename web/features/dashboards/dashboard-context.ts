import { createContext, useContext } from 'react';
import type { AbsoluteRange, RawRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { EpochMs } from '../../../server/contract/units.ts';
import type { Dashboard } from './model/dashboard.ts';
import type { Scope } from './model/interpolate.ts';
import type { SourceAnswer } from './queries.ts';

/** What every panel of an open dashboard shares. */
export interface OpenDashboard {
  readonly dashboard: Dashboard;
  readonly sources: readonly SourceInfo[];
  readonly raw: RawRange;
  readonly range: AbsoluteRange;
  /** When the dashboard was last refreshed: what `now` means. */
  readonly now: EpochMs;
  readonly scope: Scope;
  /** Variables without a value yet. */
  readonly pending: ReadonlySet<string>;
  /** The newest answer to each query of each panel, shown dimmed while the next one is on its way. */
  readonly lastAnswers: Map<string, SourceAnswer>;
  readonly onZoom: (range: AbsoluteRange) => void;
  /** Shows one panel alone, or all again. */
  readonly onViewPanel: (panel: number | null) => void;
}

export const DashboardContext = createContext<OpenDashboard | null>(null);

/** @throws Error outside an open dashboard */
export function useDashboard(): OpenDashboard {
  const open = useContext(DashboardContext);
  if (!open) throw new Error('useDashboard needs a DashboardContext provider');
  return open;
}
