import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { DataSource } from '../provisioning/data-source.ts';
import { createCoalescer } from './coalesce.ts';
import { connectionFault, parseJson, refusal, tooLarge, type FaultScene, type TextAnswer } from './upstream-fault.ts';
import { type Connected, connectSocket } from './upstream-socket.ts';
import { upstreamTarget, type UpstreamTarget } from './upstream-target.ts';

export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A read of one source. `path` is added to the source's URL. With `form` or `json` it is a POST, else a GET. */
export interface UpstreamRead {
  readonly source: DataSource;
  readonly path: string;
  readonly params?: Params;
  readonly form?: Params;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts the call: pass the client's. */
  readonly signal: AbortSignal;
}

export type SocketRead = Pick<UpstreamRead, 'source' | 'path' | 'params' | 'headers' | 'signal'>;

/** A request as it goes out. `path` carries its query string and is sent byte for byte. */
interface UpstreamOpen {
  readonly source: DataSource;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Readable;
  readonly signal: AbortSignal;
}
interface OpenAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
}

/** The one way out to data sources. All failures are `ProblemError`s that name the source. */
export interface Upstream {
  /** The whole answer, whatever its status. Identical reads in flight share one call. */
  readonly text: (read: UpstreamRead) => Promise<TextAnswer>;
  /** The body of a 2xx answer, parsed and shared between waiters: do not change it. */
  readonly json: (read: UpstreamRead) => Promise<unknown>;
  /** The answer as a stream, once its headers are there. */
  readonly open: (request: UpstreamOpen) => Promise<OpenAnswer>;
  /** A WebSocket of the source, once it is open; or the answer with which the source declined to open one. */
  readonly connect: (read: SocketRead) => Promise<Connected>;
  readonly close: () => void;
}

export interface UpstreamOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Wraps each call, for telemetry. */
  readonly observe?: ObserveCall;
}
export type ObserveCall = (
  call: { readonly source: DataSource; readonly method: string; readonly path: string; readonly origin: string },
  run: () => Promise<OpenAnswer>,
) => Promise<OpenAnswer>;

const MAX_ERROR_BYTES = 256 * 1024;

export function createUpstream(options: UpstreamOptions = {}): Upstream {
  const { timeoutMs = 30_000, maxBytes = 64 * 2 ** 20, observe = (_call, run) => run() } = options;
  const targets = createTargets(timeoutMs);
  const flights = createCoalescer<TextAnswer>();
  const parsed = new WeakMap<TextAnswer, unknown>();

  const open = (request: UpstreamOpen): Promise<OpenAnswer> => {
    const target = targets.get(request.source);
    const scene = { ...request, origin: target.origin, timeoutMs: target.timeoutMs };
    const run = (): Promise<OpenAnswer> =>
      send(target, request).catch((error: unknown) => Promise.reject(connectionFault(error, scene)));
    return observe({ ...request, origin: target.origin }, run);
  };

  const readAll = async (read: UpstreamRead, clientSignal: AbortSignal): Promise<TextAnswer> => {
    const { origin, timeoutMs: limit } = targets.get(read.source);
    const scene: FaultScene = { source: read.source, origin, timeoutMs: limit, signal: clientSignal };
    const signal = AbortSignal.any([clientSignal, AbortSignal.timeout(limit)]);
    try {
      const answer = await open({ ...outgoing(read), source: read.source, signal });
      return await drain(answer, { source: read.source, maxBytes });
    } catch (error) {
      throw connectionFault(signal.aborted && !clientSignal.aborted ? signal.reason : error, scene);
    }
  };

  const text = async (read: UpstreamRead): Promise<TextAnswer> => {
    const target = targets.get(read.source);
    try {
      return await flights.run(flightKey(read), read.signal, (signal) => readAll(read, signal));
    } catch (error) {
      throw connectionFault(error, { ...read, origin: target.origin, timeoutMs: target.timeoutMs });
    }
  };

  const connect = async (read: SocketRead): Promise<Connected> => {
    const target = targets.get(read.source);
    const path = read.params ? `${read.path}?${encodeParams(read.params)}` : read.path;
    try {
      return await connectSocket(target, { ...read, path });
    } catch (error) {
      throw connectionFault(error, { ...read, origin: target.origin, timeoutMs: target.timeoutMs });
    }
  };

  return {
    open,
    text,
    connect,
    json: async (read) => {
      const answer = await text(read);
      if (answer.status < 200 || answer.status > 299) throw refusal(read.source, answer);
      if (!parsed.has(answer)) parsed.set(answer, parseJson(read.source, answer));
      return parsed.get(answer);
    },
    close: targets.close,
  };
}

/** Connections per source; a source that a reload changed gets new ones. */
function createTargets(timeoutMs: number) {
  const targets = new Map<string, { readonly revision: string; readonly target: UpstreamTarget }>();
  return {
    get: (source: DataSource): UpstreamTarget => {
      const current = targets.get(source.uid);
      if (current?.revision === source.revision) return current.target;
      const target = upstreamTarget(source, timeoutMs);
      targets.set(source.uid, { revision: source.revision, target });
      return target;
    },
    close: (): void => {
      for (const { target } of targets.values()) target.agent.destroy();
      targets.clear();
    },
  };
}

async function send(target: UpstreamTarget, request: UpstreamOpen): Promise<OpenAnswer> {
  const { body } = request;
  const attempt = (): Promise<OpenAnswer> =>
    new Promise((resolve, reject) => {
      const { protocol, hostname, port, agent } = target;
      const outgoingRequest = target.request({
        protocol,
        hostname,
        port,
        agent,
        method: request.method,
        signal: request.signal,
        path: `${target.basePath}${request.path}`,
        headers: { ...request.headers, ...target.headers } as Record<string, string | string[]>,
      });
      outgoingRequest.on('response', (message: IncomingMessage) => {
        const { statusCode = 0, headers, rawHeaders } = message;
        resolve({ status: statusCode, headers, rawHeaders, body: message });
      });
      // Silence on the line, before the answer or in its midst.
      outgoingRequest.setTimeout(target.timeoutMs, () =>
        outgoingRequest.destroy(new DOMException('silent for too long', 'TimeoutError')),
      );
      outgoingRequest.on('error', (error) =>
        reject(
          request.signal.aborted
            ? request.signal.reason
            : Object.assign(error, { reused: outgoingRequest.reusedSocket }),
        ),
      );
      if (typeof body === 'object') body.on('error', (error) => outgoingRequest.destroy(error)).pipe(outgoingRequest);
      else outgoingRequest.end(body);
    });
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      // A kept-alive connection that the source closed at this very moment: the request never arrived. A new one is
      // tried once the stale ones are used up.
      if (!isStale(error) || typeof body === 'object') throw error;
    }
  }
}

const isStale = (error: unknown): boolean =>
  error instanceof Error &&
  'reused' in error &&
  error.reused === true &&
  'code' in error &&
  error.code === 'ECONNRESET';

function outgoing(read: UpstreamRead): Pick<UpstreamOpen, 'method' | 'path' | 'headers' | 'body'> {
  const query = read.params ? encodeParams(read.params) : '';
  const path = query ? `${read.path}?${query}` : read.path;
  const headers = { accept: 'application/json', 'accept-encoding': 'gzip', ...read.headers };
  if (read.form) {
    const type = 'application/x-www-form-urlencoded';
    return withBody({ method: 'POST', path, headers: { ...headers, 'content-type': type } }, encodeParams(read.form));
  }
  if (read.json === undefined) return { method: 'GET', path, headers };
  const body = JSON.stringify(read.json);
  return withBody({ method: 'POST', path, headers: { ...headers, 'content-type': 'application/json' } }, body);
}

const withBody = <T extends { headers: object }>(request: T, body: string): T & { body: string } => ({
  ...request,
  headers: { ...request.headers, 'content-length': String(Buffer.byteLength(body)) },
  body,
});

/** Parameters as a query string or form; undefined ones are left out, lists repeat their name. */
function encodeParams(params: Params): string {
  const pairs = Object.entries(params).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((item) => [key, String(item)]);
  });
  return new URLSearchParams(pairs).toString();
}

const flightKey = ({ source, path, params, form, json, headers }: UpstreamRead): string =>
  JSON.stringify([source.uid, source.revision, path, params, form, json, headers]);

async function drain(
  answer: OpenAnswer,
  limit: { readonly source: DataSource; readonly maxBytes: number },
): Promise<TextAnswer> {
  const isError = answer.status >= 300;
  const maxBytes = isError ? MAX_ERROR_BYTES : limit.maxBytes;
  const isCompressed = answer.headers['content-encoding'] === 'gzip';
  if (!isError && Number(answer.headers['content-length']) > maxBytes) {
    answer.body.destroy();
    throw tooLarge(limit.source, limit.maxBytes);
  }
  const stream = isCompressed ? decompress(answer.body) : answer.body;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes && !isError) {
      answer.body.destroy();
      throw tooLarge(limit.source, limit.maxBytes);
    }
    chunks.push(chunk);
    if (size > maxBytes) {
      answer.body.destroy();
      break;
    }
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: answer.status, contentType: answer.headers['content-type'] ?? '', text };
}

function decompress(body: Readable): Readable {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}
