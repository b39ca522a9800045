import { afterEach, expect, it } from 'vitest';
import { dataSource, testApp, stub, type TestApp } from '../testing/app.ts';

let close: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of close) await one();
  close = [];
});
function appOf(...sources: Parameters<typeof testApp>): TestApp {
  const app = testApp(...sources);
  close.push(app.close);
  return app;
}

const held = (items: number, oldest: number | null) => ({ items, bytes: items * 10, oldest });
const STATUS = {
  signals: { logs: held(3, 1000), traces: held(0, null), metrics: held(1, 2000), profiles: held(0, null) },
  segments: { enabled: true, count: 2, bytes: 32, maxBytes: 64, retentionMs: 86_400_000, cutBytes: 5 },
  droppedBefore: 900,
  loadedFrom: null,
  demo: false,
};

it('tells what the embedded store holds and has dropped, whatever path the source has', async () => {
  const paths: string[] = [];
  const upstream = await stub((request, response) => {
    paths.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(STATUS));
  });
  close.push(upstream.close);
  const { app } = appOf([dataSource('tempo', `${upstream.url}/tempo`, { embedded: true })]);
  const answer = await app.request('/api/v1/sources/tempo/held');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual(STATUS);
  expect(paths).toEqual(['/api/store/status']);
});

it('leaves the source at its own path, asked before or after', async () => {
  const paths: string[] = [];
  const upstream = await stub((request, response) => {
    paths.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(STATUS));
  });
  close.push(upstream.close);
  const { app } = appOf([dataSource('tempo', `${upstream.url}/tempo`, { embedded: true })]);
  for (const path of ['held', 'health', 'held']) await app.request(`/api/v1/sources/tempo/${path}`);
  expect(paths).toEqual(['/api/store/status', '/tempo/api/echo', '/api/store/status']);
});

it('knows nothing of other sources', async () => {
  const { app } = appOf([dataSource('loki', 'http://127.0.0.1:1')]);
  const answer = await app.request('/api/v1/sources/loki/held');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ title: expect.any(String), detail: expect.stringContaining('embedded') });
});

it('names the source when the answer is of another form', async () => {
  const upstream = await stub((_, response) => response.end('{"signals":{}}'));
  close.push(upstream.close);
  const { app } = appOf([dataSource('loki', upstream.url, { embedded: true })]);
  const answer = await app.request('/api/v1/sources/loki/held');
  expect(answer.status).toBe(502);
  expect(JSON.stringify(await answer.json())).toContain('my loki');
});
