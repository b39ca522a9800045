import { z } from 'zod';

/** Grafana's dashboard JSON, as it was saved. Nothing in it is interpreted by the server. */
export const DashboardJson = z.record(z.string(), z.unknown());
export type DashboardJson = z.infer<typeof DashboardJson>;

/** A row of the dashboard list. `folder` is the folder's title, null at the root. */
export interface DashboardSummary {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly folder: string | null;
  readonly starred: boolean;
  readonly provisioned: boolean;
  /** False for what a provider owns and does not let be changed. */
  readonly canSave: boolean;
}

export interface DashboardMeta {
  readonly version: number;
  readonly folder: string | null;
  readonly folderUid: string;
  readonly starred: boolean;
  readonly provisioned: boolean;
  readonly canSave: boolean;
  /** ISO 8601. */
  readonly created: string;
  /** ISO 8601. */
  readonly updated: string;
}

export interface DashboardAnswer {
  readonly dashboard: DashboardJson;
  readonly meta: DashboardMeta;
}

export interface DashboardVersion {
  readonly version: number;
  /** ISO 8601. */
  readonly created: string;
  readonly message: string;
}

/** A save fails with 409 when `dashboard.version` is not the stored one and `overwrite` is unset. */
export const SaveDashboard = z.object({
  dashboard: DashboardJson,
  folderUid: z.string().max(40).default(''),
  message: z.string().max(500).default(''),
  overwrite: z.boolean().default(false),
});
export type SaveDashboard = z.infer<typeof SaveDashboard>;

export interface SavedDashboard {
  readonly uid: string;
  readonly version: number;
}
