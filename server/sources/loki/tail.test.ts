import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LogTailEvent } from '../../contract/logs.ts';
import { dataSource, testApp, type TestApp } from '../../testing/app.ts';

/** A Loki that opens a socket for each tail, unless `refuse` says with which answer to decline. */
interface FakeLoki {
  readonly requests: IncomingMessage[];
  readonly sockets: WebSocket[];
  refuse: ((request: IncomingMessage, socket: Duplex) => boolean) | null;
  readonly connected: (count: number) => Promise<void>;
}

let loki: FakeLoki;
let made: TestApp;
let stop: () => void;
const aborts: AbortController[] = [];

beforeEach(async () => {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const waiting: (() => void)[] = [];
  loki = {
    requests: [],
    sockets: [],
    refuse: null,
    connected: async (count) => {
      while (loki.sockets.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  server.on('upgrade', (request, socket, head) => {
    loki.requests.push(request);
    if (loki.refuse?.(request, socket)) return;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      loki.sockets.push(opened);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/loki-path`;
  const secrets = { jsonData: { httpHeaderName1: 'X-Scope-OrgID' }, secureJsonData: { httpHeaderValue1: 'tenant-7' } };
  made = testApp([dataSource('loki', url, secrets)]);
  stop = () => {
    for (const socket of loki.sockets) socket.terminate();
    made.close();
    server.close();
  };
});
afterEach(() => {
  for (const abort of aborts.splice(0)) abort.abort();
  stop();
});

const START = 1_795_367_640_000;

async function tail(query = '{app="a"} |= "x"') {
  const abort = new AbortController();
  aborts.push(abort);
  const params = new URLSearchParams({ query, start: String(START), limit: '50' });
  const response = await made.app.request(`/api/v1/loki/loki/tail?${params}`, { signal: abort.signal });
  const reader = response.body!.getReader();
  let rest = '';
  const next = async (): Promise<LogTailEvent | null> => {
    while (!rest.includes('\n')) {
      const { done, value } = await reader.read();
      if (done) return null;
      rest += new TextDecoder().decode(value);
    }
    const end = rest.indexOf('\n');
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return JSON.parse(line) as LogTailEvent;
  };
  return { response, next, abort, cancel: () => reader.cancel() };
}

const message = (...values: readonly (readonly unknown[])[]): string =>
  JSON.stringify({ streams: [{ stream: { app: 'a' }, values }], encodingFlags: ['categorize-labels'] });
const at = (offset: number): string => `${START}00000${offset}`;
const closed = (socket: WebSocket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

it('bridges lines as they come, with the credentials and the filters of the query', async () => {
  const { response, next } = await tail();
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  expect(await next()).toEqual({ kind: 'open' });
  const [request] = loki.requests;
  const { pathname, searchParams } = new URL(request!.url!, 'http://x');
  expect(pathname).toBe('/loki-path/loki/api/v1/tail');
  expect(Object.fromEntries(searchParams)).toEqual({ query: '{app="a"} |= "x"', start: `${START}000000`, limit: '50' });
  expect(request!.headers).toMatchObject({
    'x-scope-orgid': 'tenant-7',
    'x-loki-response-encoding-flags': 'categorize-labels',
  });
  loki.sockets[0]!.send(
    message([at(2), 'later', { structuredMetadata: { trace_id: 't' } }], [at(1), '<b>earlier</b>', {}]),
  );
  expect(await next()).toMatchObject({
    kind: 'lines',
    rows: {
      streams: [{ app: 'a' }],
      timestamps: [at(1), at(2)],
      lines: ['<b>earlier</b>', 'later'],
      structuredMetadata: [null, { trace_id: 't' }],
    },
  });
});

it('tells what the source left out', async () => {
  const { next } = await tail();
  await next();
  loki.sockets[0]!.send(JSON.stringify({ streams: null, dropped_entries: [{ labels: {}, timestamp: '1' }, {}] }));
  expect(await next()).toEqual({ kind: 'dropped', count: 2 });
});

it('goes on where it broke off, losing nothing and repeating nothing', async () => {
  const { next } = await tail();
  await next();
  loki.sockets[0]!.send(message([at(1), 'a'], [at(2), 'b']));
  await next();
  loki.sockets[0]!.terminate();
  expect(await next()).toMatchObject({ kind: 'reconnecting', attempt: 1, reason: expect.stringContaining('1006') });
  expect(await next()).toEqual({ kind: 'open' });
  expect(new URL(loki.requests[1]!.url!, 'http://x').searchParams.get('start')).toBe(at(2));
  loki.sockets[1]!.send(message([at(2), 'b'], [at(2), 'c'], [at(3), 'd']));
  expect(await next()).toMatchObject({ kind: 'lines', rows: { lines: ['c', 'd'], timestamps: [at(2), at(3)] } });
});

it('says why the source ends it, without its secrets', async () => {
  const { next } = await tail();
  await next();
  loki.sockets[0]!.close(1011, 'ingester gone for tenant-7');
  const event = await next();
  expect(event).toMatchObject({
    kind: 'failed',
    problem: { upstream: 'ingester gone for [redacted]', source: { uid: 'loki' } },
  });
  expect(await next()).toBeNull();
});

it('begins again when a tail merely lasted too long', async () => {
  const { next } = await tail();
  await next();
  loki.sockets[0]!.close(1011, 'reached tail max duration limit');
  expect(await next()).toMatchObject({ kind: 'reconnecting' });
  expect(await next()).toEqual({ kind: 'open' });
});

it('ends on a message that is none of Loki’s', async () => {
  const { next } = await tail();
  await next();
  const gone = closed(loki.sockets[0]!);
  loki.sockets[0]!.send('{"streams":[{"stream":1}]}');
  expect(await next()).toMatchObject({ kind: 'failed', problem: { type: 'decode-failed' } });
  await gone;
});

it('answers what the source declines as a problem, with the place', async () => {
  loki.refuse = (_request, socket) => {
    const text = 'parse error at line 1, col 8: syntax error: unexpected IDENTIFIER';
    socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
    return true;
  };
  const { response } = await tail('{app="a" x}');
  expect(response.status).toBe(422);
});

it.each(['abort', 'cancel'] as const)('closes the socket when the reader goes away: %s', async (how) => {
  const { next, abort, cancel } = await tail();
  await next();
  const gone = closed(loki.sockets[0]!);
  if (how === 'abort') abort.abort();
  else await cancel();
  await gone;
  expect(loki.requests).toHaveLength(1);
});

it('stops trying when the reader leaves in between', async () => {
  const { next, cancel } = await tail();
  await next();
  loki.refuse = (_request, socket) => {
    socket.destroy();
    return true;
  };
  loki.sockets[0]!.terminate();
  expect(await next()).toMatchObject({ kind: 'reconnecting', attempt: 1 });
  expect(await next()).toMatchObject({ kind: 'reconnecting', attempt: 2 });
  await cancel();
});
