import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { logsFromText, type TestLogs } from '../testing.ts';

let server: Server | null = null;
const sockets: WebSocket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  server?.close();
  server = null;
});

async function serve({ engine }: TestLogs): Promise<string> {
  const created = createServer();
  created.on('upgrade', (request, socket, head) => {
    if (!engine.upgrade?.(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => {
    created.listen(0, '127.0.0.1', resolve);
  });
  server = created;
  return `ws://127.0.0.1:${(created.address() as AddressInfo).port}`;
}

interface Message {
  readonly streams: readonly { readonly stream: object; readonly values: readonly (readonly unknown[])[] }[];
}

/** Messages as they come, and the response when there is no socket. */
function tail(base: string, params: Record<string, string>, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${base}/loki/api/v1/tail?${new URLSearchParams(params)}`, { headers });
  sockets.push(socket);
  const messages: Message[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
    waiting.shift()?.();
  });
  const refused = new Promise<string>((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      response.on('data', (data: Buffer) => resolve(`${response.statusCode} ${data}`));
    });
    socket.on('error', () => {});
  });
  const next = async (): Promise<Message> => {
    if (messages.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const message = messages.shift();
    if (!message) throw new Error('no message');
    return message;
  };
  return { socket, next, refused };
}

const START = String(1_700_000_000n * 1_000_000_000n);
const write = ({ engine }: TestLogs, line: string) =>
  engine.writeStreams([
    {
      labels: new Map([['app', 'a']]),
      entries: [{ timeUnixNano: 1_700_003_600_000_000_000n, line, structuredMetadata: [['trace_id', 't']] }],
    },
  ]);

it('sends what was there and what comes, through the pipeline', async () => {
  const logs = logsFromText('{app="a"} @1s level=info old\n{app="b"} @2s other');
  const { next } = tail(await serve(logs), { query: '{app="a"} | logfmt | level="info"', start: START });
  expect((await next()).streams).toMatchObject([
    { stream: { app: 'a', level: 'info' }, values: [['1700000001000000000', 'level=info old']] },
  ]);
  write(logs, 'level=debug dropped');
  write(logs, 'level=info new');
  const { streams } = await next();
  expect(streams.flatMap(({ values }) => values.map(([, line]) => line))).toEqual(['level=info new']);
});

it('keeps categories of labels apart when asked to', async () => {
  const logs = logsFromText('');
  const { socket, next } = tail(
    await serve(logs),
    { query: '{app="a"}' },
    { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
  );
  await new Promise((resolve) => socket.on('open', resolve));
  write(logs, 'x');
  expect((await next()).streams).toEqual([
    {
      stream: { app: 'a', service_name: 'a' },
      values: [['1700003600000000000', 'x', { structuredMetadata: { detected_level: 'unknown', trace_id: 't' } }]],
    },
  ]);
});

it('refuses bad queries with the reason', async () => {
  const base = await serve(logsFromText(''));
  expect(await tail(base, { query: '{app="a"' }).refused).toContain('400 parse error at line 1, col 9');
  expect(await tail(base, { query: '{app="a"} | line_format "{{"' }).refused).toContain('400 parse error : stage');
  expect(await tail(base, { query: 'rate({app="a"}[1m])' }).refused).toBe('400 only log selector is supported');
  expect(await tail(base, { query: '{app="a"}', delay_for: '6' }).refused).toBe(
    "400 delay_for can't be greater than 5",
  );
});

it('leaves other paths alone', async () => {
  const { engine } = logsFromText('');
  const request = { url: '/other', headers: {} } as Parameters<NonNullable<typeof engine.upgrade>>[0];
  expect(engine.upgrade?.(request, {} as never, Buffer.alloc(0))).toBe(false);
});
