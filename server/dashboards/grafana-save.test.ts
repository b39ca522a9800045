import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { testApp, type TestApp } from '../testing/app.ts';
import { createDashboards } from './dashboards.ts';
import { createDashboardStore, type DashboardStore } from './store.ts';

let directory: string;
let opened: OpenDatabase;
let store: DashboardStore;
let test: TestApp;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sightline-grafana-save-'));
  opened = await openDatabase(join(directory, 'test.db'));
  store = createDashboardStore(opened.db);
  test = testApp([], { dashboards: createDashboards(store) });
});
afterEach(() => {
  test.close();
  opened.close();
  rmSync(directory, { recursive: true });
});

async function save(dashboard: object, more: object = {}): Promise<Record<string, unknown>> {
  const response = await test.app.request('/api/dashboards/db', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dashboard, ...more }),
  });
  return { code: response.status, ...((await response.json()) as object) };
}
const read = async (uid: string) => {
  const response = await test.app.request(`/api/dashboards/uid/${uid}`);
  return (await response.json()) as { readonly dashboard: Record<string, unknown>; readonly meta: object };
};

describe('POST /api/dashboards/db', () => {
  it('creates and changes', async () => {
    const made = await save({ id: null, title: 'Shop & Co', panels: [{ id: 1 }] }, { message: 'first' });
    expect(made).toMatchObject({ code: 200, status: 'success', slug: 'shop-co', version: 1, folderUid: '' });
    expect(made['url']).toBe(`/d/${String(made['uid'])}/shop-co`);
    const { dashboard } = await read(String(made['uid']));
    expect(dashboard).toMatchObject({ id: made['id'], version: 1, panels: [{ id: 1 }] });
    expect(await save({ ...dashboard, title: 'Shop' })).toMatchObject({ code: 200, uid: made['uid'], version: 2 });
    expect(await save({ id: made['id'], title: 'By id', version: 2 })).toMatchObject({ uid: made['uid'], version: 3 });
  });

  it('refuses another version than the stored one, unless it may overwrite', async () => {
    await save({ uid: 'a', title: 'A' });
    await save({ uid: 'a', title: 'A', version: 1 });
    const late = { uid: 'a', title: 'Mine', version: 1 };
    expect(await save(late)).toEqual({
      code: 412,
      status: 'version-mismatch',
      message: 'The dashboard has been changed by someone else',
    });
    expect(await save(late, { overwrite: true })).toMatchObject({ code: 200, version: 3 });
  });

  it('refuses a title twice in a folder, unless it may overwrite', async () => {
    await save({ uid: 'a', title: 'A' });
    expect(await save({ title: 'A' })).toMatchObject({ code: 412, status: 'name-exists' });
    expect(await save({ title: 'A' }, { overwrite: true })).toMatchObject({ code: 200, uid: 'a', version: 2 });
    await store.ensureFolder({ uid: 'f', title: 'F' });
    expect(await save({ title: 'A' }, { folderUid: 'f' })).toMatchObject({ code: 200, folderUid: 'f', version: 1 });
  });

  it('moves to the root what says no folder', async () => {
    await store.ensureFolder({ uid: 'f', title: 'F' });
    await save({ uid: 'a', title: 'A' }, { folderUid: 'f' });
    expect(await save({ uid: 'a', title: 'A', version: 1 })).toMatchObject({ code: 200, folderUid: '' });
  });

  it('refuses what a provider owns', async () => {
    const json = JSON.stringify({ uid: 'p', title: 'P' });
    const origin = { provider: 'files', file: '/p.json', checksum: 'x', allowUiUpdates: false };
    await store.put({ ...origin, uid: 'p', title: 'P', tags: [], folderUid: '', json }, '');
    expect(await save({ uid: 'p', title: 'P', version: 1 }, { overwrite: true })).toEqual({
      code: 400,
      message: 'Cannot save provisioned dashboard',
    });
  });

  it.each([
    ['no title', { uid: 'a' }, 400, 'Dashboard title cannot be empty'],
    ['a blank title', { title: ' ' }, 400, 'Dashboard title cannot be empty'],
    ['a long uid', { uid: 'x'.repeat(41), title: 'A' }, 400, 'uid too long, max 40 characters'],
    ['a uid that is a path', { uid: '../x', title: 'A' }, 400, 'uid contains illegal characters'],
    ['an id of nothing', { id: 99, title: 'A' }, 404, 'Dashboard not found'],
  ] as const)('refuses %s', async (...[, dashboard, code, message]) => {
    expect(await save(dashboard)).toMatchObject({ code, message });
  });

  it('refuses a folder that is not there, and a body that is no dashboard', async () => {
    expect(await save({ title: 'A' }, { folderUid: 'none' })).toMatchObject({ code: 400 });
    expect(await save([])).toMatchObject({ code: 400 });
  });
});
