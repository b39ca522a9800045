import { createHash, randomInt } from 'node:crypto';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { SavedTrail, ShortLink, TrailGist, TrailState, TrailSummary } from '../contract/trails.ts';
import type { Database } from '../db/database.ts';
import { links, trails } from '../db/schema.ts';

/** Links beyond this many are forgotten, longest unused first: nobody cleans up after a Share button. */
export const MAX_LINKS = 50_000;
/** Trails past this many are refused: they are named by hand, so this is a fault and not a use. */
export const MAX_TRAILS = 5_000;
const MAX_LISTED = 200;

export interface TrailWrite {
  readonly name: string;
  readonly state: TrailState;
  readonly gist: TrailGist;
  /** What the search looks at, in lower case. */
  readonly words: string;
}

export interface TrailStore {
  /** The link of that state, made where there is none yet. */
  readonly link: (state: TrailState) => Promise<ShortLink>;
  readonly openLink: (id: string) => Promise<ShortLink | null>;
  /** Newest first, at most `MAX_LISTED`; those that contain every word, which are in lower case. */
  readonly list: (words: readonly string[]) => Promise<readonly TrailSummary[]>;
  readonly get: (id: string) => Promise<SavedTrail | null>;
  /** @returns null when there are too many already */
  readonly create: (write: TrailWrite) => Promise<SavedTrail | null>;
  /** @returns null when the trail is gone or `version` is not the stored one */
  readonly update: (id: string, version: number, write: TrailWrite) => Promise<SavedTrail | null>;
  /** @returns whether there was one */
  readonly remove: (id: string) => Promise<boolean>;
}

export function createTrailStore(db: Database, now: () => Date = () => new Date()): TrailStore {
  return { ...linkAccess(db, now), ...readers(db), ...writers(db, now) };
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Ten of 62: 59 bits. */
const newId = (): string => Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

function linkAccess(db: Database, now: () => Date): Pick<TrailStore, 'link' | 'openLink'> {
  const shown = { id: links.id, state: links.state, created: links.created };
  return {
    link: async (state) => {
      const used = now().toISOString();
      const digest = createHash('sha256').update(JSON.stringify(state)).digest('base64url');
      const made = { id: newId(), digest, state, created: used, used };
      const [link] = await db
        .insert(links)
        .values(made)
        .onConflictDoUpdate({ target: links.digest, set: { used } })
        .returning(shown);
      await forgetUnused(db);
      return link ?? made;
    },
    openLink: async (id) => {
      const [link] = await db.update(links).set({ used: now().toISOString() }).where(eq(links.id, id)).returning(shown);
      return link ?? null;
    },
  };
}

async function forgetUnused(db: Database): Promise<void> {
  const oldestKept = db
    .select({ used: links.used })
    .from(links)
    .orderBy(desc(links.used))
    .limit(1)
    .offset(MAX_LINKS - 1);
  await db.delete(links).where(lt(links.used, sql`${oldestKept}`));
}

const SHOWN = {
  id: trails.id,
  name: trails.name,
  version: trails.version,
  state: trails.state,
  created: trails.created,
  updated: trails.updated,
};

function readers(db: Database): Pick<TrailStore, 'list' | 'get'> {
  return {
    list: async (words) => {
      const { state: _state, ...listed } = SHOWN;
      const rows = await db
        .select({ ...listed, gist: trails.gist })
        .from(trails)
        .where(and(...words.map((word) => sql`instr(${trails.words}, ${word}) > 0`)))
        .orderBy(desc(trails.updated), desc(sql`rowid`))
        .limit(MAX_LISTED);
      return rows.map(({ gist, ...row }) => ({ ...row, ...gist }));
    },
    get: async (id) => {
      const [found] = await db.select(SHOWN).from(trails).where(eq(trails.id, id));
      return found ?? null;
    },
  };
}

function writers(db: Database, now: () => Date): Pick<TrailStore, 'create' | 'update' | 'remove'> {
  return {
    create: async (write) => {
      if ((await db.$count(trails)) >= MAX_TRAILS) return null;
      const created = now().toISOString();
      const [made] = await db
        .insert(trails)
        .values({ ...write, id: newId(), version: 1, created, updated: created })
        .returning(SHOWN);
      return made ?? null;
    },
    update: async (id, version, write) => {
      // The condition is part of the statement, so of two saves at once one finds nothing to change.
      const [changed] = await db
        .update(trails)
        .set({ ...write, updated: now().toISOString(), version: sql`${trails.version} + 1` })
        .where(and(eq(trails.id, id), eq(trails.version, version)))
        .returning(SHOWN);
      return changed ?? null;
    },
    remove: async (id) => (await db.delete(trails).where(eq(trails.id, id))).rowsAffected > 0,
  };
}
