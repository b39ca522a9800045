import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { LogTailQuery } from '../../contract/logs.ts';
import { DecodeFailed, ProblemError, QueryRejected, UpstreamFailed } from '../../http/problem.ts';
import { redact } from '../../http/redact.ts';
import type { Upstream } from '../../http/upstream.ts';
import { secretsOf, sourceRef } from '../../provisioning/data-source.ts';
import { textRefusal } from '../ask.ts';
import { decodeAnswer } from '../json.ts';
import type { SourceCall } from '../source-call.ts';
import { decodeTail } from './decode-tail.ts';
import { createSeenRows } from './seen-rows.ts';
import { createTailQueue, type TailQueue } from './tail-queue.ts';

const MAX_ATTEMPTS = 6;
const MAX_WAIT_MS = 10_000;
/** A source that vanished without a word is noticed when it owes an answer to a ping for so long. */
const PING_MS = 30_000;
/** Lines that came while the connection was down; more are left out. */
const MISSED_LINES = 1000;
const HEARTBEAT_MS = 15_000;

/**
 * Lines as they arrive, as newline-delimited JSON of `LogTailEvent`. The source is asked before the answer begins: what
 * it declines is thrown. Later trouble is told in the stream, after trying again where that may help. Nobody reading, or
 * `call.signal`, ends the connection to the source.
 */
export async function openTail(
  upstream: Upstream,
  call: SourceCall,
  query: LogTailQuery,
): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  const tail = { upstream, call: { ...call, signal }, query };
  const first = await dial(tail, query.start, query.limit);
  const queue = createTailQueue(HEARTBEAT_MS);
  void follow(tail, first, queue)
    .catch((error: unknown) => queue.push({ kind: 'failed', problem: failure(error, call).toProblem() }))
    .finally(() => queue.end());
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const event = await queue.next();
        if (event) controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
        else controller.close();
      },
      cancel() {
        stop.abort();
        queue.end();
      },
    },
    { highWaterMark: 1 },
  );
}

interface Tail {
  readonly upstream: Upstream;
  readonly call: SourceCall;
  readonly query: LogTailQuery;
}

/** `start` in ms or, as text, in ns. */
async function dial({ upstream, call, query }: Tail, start: number | string, limit: number): Promise<WebSocket> {
  const connected = await upstream.connect({
    ...call,
    path: '/loki/api/v1/tail',
    params: { query: query.query, limit, start: typeof start === 'string' ? start : `${Math.floor(start)}000000` },
    headers: { 'x-loki-response-encoding-flags': 'categorize-labels', 'x-query-tags': 'Source=sightline' },
  });
  if (connected.kind === 'open') return connected.socket;
  throw textRefusal(call.source, connected.answer, query.query);
}

async function follow(tail: Tail, first: WebSocket, queue: TailQueue): Promise<void> {
  const { call, query } = tail;
  const seen = createSeenRows();
  let attempt = 0;
  let socket: WebSocket | null = first;
  for (;;) {
    let reason: string;
    try {
      socket ??= await dial(tail, seen.newest() ?? query.start, MISSED_LINES);
      queue.push({ kind: 'open' });
      const end = await pump(socket, call, (message) => {
        attempt = 0;
        if (message.dropped > 0) queue.push({ kind: 'dropped', count: message.dropped });
        const rows = seen.fresh(message.rows);
        if (rows.lines.length > 0) queue.push({ kind: 'lines', rows });
      });
      reason = endOf(end, call);
    } catch (error) {
      if (call.signal.aborted) return;
      if (!(error instanceof ProblemError) || isFinal(error)) throw error;
      reason = error.message;
    }
    if (call.signal.aborted) return;
    socket = null;
    attempt += 1;
    if (attempt > MAX_ATTEMPTS) throw new UpstreamFailed(reason, { source: sourceRef(call.source) });
    queue.push({ kind: 'reconnecting', reason, attempt });
    await wait(Math.min(250 * 2 ** attempt, MAX_WAIT_MS), undefined, { signal: call.signal }).catch(() => undefined);
  }
}

const isFinal = (error: ProblemError): boolean => error instanceof QueryRejected || error instanceof DecodeFailed;

interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** Hands on each message until the socket closes. @throws DecodeFailed on a message that is none of Loki's */
function pump(
  socket: WebSocket,
  { source }: SourceCall,
  onMessage: (message: ReturnType<typeof decodeTail>) => void,
): Promise<SocketEnd> {
  return new Promise((resolve, reject) => {
    let isAlive = true;
    const pings = setInterval(() => {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
    }, PING_MS);
    socket.on('pong', () => (isAlive = true));
    socket.on('message', (data) => {
      isAlive = true;
      try {
        onMessage(decodeAnswer(source, parse(source, String(data)), decodeTail));
      } catch (error) {
        reject(error);
        socket.terminate();
      }
    });
    socket.once('close', (code, reason) => {
      clearInterval(pings);
      resolve({ code, reason: reason.toString('utf8') });
    });
  });
}

function parse(source: SourceCall['source'], text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DecodeFailed(`"${source.name}" sent a live message that is not JSON`, {
      source: sourceRef(source),
      cause,
    });
  }
}

/** 1011 is how Loki says that a tail cannot go on; one that merely lasted too long may begin again. */
function endOf({ code, reason }: SocketEnd, { source }: SourceCall): string {
  const words = redact(reason, secretsOf(source)).slice(0, 500);
  const text = `"${source.name}" ended the live tail (${code}${words ? `: ${words}` : ''})`;
  const isOver = code === 1003 || code === 1007 || code === 1008 || code === 1009 || code === 1011;
  if (isOver && !/max duration/i.test(words)) {
    throw new QueryRejected(text, { source: sourceRef(source), ...(words && { upstream: words }) });
  }
  return text;
}

const failure = (error: unknown, { source }: SourceCall): ProblemError =>
  error instanceof ProblemError
    ? error
    : new UpstreamFailed(`the live tail of "${source.name}" broke off`, { source: sourceRef(source), cause: error });
