import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { TrailGist, TrailState } from '../contract/trails.ts';

/** Times are ISO 8601 texts; JSON is text. `npx drizzle-kit generate` writes the migrations, see README.md. */
export const folders = sqliteTable('folders', {
  uid: text().primaryKey(),
  title: text().notNull().unique(),
});

export const dashboards = sqliteTable(
  'dashboards',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    uid: text().notNull().unique(),
    title: text().notNull(),
    tags: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    /** '' at the root. */
    folderUid: text().notNull().default(''),
    version: integer().notNull(),
    json: text().notNull(),
    created: text().notNull(),
    updated: text().notNull(),
    /** The provider's name; null for a dashboard that was made here. */
    provider: text(),
    /** Where the provider found it. */
    file: text(),
    /** Of the file as last read: a save by hand holds until the file changes. */
    checksum: text(),
    allowUiUpdates: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (table) => [index('dashboards_provider').on(table.provider)],
);

export const dashboardVersions = sqliteTable(
  'dashboard_versions',
  {
    uid: text().notNull(),
    version: integer().notNull(),
    json: text().notNull(),
    message: text().notNull(),
    created: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.uid, table.version] })],
);

/** By uid alone, so that a star outlives a provisioned file that is moved. */
export const stars = sqliteTable('stars', { dashboardUid: text().primaryKey() });

export const queryHistory = sqliteTable(
  'query_history',
  {
    id: text().primaryKey(),
    sourceUid: text().notNull(),
    text: text().notNull(),
    target: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    starred: integer({ mode: 'boolean' }).notNull().default(false),
    ranAt: text().notNull(),
    /** What the reader calls it; a named entry is a saved query and is never forgotten. */
    name: text(),
  },
  (table) => [
    uniqueIndex('query_history_query').on(table.sourceUid, table.text),
    index('query_history_ran_at').on(table.ranAt),
  ],
);

/** Explore states under short addresses. */
export const links = sqliteTable(
  'links',
  {
    id: text().primaryKey(),
    /** SHA-256 of what the link opens: one state has one link. */
    digest: text().notNull().unique(),
    state: text({ mode: 'json' }).$type<TrailState>().notNull(),
    created: text().notNull(),
    /** When it was last made or opened: the longest unused goes first. */
    used: text().notNull(),
  },
  (table) => [index('links_used').on(table.used)],
);

export const trails = sqliteTable(
  'trails',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    version: integer().notNull(),
    state: text({ mode: 'json' }).$type<TrailState>().notNull(),
    /** What the list shows of the state, so that it need not read it. */
    gist: text({ mode: 'json' }).$type<TrailGist>().notNull(),
    /** Lower case: name, titles, notes and queries, for the search. */
    words: text().notNull(),
    created: text().notNull(),
    updated: text().notNull(),
  },
  (table) => [index('trails_updated').on(table.updated)],
);
