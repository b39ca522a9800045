import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { createBudget } from '../../budget.ts';
import { createLinePipeline, entryOf, runLogQuery, type LogEntry } from '../evaluate/log-query.ts';
import { testLine } from '../pipeline/line-filter.ts';
import type { Line } from '../pipeline/line.ts';
import { compilePipeline, type Pipeline } from '../pipeline/pipeline.ts';
import type { LineListener } from '../storage/log-store.ts';
import type { LogExpr } from '../syntax/ast.ts';
import { matches } from '../syntax/build-matcher.ts';
import { parseLogSelector } from '../syntax/parse.ts';
import { QueryError } from '../syntax/query-error.ts';
import { encodeStreams } from './encode.ts';
import { describeError } from './errors.ts';
import { Params, checkEntryLimit } from './params.ts';
import { encodingFlags } from './query-routes.ts';
import type { Endpoint } from './request.ts';

const TAIL_PATH = /\/(?:loki\/api\/v1|api\/prom)\/tail$/;
const MAX_TAILS = 10;
const DEFAULT_LIMIT = 100;
const MAX_DELAY_SECONDS = 5;
const FLUSH_MS = 200;
const NS_PER_SECOND = 1_000_000_000n;
const HOUR_NS = 3600n * NS_PER_SECOND;
/** A reader that falls further behind loses entries, and is told so. */
const MAX_BUFFERED_BYTES = 4 << 20;
const MAX_PENDING = 10_000;

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

interface TailRequest {
  readonly expr: LogExpr;
  readonly pipeline: Pipeline;
  readonly startNs: bigint;
  readonly limit: number;
  readonly delayNs: bigint;
  readonly flags: readonly string[];
}

/** Answers requests for `tail`, which come as WebSocket handshakes; false leaves a request to others. */
export function createTailUpgrade(endpoint: Endpoint): Upgrade {
  const server = new WebSocketServer({ noServer: true });
  const open = new Set<WebSocket>();
  return (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!TAIL_PATH.test(url.pathname)) return false;
    let tail: TailRequest;
    try {
      tail = readRequest(request, new Params(url.searchParams, endpoint.options.now()), endpoint.options.now);
      if (open.size >= MAX_TAILS)
        throw new QueryError(
          `max concurrent tail requests limit exceeded, count > limit (${open.size + 1} > ${MAX_TAILS})`,
        );
    } catch (error) {
      const { status, text } = describeError(error) ?? { status: 500, text: 'internal error' };
      refuse(socket, status, text);
      return true;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      open.add(webSocket);
      webSocket.on('close', () => open.delete(webSocket));
      runTail(endpoint, tail, webSocket);
    });
    return true;
  };
}

function readRequest(request: IncomingMessage, params: Params, nowMs: () => number): TailRequest {
  const delay = params.integer('delay_for', 0);
  if (delay < 0 || delay > MAX_DELAY_SECONDS)
    throw new QueryError(`delay_for can't be greater than ${MAX_DELAY_SECONDS}`);
  const limit = params.positive('limit', DEFAULT_LIMIT);
  checkEntryLimit(limit);
  const expr = parseLogSelector(params.text('query'));
  const header = request.headers['x-loki-response-encoding-flags'];
  return {
    expr,
    pipeline: compilePipeline(expr, nowMs),
    startNs: params.bound('start', params.nowNs - HOUR_NS),
    limit,
    delayNs: BigInt(delay) * NS_PER_SECOND,
    flags: encodingFlags(typeof header === 'string' ? header : ''),
  };
}

function refuse(socket: Duplex, status: number, text: string): void {
  const reason = status === 400 ? 'Bad Request' : 'Error';
  const head = `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

interface DroppedEntry {
  readonly labels: Record<string, string>;
  readonly timestamp: string;
}

function runTail(endpoint: Endpoint, tail: TailRequest, webSocket: WebSocket): void {
  const { store, options } = endpoint;
  const pending: LogEntry[] = [];
  const dropped: DroppedEntry[] = [];
  const drop = (entry: LogEntry) => {
    if (dropped.length < DEFAULT_LIMIT)
      dropped.push({ labels: Object.fromEntries(entry.stream), timestamp: String(entry.unixNano) });
  };
  const stop = store.listen(
    createLineListener(tail, (entry) => {
      if (pending.length < MAX_PENDING) pending.push(entry);
      else drop(entry);
    }),
  );
  const send = (entries: readonly LogEntry[]) => {
    if (webSocket.bufferedAmount > MAX_BUFFERED_BYTES) {
      entries.forEach(drop);
      return;
    }
    webSocket.send(encodeMessage(entries, dropped.splice(0), tail.flags));
  };
  const flush = () => {
    const latest = BigInt(options.now()) * 1_000_000n - tail.delayNs;
    const due = tail.delayNs === 0n ? pending.splice(0) : takeDue(pending, latest);
    if (due.length > 0) send(inOrder(due));
  };
  const timer = setInterval(flush, FLUSH_MS);
  const close = () => {
    clearInterval(timer);
    stop();
  };
  webSocket.on('close', close);
  webSocket.on('error', () => webSocket.terminate());
  history(endpoint, tail)
    .then((entries) => {
      if (entries.length > 0 && webSocket.readyState === webSocket.OPEN) send(inOrder(entries));
    })
    .catch((error: unknown) => webSocket.close(1011, describeError(error)?.text.slice(0, 120) ?? 'internal error'));
}

const inOrder = (entries: readonly LogEntry[]) =>
  [...entries].sort((a, b) => (a.unixNano < b.unixNano ? -1 : a.unixNano > b.unixNano ? 1 : 0));

function takeDue(pending: LogEntry[], latest: bigint): LogEntry[] {
  const due = pending.filter(({ unixNano }) => unixNano <= latest);
  const rest = pending.filter(({ unixNano }) => unixNano > latest);
  pending.splice(0, pending.length, ...rest);
  return due;
}

/** What came before the tail began; what comes while it is looked up is told by the listener. */
function history({ store, options }: Endpoint, { expr, startNs, limit }: TailRequest): Promise<LogEntry[]> {
  const budget = createBudget({ timeoutMs: options.queryTimeoutMs, maxItems: options.maxQueryItems });
  const endNs = BigInt(Math.trunc(options.now())) * 1_000_000n;
  const context = { store, budget, nowMs: options.now, statistics: { lines: 0, bytes: 0 } };
  return runLogQuery({ expr, startNs, endNs, limit, isBackward: true, intervalNs: 0 }, context);
}

function createLineListener({ expr, pipeline }: TailRequest, emit: (entry: LogEntry) => void): LineListener {
  const { labels, run } = createLinePipeline(pipeline);
  return (stream, { unixNano, line: text, metadata }) => {
    if (!expr.matchers.every((matcher) => matches(matcher, stream.labels.get(matcher.name)))) return;
    if (!pipeline.rawFilters.every((filter) => testLine(filter, text))) return;
    labels.reset(stream.labels, { names: metadata.map(([name]) => name), values: metadata.map(([, value]) => value) });
    const line: Line = { text, start: 0, end: text.length, unixNano: () => unixNano };
    if (run(line)) emit(entryOf(labels, line, unixNano));
  };
}

function encodeMessage(
  entries: readonly LogEntry[],
  dropped: readonly DroppedEntry[],
  flags: readonly string[],
): string {
  const parts = [`"streams":${encodeStreams(entries, { categorize: flags.includes('categorize-labels') })}`];
  if (dropped.length > 0) parts.push(`"dropped_entries":${JSON.stringify(dropped)}`);
  if (flags.length > 0) parts.push(`"encodingFlags":${JSON.stringify(flags)}`);
  return `{${parts.join(',')}}`;
}
