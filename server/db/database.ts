import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import * as schema from './schema.ts';

export type Database = LibSQLDatabase<typeof schema>;

export interface OpenDatabase {
  readonly db: Database;
  readonly close: () => void;
}

/** Opens the file, creating it where there is none, and brings its schema up to date. */
export async function openDatabase(file: string): Promise<OpenDatabase> {
  await mkdir(dirname(file), { recursive: true });
  const client = createClient({ url: pathToFileURL(file).href });
  await client.execute('PRAGMA journal_mode = WAL');
  await client.execute('PRAGMA busy_timeout = 5000');
  const db = drizzle(client, { schema, casing: 'snake_case' });
  await migrate(db, { migrationsFolder: join(import.meta.dirname, 'migrations') });
  return { db, close: () => client.close() };
}
