import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreStatus } from '../contract/store.ts';
import { createLog } from '../http/log.ts';
import type { Engines } from './engines.ts';
import { createRecordingEngines, type RecordingEngines } from './recording-engines.ts';
import { runStore, type RunningStore, type StoreOptions } from './run.ts';

let dataDir: string;
let store: RunningStore | null;
let engines: RecordingEngines;

beforeEach(async () => {
  store = null;
  dataDir = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(async () => {
  await store?.stop();
  await rm(dataDir, { recursive: true });
});

async function start(options: Partial<StoreOptions> = {}, change = (made: RecordingEngines): Engines => made) {
  await store?.stop();
  store = await runStore(
    { host: '127.0.0.1', port: 0, dataDir, ...options },
    {
      log: createLog({ sinks: [] }),
      createEngines: () => {
        engines = createRecordingEngines();
        return change(engines);
      },
    },
  );
  return store;
}

const sendSpan = async (name: string) => {
  const span = { name, startTimeUnixNano: '1795371000000000000' };
  const answer = await fetch(`${store!.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(answer.status).toBe(200);
};
const names = () =>
  engines.spans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map((s) => s.name)));
const status = async () => (await (await fetch(`${store!.url}/api/store/status`)).json()) as StoreStatus;
const query = (path: string) => fetch(`${store!.url}${path}`);

describe('a store with segments', () => {
  it('has after a restart what it took before', async () => {
    await start();
    await sendSpan('a');
    await sendSpan('b');
    expect(names()).toEqual(['a', 'b']);
    await start();
    // The query waits until what it looks at is loaded.
    expect((await query('/tempo/api/search')).status).toBe(200);
    expect(names()).toEqual(['a', 'b']);
    await sendSpan('c');
    await start();
    await query('/tempo/api/search');
    expect(names().sort()).toEqual(['a', 'b', 'c']);
    expect(await status()).toMatchObject({
      segments: { enabled: true, count: 2, cutBytes: 0, maxBytes: 1 << 30, retentionMs: 86_400_000 },
      droppedBefore: null,
      loadedFrom: null,
    });
  });

  it('forgets everything for good when told to', async () => {
    await start();
    await sendSpan('a');
    expect((await fetch(`${store!.url}/api/store/data`, { method: 'DELETE' })).status).toBe(204);
    expect(names()).toEqual([]);
    await sendSpan('b');
    await start();
    await query('/tempo/api/search');
    expect(names()).toEqual(['b']);
  });

  it('keeps nothing on disk without a directory', async () => {
    await start({ dataDir: null });
    await sendSpan('a');
    expect((await status()).segments.enabled).toBe(false);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('takes profiles and keeps them', async () => {
    await start();
    const body = 'main;work 5\nmain;wait 3\n';
    const path = `/ingest?name=shop{a=b}&format=folded&from=1795371000&until=1795371010`;
    expect((await fetch(store!.url + path, { method: 'POST', body })).status).toBe(200);
    const [sent] = engines.pprofs;
    expect(sent?.labels.get('a')).toBe('b');
    await start();
    await query('/pyroscope/render');
    expect(engines.pprofs).toEqual([sent]);
  });
});

describe('the demo shop', () => {
  it('has its hour written when the store listens, goes on live, and keeps nothing on disk', async () => {
    await start({ demo: { seed: 3 } });
    const before = names().length;
    expect(before).toBeGreaterThan(20_000);
    expect(await status()).toMatchObject({ demo: true, segments: { count: 0 } });
    await expect.poll(() => names().length).toBeGreaterThan(before);
    expect(await readdir(join(dataDir, 'segments'))).toEqual([]);
  });
});

describe('the server', () => {
  it('says why it cannot start', async () => {
    const { port } = await start();
    const again = runStore(
      { host: '127.0.0.1', port, dataDir: null },
      { log: createLog({ sinks: [] }), createEngines: createRecordingEngines },
    );
    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });

  it('refuses other hosts’ names on loopback', async () => {
    const { port } = await start();
    const answer = await new Promise<number>((resolve) => {
      request({ port, host: '127.0.0.1', path: '/ready', headers: { host: 'attacker.example' } }, (response) =>
        resolve(response.resume().statusCode!),
      ).end();
    });
    expect(answer).toBe(403);
  });

  it('hands upgrades to the engine that wants them and refuses others', async () => {
    const { port } = await start({}, (made) => ({
      ...made,
      logs: {
        ...made.logs,
        upgrade(upgrade, socket) {
          if (!upgrade.url?.startsWith('/loki/api/v1/tail')) return false;
          socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: close\r\n\r\n');
          return true;
        },
      },
    }));
    const upgrade = (path: string, host = 'localhost') =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
        );
        socket.once('data', (data) => {
          socket.destroy();
          resolve(data.toString().split('\r\n')[0]!);
        });
      });
    expect(await upgrade('/loki/api/v1/tail')).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await upgrade('/elsewhere')).toBe('HTTP/1.1 404 Not Found');
    expect(await upgrade('/loki/api/v1/tail', 'attacker.example')).toBe('HTTP/1.1 403 Forbidden');
  });
});
