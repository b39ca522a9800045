import type {
  DashboardAnswer,
  DashboardSummary,
  DashboardVersion,
  SavedDashboard,
  SaveDashboard,
} from '../contract/dashboards.ts';

export interface Dashboards {
  /** `query` narrows by title or tag, without regard to case. */
  readonly list: (query: string) => Promise<readonly DashboardSummary[]>;
  /** @throws NotFound */
  readonly get: (uid: string) => Promise<DashboardAnswer>;
  /** @throws NotFound */
  readonly star: (uid: string, starred: boolean) => Promise<void>;
  /** Newest first. @throws NotFound */
  readonly versions: (uid: string) => Promise<readonly DashboardVersion[]>;
  /** @throws InvalidRequest for a provisioned dashboard or one without a title; Conflict for an old version */
  readonly save: (request: SaveDashboard) => Promise<SavedDashboard>;
}
