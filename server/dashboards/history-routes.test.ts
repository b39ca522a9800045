import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HistoryEntry } from '../contract/history.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { createQueryHistory } from '../db/query-history.ts';
import { testApp, type TestApp } from '../testing/app.ts';

let directory: string;
let opened: OpenDatabase;
let test: TestApp;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sightline-history-routes-'));
  opened = await openDatabase(join(directory, 'test.db'));
  test = testApp([], { history: createQueryHistory(opened.db) });
});
afterEach(() => {
  test.close();
  opened.close();
  rmSync(directory, { recursive: true });
});

const call = (method: string, path: string, body?: unknown) =>
  test.app.request(`/api/v1/history${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const list = async (query: string) => (await (await call('GET', query)).json()) as readonly HistoryEntry[];

it('remembers, names, stars, filters and forgets', async () => {
  const entry = { sourceUid: 'loki', text: '{a="b"}', target: { refId: 'A', expr: '{a="b"}' } };
  const { id } = (await (await call('POST', '', entry)).json()) as HistoryEntry;
  await call('POST', '', { ...entry, sourceUid: 'other' });
  expect((await call('PUT', `/${id}/name`, { name: ' Errors ' })).status).toBe(200);
  expect(await list('?saved=true')).toMatchObject([{ id, name: 'Errors', sourceUid: 'loki' }]);
  expect(await list('?saved=false')).toMatchObject([{ sourceUid: 'other', name: null }]);
  expect((await call('PUT', `/${id}/name`, { name: null })).status).toBe(200);
  expect((await call('PUT', `/${id}/star`, { starred: true })).status).toBe(200);
  expect(await list('?saved=true&sourceUid=loki&query=A%3D')).toMatchObject([{ id, name: null, starred: true }]);
  expect((await call('DELETE', `/${id}`)).status).toBe(200);
  expect((await call('DELETE', `/${id}`)).status).toBe(404);
});

it.each<[string, [method: string, path: string, body?: unknown]]>([
  ['an empty name', ['PUT', '/x/name', { name: ' ' }]],
  ['no name', ['PUT', '/x/name', {}]],
  ['a star that is no flag', ['PUT', '/x/star', { starred: 'yes' }]],
  ['a filter that is no flag', ['GET', '?saved=maybe']],
  ['more than there may be', ['GET', '?limit=100000']],
  ['an empty query', ['POST', '', { sourceUid: 'a', text: '', target: {} }]],
])('refuses %s', async (_name, request) => {
  expect((await call(...request)).status).toBe(400);
});
