import { Hono, type Context, type Handler } from 'hono';
import { BudgetExceeded } from '../budget.ts';
import { InvalidLabels, LimitExceeded } from './limits.ts';
import { InvalidSelector } from './label-selector.ts';
import { BodyTooLarge, MalformedBody, readBody, UnknownCompression } from './request-body.ts';
import {
  decodeJson,
  decodeProtobuf,
  encodeJson,
  encodeProtobuf,
  MalformedMessage,
  type MessageInit,
  type MessageOf,
  type MessageSpec,
} from './message-codec.ts';
import { MalformedProfile } from './pprof-decode.ts';
import { InvalidProfileType } from './profile-type.ts';

/** Connect's error codes with the HTTP status of a unary answer. */
const STATUS = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  resource_exhausted: 429,
  unimplemented: 501,
  internal: 500,
} as const;
export type ConnectCode = keyof typeof STATUS;

export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: ConnectCode;
  constructor(code: ConnectCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

interface Method<Request extends MessageSpec, Response extends MessageSpec> {
  readonly request: Request;
  readonly response: Response;
  /** Default: 1 MiB. Queries are small; a long list of span ids is the largest thing in them. */
  readonly maxBytes?: number;
  readonly call: (request: MessageOf<Request>, c: Context) => Promise<MessageInit<Response>> | MessageInit<Response>;
}

/** A Connect unary method: `application/json` or `application/proto` in, the same out, errors always JSON. */
export function unary<Request extends MessageSpec, Response extends MessageSpec>(
  method: Method<Request, Response>,
): Handler {
  return async (c) => {
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (type !== 'application/json' && type !== 'application/proto') {
      return c.body(null, 415, { 'Accept-Post': 'application/json, application/proto' });
    }
    try {
      checkProtocol(c);
      const body = await readBody(c.req.raw, method.maxBytes ?? 1024 * 1024);
      const isJson = type === 'application/json';
      const request = isJson
        ? decodeJson(method.request, new TextDecoder().decode(body))
        : decodeProtobuf(method.request, body);
      const response = await method.call(request, c);
      if (isJson) return c.json(encodeJson(method.response, response));
      const bytes = encodeProtobuf(method.response, response);
      return c.body(Uint8Array.from(bytes), 200, { 'Content-Type': 'application/proto' });
    } catch (error) {
      return connectErrorResponse(error);
    }
  };
}

/** @throws ConnectError when the headers ask for what is not there, or leave no time */
function checkProtocol(c: Context): void {
  const version = c.req.header('connect-protocol-version') ?? '1';
  if (version !== '1')
    throw new ConnectError('invalid_argument', `Connect-Protocol-Version must be "1": got ${JSON.stringify(version)}`);
  const timeout = c.req.header('connect-timeout-ms') ?? '';
  if (timeout === '') return;
  const quoted = JSON.stringify(timeout);
  if (timeout.length > 10) throw new ConnectError('invalid_argument', `parse timeout: ${quoted} has >10 digits`);
  if (!/^[+-]?\d+$/.test(timeout))
    throw new ConnectError('invalid_argument', `parse timeout: strconv.ParseInt: parsing ${quoted}: invalid syntax`);
  if (Number(timeout) <= 0) throw new ConnectError('deadline_exceeded', 'context deadline exceeded');
}

/**
 * The methods of a service: each takes POST alone, and `missing` ones say that they are not implemented.
 *
 * @param service its full name
 */
export function connectService(
  service: string,
  methods: Readonly<Record<string, Handler>>,
  missing: readonly string[] = [],
): Hono {
  const app = new Hono();
  const all = { ...methods };
  for (const name of missing)
    all[name] = () => connectErrorResponse(new ConnectError('unimplemented', `${service}.${name} is not implemented`));
  for (const [name, handler] of Object.entries(all)) {
    app.post(`/${name}`, handler);
    app.all(`/${name}`, (c) => c.body(null, 405, { Allow: 'POST' }));
  }
  return app;
}

/** `{code, message}` with the status of the code. @throws what is no fault of the request and no spent budget */
export function connectErrorResponse(error: unknown): Response {
  const { code, message, status } = describe(error);
  return Response.json(
    { code, message },
    { status: status ?? STATUS[code], headers: { 'X-Content-Type-Options': 'nosniff' } },
  );
}

function describe(error: unknown): { code: ConnectCode; message: string; status?: number } {
  if (error instanceof ConnectError) return { code: error.code, message: error.message };
  if (error instanceof BodyTooLarge) return { code: 'resource_exhausted', message: error.message, status: 413 };
  if (error instanceof UnknownCompression) return { code: 'unimplemented', message: error.message };
  if (error instanceof MalformedMessage)
    return { code: 'invalid_argument', message: `unmarshal message: ${error.message}` };
  if (error instanceof LimitExceeded) return { code: 'invalid_argument', message: error.message };
  if (error instanceof BudgetExceeded) {
    const codes = { time: 'deadline_exceeded', items: 'resource_exhausted', cancelled: 'canceled' } as const;
    return { code: codes[error.reason], message: error.message };
  }
  if (isFaultOfRequest(error)) return { code: 'invalid_argument', message: error.message };
  throw error;
}

const isFaultOfRequest = (error: unknown): error is Error =>
  error instanceof MalformedProfile ||
  error instanceof MalformedBody ||
  error instanceof InvalidSelector ||
  error instanceof InvalidProfileType ||
  error instanceof InvalidLabels;
