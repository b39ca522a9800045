import { hc, type ClientResponse } from 'hono/client';
import type { AppType } from '../../server/app.ts';
import type { Problem } from '../../server/contract/problem.ts';
import { isAbort } from './abort.ts';
import { createSourceRoom } from './source-room.ts';

/** A failed call to the BFF, with what the reader needs to act on it. The one error type that views handle. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }

  /**
   * Whether asking again may help: the network, or an upstream that was gone. Not one that was late: the reader has waited
   * long enough to be told, and the same query would only add to what keeps the upstream busy. Nor one that would answer
   * the same again.
   */
  get retryable(): boolean {
    const { status, type } = this.problem;
    return [0, 502, 503].includes(status) && !SURE_TO_REPEAT.has(type);
  }
}

const SURE_TO_REPEAT: ReadonlySet<string> = new Set(['upstream-refused', 'upstream-too-large', 'decode-failed']);

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The typed routes. Pass a call to `read`; views call the functions of `clients.ts`. */
export const api = hc<AppType>('/', { fetch: send, init: { credentials: 'same-origin' } }).api.v1;

/**
 * The JSON of a call.
 * @throws ApiProblem for any answer but 2xx, for one that is not JSON, and when nobody answers
 * @throws DOMException `AbortError` when the signal aborts
 */
export async function read<T>(call: Promise<ClientResponse<T>>): Promise<T> {
  const response = await call;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiProblem(
      { type: 'not-json', title: 'The answer is not what was asked for', status: 502, detail: 'Expected JSON.' },
      { cause },
    );
  }
}

/**
 * The values of an answer of newline-delimited JSON, one at a time as they arrive.
 * @throws as `read` does; also when the connection breaks in between
 */
export async function* readLines<T>(call: Promise<{ readonly body: ReadableStream | null }>): AsyncGenerator<T> {
  const { body } = await call;
  if (!body) return;
  // Not every browser iterates over streams.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const lines = (rest + decoder.decode(chunk.value as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as T;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

export const abortable = ({ signal }: CallOptions): { readonly init?: RequestInit } =>
  signal ? { init: { signal } } : {};

const whenRoom = createSourceRoom();

/** The only use of `fetch`: every failure becomes an `ApiProblem`. */
async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const url = input instanceof Request ? input.url : String(input);
    response = await whenRoom({ url, signal: init?.signal }, () => fetch(input, init));
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiProblem(
      {
        type: 'network',
        title: 'Sightline does not answer',
        status: 0,
        detail: 'The server could not be reached.',
        hint: 'Check that it is running and that your connection is up, then retry.',
      },
      { cause },
    );
  }
  if (!response.ok) throw new ApiProblem(await readProblem(response));
  return response;
}

async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  return (
    asProblem(text) ?? {
      // Not problem+json: something between us and the BFF answered.
      type: 'http',
      title: `HTTP ${response.status}${response.statusText ? ` ${response.statusText}` : ''}`,
      status: response.status,
      ...(text === '' ? {} : { upstream: text.slice(0, 2000) }),
    }
  );
}

/** The BFF writes problems in the contract's form; what must be there is checked, the rest is its word. */
function asProblem(text: string): Problem | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, title, status } = value as Partial<Record<keyof Problem, unknown>>;
  const isProblem = typeof type === 'string' && typeof title === 'string' && typeof status === 'number';
  return isProblem ? (value as Problem) : null;
}

/** Any thrown value as a problem that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'client', title: 'Something went wrong here', status: 0, detail };
}
