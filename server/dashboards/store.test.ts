import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { createLog, type LogEntry } from '../http/log.ts';
import { createDashboards, type Dashboards } from './dashboards.ts';
import { createProvisioner } from './provisioner.ts';
import { createDashboardStore, type DashboardStore } from './store.ts';

let root: string;
let opened: OpenDatabase;
let store: DashboardStore;
let dashboards: Dashboards;
const logged: LogEntry[] = [];
const file = (path: string, content: unknown) =>
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
const provisioner = () =>
  createProvisioner({
    directory: join(root, 'yaml'),
    env: {},
    store,
    log: createLog({ sinks: [(entry) => logged.push(entry)] }),
  });
const provider = (more = '') =>
  `apiVersion: 1\nproviders:\n  - name: p\n    folder: Shop\n${more}    options: {path: ${join(root, 'json')}}\n`;
const save = (dashboard: Record<string, unknown>, more = {}) =>
  dashboards.save({ dashboard, folderUid: '', message: '', overwrite: false, ...more });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sightline-dashboards-'));
  mkdirSync(join(root, 'json/deep'), { recursive: true });
  mkdirSync(join(root, 'yaml'));
  opened = await openDatabase(join(root, 'data/sightline.db'));
  store = createDashboardStore(opened.db);
  dashboards = createDashboards(store);
  logged.length = 0;
});
afterEach(() => {
  opened.close();
  rmSync(root, { recursive: true });
});

describe('dashboards made here', () => {
  it('are saved in versions, and refuse a save over a newer one', async () => {
    const { uid, version } = await save({ id: 7, title: 'A', tags: ['x'], panels: [] }, { message: 'first' });
    expect(version).toBe(1);
    expect(await save({ uid, title: 'A2', version: 1 }, { message: 'second' })).toEqual({ uid, version: 2 });
    await expect(save({ uid, title: 'A3', version: 1 })).rejects.toMatchObject({ name: 'Conflict' });
    expect(await save({ uid, title: 'A4', version: 1 }, { overwrite: true })).toEqual({ uid, version: 3 });
    expect((await dashboards.versions(uid)).map((one) => [one.version, one.message])).toEqual([
      [3, ''],
      [2, 'second'],
      [1, 'first'],
    ]);
    const { dashboard, meta } = await dashboards.get(uid);
    expect(dashboard).toEqual({ uid, title: 'A4', version: 3 });
    expect(meta).toMatchObject({ version: 3, provisioned: false, canSave: true, folder: null });
  });

  it('let one of two saves at once through', async () => {
    const made = await Promise.allSettled([save({ uid: 'x', title: 'A' }), save({ uid: 'x', title: 'B' })]);
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const both = await Promise.allSettled([
      save({ uid: 'x', title: 'C', version: 1 }),
      save({ uid: 'x', title: 'D', version: 1 }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'Conflict' } });
    expect((await dashboards.versions('x')).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('need a title, a usable uid and an existing folder', async () => {
    await expect(save({ title: ' ' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(save({ title: 'A', uid: '../x' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(save({ title: 'A' }, { folderUid: 'none' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(dashboards.get('none')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('are found by words of title and tags, and keep their stars', async () => {
    await save({ uid: 'a', title: 'Checkout latency', tags: ['shop'] });
    await save({ uid: 'b', title: 'Nodes' });
    await Promise.all([dashboards.star('b', true), dashboards.star('b', true), dashboards.star('a', true)]);
    await dashboards.star('a', false);
    expect((await dashboards.list('SHOP lat')).map((one) => one.uid)).toEqual(['a']);
    expect((await dashboards.list('')).map((one) => [one.uid, one.starred])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });
});

describe('provisioned dashboards', () => {
  it('come from files, are read-only, and follow the files', async () => {
    file('yaml/p.yaml', provider());
    file('json/shop.json', { uid: 'shop', title: 'Shop', version: 99, tags: ['t'], panels: [{ expr: '$__interval' }] });
    file('json/deep/other.json', { title: 'Other' });
    file('json/readme.txt', 'no dashboard');
    const { sync } = provisioner();
    await sync();
    await sync();
    const { dashboard, meta } = await dashboards.get('shop');
    expect(dashboard).toMatchObject({ version: 1, panels: [{ expr: '$__interval' }] });
    expect(meta).toMatchObject({ provisioned: true, canSave: false, folder: 'Shop' });
    await expect(save({ uid: 'shop', title: 'Mine', version: 1 })).rejects.toThrow('Cannot save provisioned dashboard');
    expect((await dashboards.list('')).map((one) => one.title)).toEqual(['Other', 'Shop']);

    file('json/shop.json', { uid: 'shop', title: 'Shop 2' });
    rmSync(join(root, 'json/deep/other.json'));
    await sync();
    expect((await dashboards.list('')).map((one) => one.title)).toEqual(['Shop 2']);
    expect((await dashboards.get('shop')).meta.version).toBe(2);
  });

  it('stay, as dashboards of the reader, when deletion is disabled', async () => {
    file('yaml/p.yaml', provider('    disableDeletion: true\n'));
    file('json/shop.json', { uid: 'shop', title: 'Shop' });
    const { sync } = provisioner();
    await sync();
    rmSync(join(root, 'json/shop.json'));
    await sync();
    expect((await dashboards.get('shop')).meta).toMatchObject({ provisioned: false, canSave: true });
  });

  it('may be saved over where the provider allows it, until the file changes', async () => {
    file('yaml/p.yaml', provider('    allowUiUpdates: true\n'));
    file('json/shop.json', { uid: 'shop', title: 'Shop' });
    const { sync } = provisioner();
    await sync();
    await save({ uid: 'shop', title: 'Mine', version: 1 });
    await sync();
    expect((await dashboards.get('shop')).dashboard['title']).toBe('Mine');
    file('json/shop.json', { uid: 'shop', title: 'Shop 2' });
    await sync();
    expect((await dashboards.get('shop')).dashboard['title']).toBe('Shop 2');
  });

  it('survive a file that is broken for a moment', async () => {
    file('yaml/p.yaml', provider());
    file('json/shop.json', { uid: 'shop', title: 'Shop' });
    const { sync, problems } = provisioner();
    await sync();
    file('json/shop.json', '{\n  "uid": "shop"\n  "title": "no comma"}');
    await sync();
    await sync();
    expect((await dashboards.get('shop')).dashboard['title']).toBe('Shop');
    expect(problems()).toMatchObject([{ line: 3, column: 3, message: expect.stringMatching(/not valid JSON/) }]);
    expect(logged).toHaveLength(1);
  });

  it('go with their provider, but not because of a mistake in its file', async () => {
    file('yaml/p.yaml', provider());
    file('json/shop.json', { uid: 'shop', title: 'Shop' });
    const { sync, problems } = provisioner();
    await sync();
    file('yaml/p.yaml', 'apiVersion: 1\nproviders:\n  - name: p\n    optons: {path: x}\n');
    await sync();
    expect(problems().map((one) => one.message)).toContain('unknown key "optons"; expected "options"');
    expect(await dashboards.list('')).toHaveLength(1);
    rmSync(join(root, 'yaml/p.yaml'));
    await sync();
    expect(await dashboards.list('')).toEqual([]);
  });

  it('refuses a second file with the same uid', async () => {
    file('yaml/p.yaml', provider());
    file('json/a.json', { uid: 'same', title: 'A' });
    file('json/b.json', { uid: 'same', title: 'B' });
    const { sync, problems } = provisioner();
    await sync();
    expect((await dashboards.list('')).map((one) => one.title)).toEqual(['A']);
    expect(problems()).toMatchObject([
      { file: join(root, 'json/b.json'), message: expect.stringMatching(/has the uid "same"/) },
    ]);
  });
});
