import { z } from 'zod';
import { DashboardJson } from '../contract/dashboards.ts';
import { Conflict } from '../http/problem.ts';
import type { Dashboards } from './dashboards.ts';
import { slugOf } from './slug.ts';
import type { DashboardListing } from './store.ts';

/** The body of Grafana's `POST /api/dashboards/db`. Without `folderUid` the dashboard moves to the root, as there. */
export const GrafanaSave = z.object({
  dashboard: DashboardJson,
  folderUid: z
    .string()
    .max(40)
    .nullish()
    .transform((uid) => (uid && uid !== 'general' ? uid : '')),
  message: z.string().max(500).nullish(),
  overwrite: z.boolean().nullish(),
});

interface GrafanaAnswer {
  readonly status: 200 | 400 | 404 | 412;
  readonly body: Readonly<Record<string, unknown>>;
}

const refuse = (status: 400 | 404 | 412, message: string, slug?: string): GrafanaAnswer => ({
  status,
  body: { message, ...(slug && { status: slug }) },
});

/** What Grafana reads of a dashboard before it saves it, with its own words for what is wrong. */
const Head = z.object({
  id: z.number().nullish().catch(null),
  uid: z
    .string()
    .max(40, 'uid too long, max 40 characters')
    .regex(/^[\w-]*$/, 'uid contains illegal characters')
    .nullish(),
  title: z.string({ error: 'Dashboard title cannot be empty' }).trim().min(1, 'Dashboard title cannot be empty'),
});

/**
 * Saves as Grafana does: 412 `version-mismatch` over another version than the one sent, 412 `name-exists` beside one of
 * the same title in the folder; `overwrite` passes both. A dashboard is known by its uid, else by its id.
 *
 * @throws InvalidRequest for a provisioned dashboard and for a folder that is not there
 */
export async function saveAsGrafana(
  dashboards: Dashboards,
  { dashboard, folderUid, message, overwrite }: z.output<typeof GrafanaSave>,
): Promise<GrafanaAnswer> {
  const head = Head.safeParse(dashboard);
  if (!head.success) return refuse(400, head.error.issues[0]?.message ?? 'bad request data');
  const { id, uid, title } = head.data;
  const rows = await dashboards.listings();
  const known = rows.find((row) => (uid ? row.uid === uid : row.id === id));
  if (!known && !uid && id) return refuse(404, 'Dashboard not found', 'not-found');
  const namesake = rows.find((row) => row.title === title && row.folderUid === folderUid && row.uid !== known?.uid);
  if (namesake && (!overwrite || known)) {
    return refuse(412, 'A dashboard with the same name in the folder already exists', 'name-exists');
  }
  const target = known?.uid ?? namesake?.uid ?? (uid || undefined);
  const { uid: _, ...json } = dashboard;
  try {
    const saved = await dashboards.save({
      dashboard: { ...json, title, ...(target === undefined ? {} : { uid: target }) },
      folderUid,
      message: message ?? '',
      overwrite: overwrite ?? false,
    });
    return { status: 200, body: answerOf(saved.version, await rowOf(dashboards, saved.uid)) };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    return refuse(412, 'The dashboard has been changed by someone else', 'version-mismatch');
  }
}

const rowOf = async (dashboards: Dashboards, uid: string): Promise<DashboardListing | undefined> =>
  (await dashboards.listings()).find((row) => row.uid === uid);

function answerOf(version: number, row: DashboardListing | undefined) {
  const slug = slugOf(row?.title ?? '');
  return {
    id: row?.id ?? null,
    uid: row?.uid,
    folderUid: row?.folderUid,
    url: `/d/${row?.uid}/${slug}`,
    slug,
    version,
    status: 'success',
  };
}
