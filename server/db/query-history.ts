import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import type { HistoryEntry } from '../contract/history.ts';
import type { HistoryFilter, QueryHistory } from '../dashboards/history.ts';
import { NotFound } from '../http/problem.ts';
import type { Database } from './database.ts';
import { queryHistory } from './schema.ts';

/** Entries without a star beyond this many are forgotten, oldest first. */
const MAX_ENTRIES = 1000;

export function createQueryHistory(db: Database, now: () => Date = () => new Date()): QueryHistory {
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
      await forgetOldest(db);
      return (saved satisfies HistoryEntry | undefined) ?? { ...row, starred: false };
    },
    star: async (id, starred) => {
      const changed = await db.update(queryHistory).set({ starred }).where(eq(queryHistory.id, id));
      if (changed.rowsAffected === 0) throw noSuchEntry();
    },
    remove: async (id) => {
      const removed = await db.delete(queryHistory).where(eq(queryHistory.id, id));
      if (removed.rowsAffected === 0) throw noSuchEntry();
    },
  };
}

const noSuchEntry = (): NotFound => new NotFound('there is no such entry in the query history');

function condition({ sourceUid, query, starred }: HistoryFilter): SQL | undefined {
  return and(
    sourceUid ? eq(queryHistory.sourceUid, sourceUid) : undefined,
    starred === undefined ? undefined : eq(queryHistory.starred, starred),
    query ? sql`instr(lower(${queryHistory.text}), ${query.toLowerCase()}) > 0` : undefined,
  );
}

async function forgetOldest(db: Database): Promise<void> {
  const kept = db
    .select({ id: queryHistory.id })
    .from(queryHistory)
    .where(eq(queryHistory.starred, false))
    .orderBy(desc(queryHistory.ranAt))
    .limit(MAX_ENTRIES);
  await db.delete(queryHistory).where(and(eq(queryHistory.starred, false), sql`${queryHistory.id} not in ${kept}`));
}
