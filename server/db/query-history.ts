import { and, desc, eq, isNotNull, isNull, not, or, sql, type SQL } from 'drizzle-orm';
import type { HistoryEntry } from '../contract/history.ts';
import type { HistoryFilter, QueryHistory } from '../dashboards/history.ts';
import { NotFound } from '../http/problem.ts';
import type { Database } from './database.ts';
import { queryHistory } from './schema.ts';

/** Entries without a star or a name beyond this many are forgotten, oldest first. */
const MAX_ENTRIES = 1000;

interface HistoryOptions {
  readonly now?: () => Date;
  readonly maxEntries?: number;
}

export function createQueryHistory(db: Database, options: HistoryOptions = {}): QueryHistory {
  const { now = () => new Date(), maxEntries = MAX_ENTRIES } = options;
  return {
    list: async (filter) => {
      const rows = await db
        .select()
        .from(queryHistory)
        .where(condition(filter))
        .orderBy(desc(queryHistory.ranAt), desc(sql`rowid`))
        .limit(filter.limit);
      return rows;
    },
    add: async (entry) => {
      const ranAt = now().toISOString();
      const row = { ...entry, id: crypto.randomUUID(), ranAt };
      const [saved] = await db
        .insert(queryHistory)
        .values(row)
        .onConflictDoUpdate({
          target: [queryHistory.sourceUid, queryHistory.text],
          set: { ranAt, target: entry.target },
        })
        .returning();
      await forgetOldest(db, maxEntries);
      return (saved satisfies HistoryEntry | undefined) ?? { ...row, starred: false, name: null };
    },
    star: async (id, starred) => {
      const changed = await db.update(queryHistory).set({ starred }).where(eq(queryHistory.id, id));
      if (changed.rowsAffected === 0) throw noSuchEntry();
    },
    rename: async (id, name) => {
      const changed = await db.update(queryHistory).set({ name }).where(eq(queryHistory.id, id));
      if (changed.rowsAffected === 0) throw noSuchEntry();
    },
    remove: async (id) => {
      const removed = await db.delete(queryHistory).where(eq(queryHistory.id, id));
      if (removed.rowsAffected === 0) throw noSuchEntry();
    },
  };
}

const noSuchEntry = (): NotFound => new NotFound('there is no such entry in the query history');

const isSaved = or(eq(queryHistory.starred, true), isNotNull(queryHistory.name)) ?? sql`false`;
const isPassing = and(eq(queryHistory.starred, false), isNull(queryHistory.name));

function condition({ sourceUid, query, starred, saved }: HistoryFilter): SQL | undefined {
  const text = sql`lower(${queryHistory.text} || char(10) || coalesce(${queryHistory.name}, ''))`;
  return and(
    sourceUid ? eq(queryHistory.sourceUid, sourceUid) : undefined,
    starred === undefined ? undefined : eq(queryHistory.starred, starred),
    saved === undefined ? undefined : saved ? isSaved : not(isSaved),
    query ? sql`instr(${text}, ${query.toLowerCase()}) > 0` : undefined,
  );
}

async function forgetOldest(db: Database, maxEntries: number): Promise<void> {
  const kept = db
    .select({ id: queryHistory.id })
    .from(queryHistory)
    .where(isPassing)
    .orderBy(desc(queryHistory.ranAt))
    .limit(maxEntries);
  await db.delete(queryHistory).where(and(isPassing, sql`${queryHistory.id} not in ${kept}`));
}
