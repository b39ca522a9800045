import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../contract/problem.ts';
import { dataSource, stub, tcpStub, testApp, type Stub } from '../testing/app.ts';
import type { UpstreamOptions } from './upstream.ts';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0)) await step();
});
const serve = async (...args: Parameters<typeof stub>): Promise<Stub> => {
  const made = await stub(...args);
  cleanup.push(made.close);
  return made;
};

const ok = '{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}';
const query = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"up","time":1000}' };

/** What the page hears of a query to an upstream at `url`. */
async function ask(
  url: string,
  options: UpstreamOptions & { jsonData?: object; secrets?: Record<string, string> } = {},
) {
  const source = dataSource('prometheus', url, {
    jsonData: { ...options.jsonData },
    secureJsonData: options.secrets ?? {},
  });
  const made = testApp([source], options);
  cleanup.push(made.close);
  const response = await made.app.request('/api/v1/prometheus/prometheus/query', query);
  return { status: response.status, body: (await response.json()) as Problem, logged: made.logged, app: made.app };
}

describe('a source that is', () => {
  it('well answers', async () => {
    const { url } = await serve((_request, response) => response.end(ok));
    const { status, body } = await ask(url);
    expect(status).toBe(200);
    expect(body).toEqual({
      resultType: 'scalar',
      times: [1000],
      series: [{ labels: {}, values: [2] }],
      meta: { tookMs: expect.any(Number) },
    });
  });

  it('dead is unreachable, and says where', async () => {
    const { url, close: stop } = await stub(() => undefined);
    await stop();
    const { status, body } = await ask(url);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      type: 'upstream-unreachable',
      detail: `"my prometheus" at ${url} refused the connection: nothing listens there`,
      source: { uid: 'prometheus', name: 'my prometheus', type: 'prometheus' },
    });
  });

  it('without a name is unreachable', async () => {
    const { body } = await ask('http://no-such-host.invalid');
    expect(body.detail).toMatch(
      /^"my prometheus" at http:\/\/no-such-host\.invalid has a host name that (does not resolve|could not)/,
    );
  });

  it('slow to begin times out, by its own timeout', async () => {
    const left = vi.fn();
    const { url } = await serve((_request, response) => {
      response.on('close', left);
    });
    const { status, body } = await ask(url, { timeoutMs: 60_000, jsonData: { timeout: 0.2 } });
    expect(status).toBe(504);
    expect(body).toMatchObject({ type: 'upstream-timeout', detail: '"my prometheus" did not answer within 0.2 s' });
    await expect.poll(() => left.mock.calls).toHaveLength(1);
  });

  it('slow to end times out, however lively it drips', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await ask(url, { timeoutMs: 300 })).toMatchObject({ status: 504, body: { type: 'upstream-timeout' } });
  });

  it('lying sends a web page', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Log in</title>');
    });
    const { status, body } = await ask(url);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      type: 'decode-failed',
      detail: '"my prometheus" answered with a web page, not JSON; is the URL right?',
    });
    expect(body.upstream).toBeUndefined();
  });

  it('lying about its content type, too', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('\n<HTML><body>hello');
    });
    expect((await ask(url)).body.detail).toMatch(/web page, not JSON/);
  });

  it('of another kind sends JSON of another form', async () => {
    const { url } = await serve((_request, response) =>
      response.end('{"status":"success","data":{"resultType":"streams"}}'),
    );
    const { status, body } = await ask(url);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      type: 'decode-failed',
      detail: expect.stringMatching(/unexpected form: expected matrix, vector/),
    });
  });

  it('oversized is cut off at the limit, whether it says so or not', async () => {
    let sent = 0;
    const endless = await serve((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (!response.destroyed && sent < 2 ** 30) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    });
    const announced = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(2 ** 30) });
      response.flushHeaders();
    });
    const options = { maxBytes: 2 * 2 ** 20 };
    const expected = {
      status: 502,
      body: { type: 'upstream-too-large', detail: '"my prometheus" answered with more than 2 MB' },
    };
    expect(await ask(endless.url, options)).toMatchObject(expected);
    expect(sent).toBeLessThan(64 * 2 ** 20);
    expect(await ask(announced.url, options)).toMatchObject(expected);
  });

  it('oversized once unpacked is cut off as well', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 2 ** 20, ' '));
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    expect(await ask(url, { maxBytes: 2 ** 20 })).toMatchObject({ body: { type: 'upstream-too-large' } });
  });

  it.each([
    ['before its answer', (socket: Socket) => socket.end()],
    ['in the midst of it', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"status":')],
    [
      'in the midst of a chunk',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"st'),
    ],
  ])('half-closed %s is unreachable', async (_name, act) => {
    const { url, close } = await tcpStub(act);
    cleanup.push(close);
    const { status, body } = await ask(url);
    expect(status).toBe(502);
    expect(body).toMatchObject({
      type: 'upstream-unreachable',
      detail: `"my prometheus" at ${url} closed the connection before its answer was complete`,
    });
  });

  it('no HTTP server at all says so', async () => {
    const { url, close } = await tcpStub((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    cleanup.push(close);
    expect((await ask(url)).body.detail).toMatch(/answered something that is not HTTP/);
  });

  it.each([
    { status: 500, text: 'oops', ours: 502, says: 'answered with HTTP 500' },
    { status: 503, text: '{"errorType":"unavailable","error":"starting"}', ours: 502, says: 'failed: starting' },
    {
      status: 503,
      text: '{"errorType":"timeout","error":"too slow"}',
      ours: 504,
      says: 'gave up on the query: too slow',
    },
    { status: 401, text: 'no', ours: 502, says: 'answered with HTTP 401' },
    { status: 404, text: '404 page not found', ours: 502, says: 'answered with HTTP 404' },
    { status: 302, text: '', ours: 502, says: 'answered with a redirect (HTTP 302)' },
  ])('answering $status $text', async ({ status, text, ours, says }) => {
    const { url } = await serve((_request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' });
      response.end(text);
    });
    const answer = await ask(url);
    expect(answer.status).toBe(ours);
    expect(answer.body.detail).toBe(`"my prometheus" ${says}`);
  });

  it('rejecting the query is quoted, with the place in the query', async () => {
    const error = 'invalid parameter "query": 1:2: parse error: unexpected end of input';
    const { url } = await serve((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'error', errorType: 'bad_data', error }));
    });
    const { status, body } = await ask(url);
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: 'query-rejected', detail: error, upstream: error, position: 1 });
  });
});

describe('secrets', () => {
  const secrets = { basicAuthPassword: 'p4ssw0rd-xyz', httpHeaderValue1: 'tenant-secret' };
  it('are sent, and come back in no answer and no log, even when the source repeats them', async () => {
    const { url, requests } = await serve((request, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(
        `you sent ${request.headers.authorization} and ${request.headers['x-scope-orgid']} and p4ssw0rd-xyz`,
      );
    });
    const source = dataSource('prometheus', url, {
      basicAuth: true,
      basicAuthUser: 'bob',
      jsonData: { httpHeaderName1: 'X-Scope-OrgID' },
      secureJsonData: secrets,
    });
    const { app, logged, close: stop } = testApp([source]);
    cleanup.push(stop);
    const paths = [
      '/api/v1/prometheus/prometheus/metadata',
      '/api/v1/sources',
      '/api/v1/sources/prometheus/health',
      '/api/datasources',
      '/api/datasources/uid/prometheus',
      '/api/datasources/uid/prometheus/health',
    ];
    const texts = await Promise.all(paths.map(async (path) => (await app.request(path)).text()));
    const basic = Buffer.from('bob:p4ssw0rd-xyz').toString('base64');
    expect(requests[0]?.headers).toMatchObject({ authorization: `Basic ${basic}`, 'x-scope-orgid': 'tenant-secret' });
    const everything = [...texts, JSON.stringify(logged)].join('\n');
    expect(everything).toContain('you sent Basic [redacted] and [redacted] and [redacted]');
    for (const secret of [...Object.values(secrets), basic]) expect(everything).not.toContain(secret);
    expect(JSON.parse(texts[4]!)).toMatchObject({
      secureJsonFields: { basicAuthPassword: true, httpHeaderValue1: true },
    });
  });

  it('stay out of the address', async () => {
    const source = dataSource('loki', 'http://bob:hunter2secret@127.0.0.1:1');
    const { app, logged, close: stop } = testApp([source]);
    cleanup.push(stop);
    const texts = await Promise.all(
      ['/api/datasources', '/api/v1/sources/loki/health'].map(async (path) => (await app.request(path)).text()),
    );
    expect(texts.join() + JSON.stringify(logged)).not.toContain('hunter2secret');
  });
});

describe('calls', () => {
  it('of identical reads in flight are one', async () => {
    const { url, requests } = await serve((_request, response) => void setTimeout(() => response.end(ok), 50));
    const { app, close: stop } = testApp([dataSource('prometheus', url)]);
    cleanup.push(stop);
    const send = (body = query.body) => app.request('/api/v1/prometheus/prometheus/query', { ...query, body });
    const answers = await Promise.all([send(), send(), send(), send('{"query":"up","time":2000}')]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(requests).toHaveLength(2);
    await send();
    expect(requests).toHaveLength(3);
  });

  it('go on while anyone waits, and are aborted when the last one leaves', async () => {
    const aborted = vi.fn();
    const { url, requests } = await serve((_request, response) => void response.on('close', aborted));
    const { app, close: stop } = testApp([dataSource('prometheus', url)]);
    cleanup.push(stop);
    const [one, two] = [new AbortController(), new AbortController()];
    const send = (signal: AbortSignal) => app.request('/api/v1/prometheus/prometheus/query', { ...query, signal });
    const answers = [send(one.signal), send(two.signal)];
    await expect.poll(() => requests).toHaveLength(1);
    one.abort();
    expect((await answers[0]!).status).toBe(499);
    expect(aborted).not.toHaveBeenCalled();
    two.abort();
    expect((await answers[1]!).status).toBe(499);
    await expect.poll(() => aborted.mock.calls).toHaveLength(1);
  });

  it('fall back to GET where a gateway refuses POST, and remember', async () => {
    const { url, requests } = await serve((request, response) => {
      if (request.method === 'POST') response.writeHead(405);
      response.end(ok);
    });
    const { app, close: stop } = testApp([dataSource('prometheus', url)]);
    cleanup.push(stop);
    for (const time of [1, 2]) {
      await app.request('/api/v1/prometheus/prometheus/query', { ...query, body: `{"query":"up","time":${time}}` });
    }
    expect(requests.map((request) => request.method)).toEqual(['POST', 'GET', 'GET']);
    expect(requests[1]?.url).toBe('/api/v1/query?query=up&time=0.001&stats=true');
  });

  it('survive a kept-alive connection that the source closes when it is used again', async () => {
    const used = new Set<Socket>();
    const { url } = await serve(({ socket }, response) => {
      if (used.has(socket)) socket.destroy();
      else response.end(ok);
      used.add(socket);
    });
    const { app, close } = testApp([dataSource('prometheus', url)]);
    cleanup.push(close);
    for (const time of [1, 2, 3]) {
      const body = `{"query":"up","time":${time}}`;
      expect((await app.request('/api/v1/prometheus/prometheus/query', { ...query, body })).status).toBe(200);
    }
    expect(used.size).toBe(3);
  });
});
