import { z } from 'zod';
import {
  DashboardJson,
  type DashboardAnswer,
  type DashboardSummary,
  type DashboardVersion,
  type SavedDashboard,
  type SaveDashboard,
} from '../contract/dashboards.ts';
import { Conflict, InvalidRequest, NotFound } from '../http/problem.ts';
import type { DashboardListing, DashboardRow, DashboardStore } from './store.ts';

export interface Dashboards {
  /** `query` narrows by title or tag, without regard to case. */
  readonly list: (query: string) => Promise<readonly DashboardSummary[]>;
  /** Rows as stored, for Grafana's own API. */
  readonly listings: () => Promise<readonly DashboardListing[]>;
  /** @throws NotFound */
  readonly get: (uid: string) => Promise<DashboardAnswer>;
  /** @throws NotFound */
  readonly star: (uid: string, starred: boolean) => Promise<void>;
  /** Newest first. @throws NotFound */
  readonly versions: (uid: string) => Promise<readonly DashboardVersion[]>;
  /** @throws InvalidRequest for a provisioned dashboard or one without a title; Conflict for an old version */
  readonly save: (request: SaveDashboard) => Promise<SavedDashboard>;
}

/** What is read of a dashboard's JSON; everything else passes through. */
export const DashboardHead = z.object({
  uid: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .nullish(),
  title: z.string().trim().min(1),
  tags: z.array(z.string()).nullish(),
  version: z.number().nullish(),
});

const isReadOnly = (row: Pick<DashboardRow, 'provider' | 'allowUiUpdates'>): boolean =>
  row.provider !== null && !row.allowUiUpdates;

export function createDashboards(store: DashboardStore): Dashboards {
  const require = async (uid: string) => {
    const row = await store.get(uid);
    if (!row) throw new NotFound(`there is no dashboard with the uid "${uid.slice(0, 100)}"`);
    return row;
  };
  return {
    listings: store.list,
    list: async (query) => {
      const rows = await store.list();
      return rows.filter(matches(query)).map((row) => ({
        uid: row.uid,
        title: row.title,
        tags: row.tags,
        folder: row.folderTitle,
        starred: row.starred,
        provisioned: row.provider !== null,
        canSave: !isReadOnly(row),
      }));
    },
    get: async (uid) => {
      const row = await require(uid);
      const json = DashboardJson.parse(JSON.parse(row.json));
      const { version, created, updated, folderUid, starred } = row;
      return {
        dashboard: { ...json, uid, version },
        meta: {
          version,
          created,
          updated,
          folderUid,
          starred,
          folder: row.folderTitle,
          provisioned: row.provider !== null,
          canSave: !isReadOnly(row),
        },
      };
    },
    star: async (uid, starred) => store.setStar((await require(uid)).uid, starred),
    versions: async (uid) => store.versions((await require(uid)).uid),
    save: (request) => save(store, request),
  };
}

/** Every word of the query stands in the title, the folder's title or a tag. */
export function matches(query: string): (row: DashboardListing) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    const text = [row.title, row.folderTitle ?? '', ...row.tags].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

async function save(
  store: DashboardStore,
  { dashboard, folderUid, message, overwrite }: SaveDashboard,
): Promise<SavedDashboard> {
  const head = DashboardHead.safeParse(dashboard);
  if (!head.success)
    throw new InvalidRequest(head.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  const uid = head.data.uid ?? crypto.randomUUID();
  const current = await store.get(uid);
  if (current && isReadOnly(current)) throw new InvalidRequest('Cannot save provisioned dashboard');
  if (current && !overwrite && head.data.version !== current.version) throw changedSince(current.version);
  if (folderUid && !(await store.hasFolder(folderUid))) throw new InvalidRequest('there is no such folder');
  const { id: _id, version: _version, ...json } = dashboard;
  const origin = { provider: null, file: null, checksum: null, allowUiUpdates: false };
  const write = {
    ...(current ? pickOrigin(current) : origin),
    uid,
    title: head.data.title,
    tags: head.data.tags ?? [],
    folderUid,
    json: JSON.stringify({ ...json, uid }),
  };
  const version = await store.put(write, message, overwrite ? undefined : (current?.version ?? 0));
  if (version === null) throw changedSince((await store.get(uid))?.version ?? 0);
  return { uid, version };
}

const changedSince = (version: number): Conflict =>
  new Conflict(`the dashboard has been changed since: version ${version} is stored`, {
    hint: 'Load it again, or overwrite it.',
  });

const pickOrigin = ({ provider, file, checksum, allowUiUpdates }: DashboardRow) => ({
  provider,
  file,
  checksum,
  allowUiUpdates,
});
