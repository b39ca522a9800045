import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { startServer, type RunningServer } from './server.ts';

let root: string;
let env: Record<string, string>;
let server: RunningServer;
const options = { version: '1.2.3', webRoot: '/nowhere' };

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sightline-server-'));
  for (const kind of ['datasources', 'dashboards']) mkdirSync(join(root, 'provisioning', kind), { recursive: true });
  writeFileSync(
    join(root, 'provisioning/datasources/a.yaml'),
    'apiVersion: 1\ndatasources:\n  - {name: Loki, uid: loki, type: loki, url: "http://127.0.0.1:${STORE_PORT}"}\n',
  );
  writeFileSync(
    join(root, 'provisioning/dashboards/a.yaml'),
    'apiVersion: 1\nproviders:\n  - {name: p, folder: Shop, options: {path: .}}\n',
  );
  writeFileSync(
    join(root, 'provisioning/dashboards/shop.json'),
    JSON.stringify({ uid: 'shop', title: 'Shop: overview', tags: ['t'] }),
  );
  env = {
    PORT: String(await freePort()),
    DATA_DIR: join(root, 'data'),
    PROVISIONING_DIR: join(root, 'provisioning'),
    STORE: 'off',
    LOG_LEVEL: 'error',
  };
  server = await startServer(readConfig(env), options);
});
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

describe('a running server', () => {
  it('is healthy and lists what is provisioned', async () => {
    expect(await get('/api/health')).toEqual({ status: 200, body: { commit: '', database: 'ok', version: '1.2.3' } });
    const { body } = await get('/api/v1/sources');
    expect(body['sources']).toMatchObject([{ uid: 'loki', isDefault: true, embedded: false }]);
    expect(body['provisioning']).toMatchObject({
      problems: [],
      stale: false,
      files: [/a\.yaml$/, /a\.yaml$/].map((one) => expect.stringMatching(one)),
    });
  });

  it('answers as Grafana does', async () => {
    const row = {
      uid: 'shop',
      title: 'Shop: overview',
      url: '/d/shop/shop-overview',
      type: 'dash-db',
      tags: ['t'],
      folderTitle: 'Shop',
    };
    expect((await get('/api/search')).body).toMatchObject([{ type: 'dash-folder', title: 'Shop' }, row]);
    expect((await get('/api/search?query=overview&type=dash-db')).body).toMatchObject([row]);
    expect((await get('/api/search?tag=t&tag=u')).body).toEqual([]);
    expect((await get('/api/search?starred=true')).body).toEqual([]);
    expect((await get('/api/dashboards/uid/shop')).body).toMatchObject({
      dashboard: { uid: 'shop', version: 1 },
      meta: {
        slug: 'shop-overview',
        provisioned: true,
        provisionedExternalId: 'shop.json',
        canSave: false,
        folderTitle: 'Shop',
      },
    });
    expect(await get('/api/dashboards/uid/none')).toMatchObject({ status: 404, body: { message: expect.any(String) } });
    expect((await get('/api/datasources/uid/loki/health')).status).toBe(400);
  });

  it('keeps stars and history, and lets nobody save over a file', async () => {
    await fetch(`${server.url}/api/v1/dashboards/shop/star`, { method: 'PUT' });
    expect((await get('/api/v1/dashboards?query=shop')).body).toMatchObject([
      { uid: 'shop', starred: true, folder: 'Shop', provisioned: true },
    ]);
    const send = (path: string, body: object) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const saved = await send('/api/v1/dashboards', { dashboard: { uid: 'shop', title: 'Mine', version: 1 } });
    expect(await saved.json()).toMatchObject({ status: 400, detail: 'Cannot save provisioned dashboard' });
    await send('/api/v1/history', { sourceUid: 'loki', text: '{a="b"}', target: { expr: '{a="b"}' } });
    expect((await get('/api/v1/history?sourceUid=loki&limit=5')).body).toMatchObject([
      { text: '{a="b"}', starred: false },
    ]);
  });

  it('tells of a mistake and keeps what was', async () => {
    const file = join(root, 'provisioning/datasources/b.yaml');
    writeFileSync(file, 'apiVersion: 1\ndatasources:\n  - {name: Tempo, typ: tempo}\n');
    const response = await fetch(`${server.url}/api/v1/provisioning/reload`, { method: 'POST' });
    const problems = expect.arrayContaining([
      expect.objectContaining({ line: 3, message: 'unknown key "typ"; expected "type"' }),
    ]);
    expect(await response.json()).toMatchObject({ stale: true, problems });
    expect((await get('/api/v1/sources')).body['sources']).toHaveLength(1);
    writeFileSync(file, 'apiVersion: 1\ndatasources:\n  - {name: Tempo, type: tempo, url: "http://127.0.0.1:1"}\n');
    await expect.poll(async () => (await get('/api/v1/sources')).body['sources']).toHaveLength(2);
  });

  it('says in words why another cannot start', async () => {
    const second = startServer(readConfig({ ...env, DATA_DIR: join(root, 'data2') }), options);
    await expect(second).rejects.toThrow(/^Sightline cannot start: port \d+ of 127\.0\.0\.1 is taken: .* PORT/);
  });
});
