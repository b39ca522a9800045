import { Hono } from 'hono';
import { z } from 'zod';
import { validate } from '../http/validate.ts';
import { matches, type Dashboards } from './dashboards.ts';
import { GrafanaSave, saveAsGrafana } from './grafana-save.ts';
import { slugOf } from './slug.ts';
import type { DashboardListing } from './store.ts';

const many = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .optional();

const SearchParams = z.object({
  query: z.string().default(''),
  tag: many,
  type: z.enum(['dash-db', 'dash-folder']).optional(),
  dashboardUIDs: many,
  folderUIDs: many,
  starred: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  page: z.coerce.number().int().min(1).default(1),
});
type Search = z.output<typeof SearchParams>;

/** Grafana's `/api/search`. */
export const grafanaSearchRoutes = (dashboards: Dashboards) =>
  new Hono().get('/', validate('query', SearchParams), async (c) => {
    const search = c.req.valid('query');
    const rows = await dashboards.listings();
    const folders = search.type === 'dash-db' || isNarrowed(search) ? [] : folderRows(rows, search.query);
    const found = search.type === 'dash-folder' ? [] : rows.filter(isFound(search)).map(dashboardRow);
    const first = (search.page - 1) * search.limit;
    return c.json([...folders, ...found].slice(first, first + search.limit));
  });

/** Grafana's `/api/dashboards/db` and `/api/dashboards/uid/:uid`. */
export const grafanaDashboardRoutes = (dashboards: Dashboards) =>
  new Hono()
    .post('/db', validate('json', GrafanaSave), async (c) => {
      const { status, body } = await saveAsGrafana(dashboards, c.req.valid('json'));
      return c.json(body, status);
    })
    .get('/uid/:uid', async (c) => {
      const { dashboard, meta } = await dashboards.get(c.req.param('uid'));
      const row = (await dashboards.listings()).find((one) => one.uid === c.req.param('uid'));
      const slug = slugOf(row?.title ?? '');
      return c.json({
        dashboard: { ...dashboard, id: row?.id ?? null },
        meta: {
          type: 'db',
          slug,
          url: `/d/${row?.uid}/${slug}`,
          version: meta.version,
          created: meta.created,
          updated: meta.updated,
          folderUid: meta.folderUid,
          folderTitle: meta.folder ?? '',
          provisioned: meta.provisioned,
          provisionedExternalId: row?.file?.split('/').at(-1) ?? '',
          isStarred: meta.starred,
          canSave: meta.canSave,
          canEdit: meta.canSave,
          canDelete: !meta.provisioned,
        },
      });
    });

const isNarrowed = ({ tag, dashboardUIDs, starred }: Search): boolean =>
  tag !== undefined || dashboardUIDs !== undefined || starred === 'true';

function isFound({ query, tag, dashboardUIDs, folderUIDs, starred }: Search): (row: DashboardListing) => boolean {
  const matchesQuery = matches(query);
  return (row) =>
    matchesQuery(row) &&
    (tag?.every((one) => row.tags.includes(one)) ?? true) &&
    (dashboardUIDs?.includes(row.uid) ?? true) &&
    (folderUIDs?.includes(row.folderUid || 'general') ?? true) &&
    (starred !== 'true' || row.starred);
}

const dashboardRow = (row: DashboardListing) => ({
  id: row.id,
  uid: row.uid,
  title: row.title,
  uri: `db/${slugOf(row.title)}`,
  url: `/d/${row.uid}/${slugOf(row.title)}`,
  type: 'dash-db',
  tags: row.tags,
  isStarred: row.starred,
  ...(row.folderUid && { folderUid: row.folderUid, folderTitle: row.folderTitle ?? '' }),
});

/** Folders that hold something. */
function folderRows(rows: readonly DashboardListing[], query: string) {
  const folders = new Map(rows.flatMap((row) => (row.folderUid ? [[row.folderUid, row.folderTitle ?? '']] : [])));
  return [...folders]
    .filter(([, title]) => title.toLowerCase().includes(query.toLowerCase()))
    .map(([uid, title], index) => ({
      id: -1 - index,
      uid,
      title,
      uri: `db/${slugOf(title)}`,
      url: `/dashboards/f/${uid}/${slugOf(title)}`,
      type: 'dash-folder',
      tags: [],
      isStarred: false,
    }));
}
