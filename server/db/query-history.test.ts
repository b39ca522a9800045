import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type OpenDatabase } from './database.ts';
import { createQueryHistory } from './query-history.ts';

let directory: string;
let opened: OpenDatabase;
let time = 0;
const history = (more: { readonly maxEntries?: number } = {}) =>
  createQueryHistory(opened.db, { now: () => new Date(1_795_367_640_000 + 1000 * time++), ...more });
const entry = (text: string, sourceUid = 'loki') => ({ sourceUid, text, target: { refId: 'A', expr: text } });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sightline-history-'));
  opened = await openDatabase(join(directory, 'test.db'));
});
afterEach(() => {
  opened.close();
  rmSync(directory, { recursive: true });
});

it('lists the newest first, and a repeated query once', async () => {
  const queries = history();
  const first = await queries.add(entry('{a="1"}'));
  await queries.add(entry('{a="2"}'));
  const again = await queries.add(entry('{a="1"}'));
  expect(again.id).toBe(first.id);
  expect((await queries.list({ limit: 10 })).map((one) => one.text)).toEqual(['{a="1"}', '{a="2"}']);
  expect((await queries.list({ limit: 1 }))[0]?.target).toEqual({ refId: 'A', expr: '{a="1"}' });
});

it('filters by source, text and star', async () => {
  const queries = history();
  const one = await queries.add(entry('rate(UP[5m])', 'prom'));
  await queries.add(entry('{a="%"}'));
  await queries.star(one.id, true);
  const texts = async (filter: object) => (await queries.list({ limit: 10, ...filter })).map((item) => item.text);
  expect(await texts({ sourceUid: 'prom' })).toEqual(['rate(UP[5m])']);
  expect(await texts({ query: 'up' })).toEqual(['rate(UP[5m])']);
  expect(await texts({ query: '%' })).toEqual(['{a="%"}']);
  expect(await texts({ starred: true })).toEqual(['rate(UP[5m])']);
});

it('forgets what it is told to, and says so when there is nothing', async () => {
  const queries = history();
  const { id } = await queries.add(entry('x'));
  await queries.remove(id);
  expect(await queries.list({ limit: 10 })).toEqual([]);
  await expect(queries.remove(id)).rejects.toMatchObject({ name: 'NotFound' });
  await expect(queries.star(id, true)).rejects.toMatchObject({ name: 'NotFound' });
});

it('keeps what has a name or a star, and finds it by its name', async () => {
  const queries = history({ maxEntries: 10 });
  const named = await queries.add(entry('sum(up)'));
  const starred = await queries.add(entry('min(up)'));
  await queries.rename(named.id, 'Targets');
  await queries.star(starred.id, true);
  for (let i = 0; i < 15; i++) await queries.add(entry(`up == ${i}`));
  const texts = async (filter: object) => (await queries.list({ limit: 5, ...filter })).map((item) => item.text);
  expect(await texts({ saved: true })).toEqual(['min(up)', 'sum(up)']);
  expect(await texts({ query: 'TARGETS' })).toEqual(['sum(up)']);
  expect(await queries.list({ limit: 50, saved: false })).toHaveLength(10);
  expect((await queries.add(entry('sum(up)'))).name).toBe('Targets');
  await queries.rename(named.id, null);
  expect(await texts({ saved: true })).toEqual(['min(up)']);
  await expect(queries.rename('none', 'x')).rejects.toMatchObject({ name: 'NotFound' });
});

it('opens a file that is there already', async () => {
  await history().add(entry('kept'));
  opened.close();
  opened = await openDatabase(join(directory, 'test.db'));
  expect(await history().list({ limit: 10 })).toHaveLength(1);
});
