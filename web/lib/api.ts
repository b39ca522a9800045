import { Problem } from '../../server/contract/problem.ts';

/** A failed call to the BFF, with what the reader needs to act on it. The one error type that views handle. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }

  /** Whether asking again may help: the network, or an upstream that was late or gone. */
  get retryable(): boolean {
    return this.problem.status === 0 || (this.problem.status >= 502 && this.problem.status <= 504);
  }
}

export type QueryParams = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

interface Call extends CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly params?: QueryParams;
  readonly body?: unknown;
}

function address(path: string, params: QueryParams = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) search.append(name, one);
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * The only use of `fetch`. `T` is the contract's type of the route; the BFF validated it before it sent it.
 * @throws ApiProblem for any answer but 2xx, for one that is not JSON, and when nobody answers
 * @throws DOMException `AbortError` when the signal aborts
 */
export async function request<T>(path: string, { method = 'GET', params, body, signal }: Call = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json' });
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    headers.set('content-type', 'application/json');
  }
  const response = await send(address(path, params), init);
  if (!response.ok) throw new ApiProblem(await readProblem(response));
  if (response.status === 204) return undefined as T;
  return await readJson<T>(response);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
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
}

async function readJson<T>(response: Response): Promise<T> {
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

async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    const parsed = Problem.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: something between us and the BFF answered.
  }
  return {
    type: 'http',
    title: `HTTP ${response.status}${response.statusText ? ` ${response.statusText}` : ''}`,
    status: response.status,
    ...(text === '' ? {} : { upstream: text.slice(0, 2000) }),
  };
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Any thrown value as a problem that can be shown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'client', title: 'Something went wrong here', status: 0, detail };
}
