import type { Context, MiddlewareHandler } from 'hono';
import type { Signal } from '../contract/source.ts';
import type { NanoRange } from './nano-range.ts';
import { queriedRange } from './query-range.ts';
import type { Lane } from './segments/replay.ts';

export interface QueryGateOptions {
  /** Whether there is anything left to wait for. */
  readonly isOpen: () => boolean;
  readonly whenLoaded: (lane: Lane, range: NanoRange) => Promise<void>;
  readonly now: () => number;
}

const APIS: readonly { readonly prefix: string; readonly mount: string; readonly signal: Signal }[] = [
  { prefix: '/loki/', mount: '', signal: 'logs' },
  { prefix: '/tempo/', mount: '/tempo', signal: 'traces' },
  { prefix: '/prometheus/', mount: '/prometheus', signal: 'metrics' },
  { prefix: '/querier.v1.QuerierService/', mount: '', signal: 'profiles' },
  { prefix: '/pyroscope/', mount: '', signal: 'profiles' },
];
const WRITES = new Set(['/loki/api/v1/push', '/prometheus/api/v1/write']);

/** Holds queries back until the data they look at has been read from the segments. */
export function queryGate({ isOpen, whenLoaded, now }: QueryGateOptions): MiddlewareHandler {
  return async (c, next) => {
    const api = APIS.find(({ prefix }) => c.req.path.startsWith(prefix));
    if (isOpen() || !api || WRITES.has(c.req.path)) return next();
    const params = await readParams(c);
    const range = queriedRange(c.req.path.slice(api.mount.length), params, now());
    await whenLoaded(api.signal, range);
    // These metrics are made of spans.
    if (api.signal === 'metrics' && /traces_/.test(String(params))) await whenLoaded('spanMetrics', range);
    return next();
  };
}

const MAX_FORM_BYTES = 1024 * 1024;

/** Of the URL, a form or a JSON object. A copy of the body is read: the handler wants it whole. */
async function readParams(c: Context): Promise<URLSearchParams> {
  const params = new URL(c.req.url).searchParams;
  const length = Number(c.req.header('content-length') ?? Infinity);
  if (c.req.method !== 'POST' || length > MAX_FORM_BYTES) return params;
  const type = c.req.header('content-type') ?? '';
  const body = await c.req.raw.clone().text();
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body)) params.append(name, value);
  } else if (type.startsWith('application/json')) {
    for (const [name, value] of Object.entries(parseObject(body)))
      if (typeof value === 'string' || typeof value === 'number') params.append(name, String(value));
  }
  return params;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // The handler will say what is wrong with it.
    return {};
  }
}
