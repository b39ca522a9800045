import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { serve as serveNode } from '@hono/node-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SourceType } from '../contract/source.ts';
import { dataSource, stub, testApp } from '../testing/app.ts';
import type { DataSource } from '../provisioning/data-source.ts';
import { isAllowed } from './allow-list.ts';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).reverse()) await step();
});

/** A real server with the proxy in front of `listener`. */
async function start(listener: Parameters<typeof stub>[0], more: Partial<DataSource> = {}) {
  const upstream = await stub(listener);
  const { app, close } = testApp([
    dataSource(more.type ?? 'prometheus', `${upstream.url}/base`, { ...more, uid: 'ds' }),
  ]);
  const server = await new Promise<ReturnType<typeof serveNode>>((resolve) => {
    const made = serveNode({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made));
  });
  const { port } = server.address() as { port: number };
  cleanup.push(upstream.close, close, () => new Promise((resolve) => server.close(resolve)));
  return { base: `http://127.0.0.1:${port}/api/datasources/proxy/uid/ds`, port, requests: upstream.requests };
}

/** A request as written, which `fetch` would tidy up. */
const rawGet = (port: number, target: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk)).on('close', () => resolve(text));
  });

describe('the raw door', () => {
  it('hands on path and query byte for byte, and the answer as it is', async () => {
    const { port, requests } = await start((_request, response) => {
      response.writeHead(422, {
        'content-type': 'application/json',
        'x-trace': 'abc',
        'set-cookie': 'a=b',
        location: '/x',
        'www-authenticate': 'Basic',
      });
      response.end('{ "error" :  1 }');
    });
    const query = `query=up%7Ba%3D"b'c"%7d&&time=1+2&%zz`;
    const answer = await rawGet(port, `/api/datasources/proxy/uid/ds/api/v1/query?${query}`);
    expect(requests[0]?.url).toBe(`/base/api/v1/query?${query}`);
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('{ "error" :  1 }');
    expect(answer).toMatch(/x-trace: abc/i);
    expect(answer).not.toMatch(/set-cookie|location|www-authenticate/i);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
  });

  it('speaks for itself to the source, not for the client', async () => {
    const { base, requests } = await start((_request, response) => response.end('{}'), {
      basicAuth: true,
      basicAuthUser: 'bob',
      jsonData: { httpHeaderName1: 'X-Scope-OrgID', keepCookies: ['session'] },
      secureJsonData: { basicAuthPassword: 'pw', httpHeaderValue1: 'team-a' },
    });
    await fetch(`${base}/api/v1/labels`, {
      headers: {
        cookie: 'session=1; other=2',
        authorization: 'Bearer client',
        'x-scope-orgid': 'team-b',
        'x-forwarded-for': '1.2.3.4',
        'x-query-tags': 'a=b',
      },
    });
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('bob:pw').toString('base64')}`,
      'x-scope-orgid': 'team-a',
      'x-query-tags': 'a=b',
      cookie: 'session=1',
    });
    expect(requests[0]?.headers).not.toHaveProperty('x-forwarded-for');
  });

  it('passes POST forms and compressed answers untouched', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 255, 1, 2, 3]);
    let body = '';
    const { base } = await start((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-encoding': 'as is' });
        response.end(bytes);
      });
    });
    const answer = await fetch(`${base}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: 'a+b' }) });
    expect(body).toBe('query=a%2Bb');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('streams: the first bytes are there before the last are sent', async () => {
    let finish = (): void => undefined;
    const { base } = await start((_request, response) => {
      response.write('first');
      finish = () => response.end('last');
    });
    const reader = (await fetch(`${base}/api/v1/query?query=x`)).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first');
    finish();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('last');
  });

  it('aborts the source when the client goes away, before or amid the answer', async () => {
    const closed = vi.fn();
    const { base, requests } = await start((incoming, response) => {
      response.on('close', () => closed(response.writableFinished));
      if (incoming.url?.includes('amid')) response.write('begun');
    });
    const before = new AbortController();
    const early = fetch(`${base}/api/v1/query?query=before`, { signal: before.signal }).catch(() => 'gone');
    await expect.poll(() => requests).toHaveLength(1);
    before.abort();
    expect(await early).toBe('gone');
    await expect.poll(() => closed.mock.calls).toHaveLength(1);

    const amid = request(`${base}/api/v1/query?query=amid`, (response) => response.once('data', () => amid.destroy()));
    amid.on('error', () => undefined).end();
    await expect.poll(() => closed.mock.calls).toHaveLength(2);
    expect(closed.mock.calls).toEqual([[false], [false]]);
  });

  it('follows no redirect', async () => {
    const { base, requests } = await start((_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/steal' });
      response.end();
    });
    const answer = await fetch(`${base}/api/v1/query?query=x`, { redirect: 'manual' });
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({
      message: '"my prometheus" answered with a redirect (HTTP 307), which is not followed',
    });
    expect(requests).toHaveLength(1);
  });

  it.skipIf(!existsSync('/usr/bin/promtool'))('serves promtool', async () => {
    const { base } = await start((incoming, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const isQuery = incoming.url === '/base/api/v1/query';
      response.end(
        JSON.stringify({
          status: isQuery ? 'success' : 'error',
          data: { resultType: 'vector', result: [{ metric: { job: 'shop' }, value: [1, '1'] }] },
        }),
      );
    });
    const { stdout } = await promisify(execFile)('/usr/bin/promtool', ['query', 'instant', base, 'up']);
    expect(stdout).toBe('{job="shop"} => 1 @[1]\n');
  });
});

describe('refuses before a byte leaves', () => {
  it.each([
    ['DELETE', '/api/v1/series'],
    ['POST', '/api/v1/admin/tsdb/delete_series'],
    ['PUT', '/api/v1/query'],
    ['POST', '/api/v1/write'],
    ['GET', '/api/v1/status/config'],
    ['GET', '/'],
    ['GET', ''],
  ])('%s %s', async (method, path) => {
    const { base, requests } = await start((_request, response) => response.end('{}'));
    expect((await fetch(`${base}${path}`, { method })).status).toBe(403);
    expect(requests).toHaveLength(0);
  });

  it.each([
    '/api/v1/query/../admin/tsdb/snapshot',
    '/api/v1/label/..%2f..%2fadmin/values',
    '/api/v1/label/%2e%2e/values',
    '/api/v1/label/../values',
    '/api/v1/label/a%5cb/values',
    '/api/v1/label/a%252fb/values',
    '/api/v1//query',
    '/api/v1/query/',
    '/api/v1/query;/x',
    '/api/v1/query%00',
    '/api/v1/query#/x',
  ])('GET %s', async (path) => {
    const { port, requests } = await start((_request, response) => response.end('{}'));
    expect(await rawGet(port, `/api/datasources/proxy/uid/ds${path}`)).toMatch(/^HTTP\/1\.1 (403|404|400) /);
    expect(requests).toHaveLength(0);
  });
});

it.each<[SourceType, string, string, boolean]>([
  ['loki', 'GET', '/loki/api/v1/query_range', true],
  ['loki', 'POST', '/loki/api/v1/query_range', true],
  ['loki', 'GET', '/loki/api/v1/label/app/values', true],
  ['loki', 'GET', '/ready', true],
  ['loki', 'POST', '/loki/api/v1/push', false],
  ['loki', 'POST', '/loki/api/v1/delete', false],
  ['loki', 'GET', '/config', false],
  ['loki', 'POST', '/otlp/v1/logs', false],
  ['tempo', 'GET', '/api/v2/traces/0af7651916cd43dd8448eb211c80319c', true],
  ['tempo', 'GET', '/api/v2/search/tag/resource.service.name/values', true],
  ['tempo', 'POST', '/api/search', false],
  ['tempo', 'POST', '/v1/traces', false],
  ['tempo', 'GET', '/flush', false],
  ['prometheus', 'POST', '/api/v1/query_exemplars', true],
  ['prometheus', 'GET', '/api/v1/query', true],
  ['prometheus', 'POST', '/api/v1/metadata', false],
  ['prometheus', 'POST', '/-/quit', false],
  ['grafana-pyroscope-datasource', 'POST', '/querier.v1.QuerierService/SelectSeries', true],
  ['grafana-pyroscope-datasource', 'GET', '/pyroscope/render', true],
  ['grafana-pyroscope-datasource', 'POST', '/push.v1.PusherService/Push', false],
  ['grafana-pyroscope-datasource', 'POST', '/ingest', false],
])('%s: %s %s is allowed: %s', (...[type, method, path, expected]) =>
  expect(isAllowed(type, method, path)).toBe(expected),
);
