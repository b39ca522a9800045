import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { DashboardVersion } from '../contract/dashboards.ts';
import type { Database } from '../db/database.ts';
import { dashboards, dashboardVersions, folders, stars } from '../db/schema.ts';

/** A dashboard as stored. `json` is the text of Grafana's JSON. */
export type DashboardRow = typeof dashboards.$inferSelect;
export type DashboardListing = Omit<DashboardRow, 'json'> & {
  readonly folderTitle: string | null;
  readonly starred: boolean;
};
export type DashboardWrite = Omit<DashboardRow, 'id' | 'version' | 'created' | 'updated'>;

/** Old versions beyond this many are dropped: a provisioned file may change every few seconds for years. */
const MAX_VERSIONS = 50;

export interface DashboardStore {
  readonly list: () => Promise<readonly DashboardListing[]>;
  readonly get: (
    uid: string,
  ) => Promise<(DashboardRow & { readonly folderTitle: string | null; readonly starred: boolean }) | null>;
  /**
   * Writes the next version. `expected`: only over that version, 0 for none; any when absent.
   *
   * @returns its number; null where another version is stored than the expected one
   */
  readonly put: (write: DashboardWrite, message: string, expected?: number) => Promise<number | null>;
  readonly remove: (uid: string) => Promise<void>;
  /** Leaves the dashboard and forgets where it came from. */
  readonly release: (uid: string) => Promise<void>;
  readonly provisionedBy: (provider: string) => Promise<readonly Pick<DashboardRow, 'uid' | 'file' | 'checksum'>[]>;
  readonly providers: () => Promise<readonly string[]>;
  readonly versions: (uid: string) => Promise<readonly DashboardVersion[]>;
  readonly setStar: (uid: string, starred: boolean) => Promise<void>;
  /** The folder by uid, else by title; made when missing. Returns its uid. */
  readonly ensureFolder: (folder: { readonly uid: string; readonly title: string }) => Promise<string>;
  readonly hasFolder: (uid: string) => Promise<boolean>;
}

export function createDashboardStore(db: Database, now: () => Date = () => new Date()): DashboardStore {
  return { ...readers(db), ...writers(db, now), ...folderAccess(db) };
}

function readers(db: Database): Pick<DashboardStore, 'list' | 'get' | 'provisionedBy' | 'providers' | 'versions'> {
  const joined = () =>
    db
      .select({ dashboard: dashboards, folderTitle: folders.title, star: stars.dashboardUid })
      .from(dashboards)
      .leftJoin(folders, eq(folders.uid, dashboards.folderUid))
      .leftJoin(stars, eq(stars.dashboardUid, dashboards.uid));
  return {
    list: async () => {
      const rows = await joined().orderBy(asc(dashboards.title));
      return rows.map(({ dashboard: { json: _json, ...listed }, folderTitle, star }) => ({
        ...listed,
        folderTitle,
        starred: star !== null,
      }));
    },
    get: async (uid) => {
      const [row] = await joined().where(eq(dashboards.uid, uid));
      return row ? { ...row.dashboard, folderTitle: row.folderTitle, starred: row.star !== null } : null;
    },
    provisionedBy: (provider) =>
      db
        .select({ uid: dashboards.uid, file: dashboards.file, checksum: dashboards.checksum })
        .from(dashboards)
        .where(eq(dashboards.provider, provider)),
    providers: async () => {
      const rows = await db.selectDistinct({ provider: dashboards.provider }).from(dashboards);
      return rows.flatMap(({ provider }) => (provider === null ? [] : [provider]));
    },
    versions: (uid) =>
      db
        .select({
          version: dashboardVersions.version,
          created: dashboardVersions.created,
          message: dashboardVersions.message,
        })
        .from(dashboardVersions)
        .where(eq(dashboardVersions.uid, uid))
        .orderBy(desc(dashboardVersions.version)),
  };
}

function writers(db: Database, now: () => Date): Pick<DashboardStore, 'put' | 'remove' | 'release' | 'setStar'> {
  return {
    // Batches, not interactive transactions: those hold a second connection that others in this process run into.
    put: async (write, message, expected) => {
      const updated = now().toISOString();
      const { uid } = write;
      const [saved] = await db.batch([
        db
          .insert(dashboards)
          .values({ ...write, version: 1, created: updated, updated })
          .onConflictDoUpdate({
            target: dashboards.uid,
            set: { ...write, updated, version: sql`${dashboards.version} + 1` },
            // Part of the statement, so that of two saves at once only one goes through.
            ...(expected === undefined ? {} : { setWhere: eq(dashboards.version, expected) }),
          })
          .returning({ version: dashboards.version }),
        db
          .insert(dashboardVersions)
          .select(
            db
              .select({
                uid: dashboards.uid,
                version: dashboards.version,
                json: dashboards.json,
                message: sql<string>`${message}`.as('message'),
                created: dashboards.updated,
              })
              .from(dashboards)
              .where(eq(dashboards.uid, uid)),
          )
          // Nothing new to keep where nothing was written.
          .onConflictDoNothing(),
        db
          .delete(dashboardVersions)
          .where(
            and(
              eq(dashboardVersions.uid, uid),
              sql`${dashboardVersions.version} <= (select version from dashboards where uid = ${uid}) - ${MAX_VERSIONS}`,
            ),
          ),
      ]);
      return saved[0]?.version ?? null;
    },
    remove: async (uid) => {
      await db.batch([
        db.delete(dashboards).where(eq(dashboards.uid, uid)),
        db.delete(dashboardVersions).where(eq(dashboardVersions.uid, uid)),
      ]);
    },
    release: async (uid) => {
      await db
        .update(dashboards)
        .set({ provider: null, file: null, checksum: null, allowUiUpdates: false })
        .where(eq(dashboards.uid, uid));
    },
    setStar: async (uid, starred) => {
      if (starred) await db.insert(stars).values({ dashboardUid: uid }).onConflictDoNothing();
      else await db.delete(stars).where(eq(stars.dashboardUid, uid));
    },
  };
}

function folderAccess(db: Database): Pick<DashboardStore, 'ensureFolder' | 'hasFolder'> {
  const find = async (uid: string, title: string): Promise<string | null> => {
    const [byUid] = uid ? await db.select().from(folders).where(eq(folders.uid, uid)) : [];
    if (byUid) return byUid.uid;
    const [byTitle] = title ? await db.select().from(folders).where(eq(folders.title, title)) : [];
    return byTitle?.uid ?? null;
  };
  return {
    hasFolder: async (uid) => (await find(uid, '')) !== null,
    ensureFolder: async ({ uid, title }) => {
      const found = await find(uid, title);
      if (found !== null) return found;
      const created = uid || crypto.randomUUID().slice(0, 14).replaceAll('-', '');
      await db
        .insert(folders)
        .values({ uid: created, title: title || uid })
        .onConflictDoNothing();
      return created;
    },
  };
}
