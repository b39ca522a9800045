import { secretsOf, sourceRef, type DataSource } from '../provisioning/data-source.ts';
import {
  ClientGone,
  DecodeFailed,
  ProblemError,
  QueryRejected,
  UpstreamFailed,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamTooLarge,
  UpstreamUnreachable,
} from './problem.ts';
import { redact } from './redact.ts';

/** What went wrong between us and a source, in words that name the source and what happened. */
export interface FaultScene {
  readonly source: DataSource;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly timeoutMs: number;
  /** The client's own signal: when it fired, nothing is the source's fault. */
  readonly signal: AbortSignal;
}

const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|CERT_|ERR_TLS_CERT)/;

/** An error of the connection as a problem. */
export function connectionFault(error: unknown, scene: FaultScene): ProblemError {
  if (error instanceof ProblemError) return error;
  const { source, origin, timeoutMs, signal } = scene;
  const details = { source: sourceRef(source), cause: error };
  const name = `"${source.name}"`;
  if (signal.aborted) return new ClientGone('the client went away before the answer', details);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new UpstreamTimeout(`${name} did not answer within ${timeoutMs / 1000} s`, {
      ...details,
      hint: 'Try a shorter time range or a narrower query; `jsonData.timeout` sets the limit.',
    });
  }
  const code = errorCode(error);
  if (CERTIFICATE.test(code)) {
    return new UpstreamUnreachable(`the certificate of ${name} at ${origin} is not trusted (${code})`, {
      ...details,
      hint: 'Give its authority in `secureJsonData.tlsCACert` with `jsonData.tlsAuthWithCACert: true`.',
    });
  }
  return new UpstreamUnreachable(`${name} at ${origin} ${WORDS[code] ?? describeCode(code)}`, details);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection: nothing listens there',
  ECONNRESET: 'closed the connection before its answer was complete',
  EPIPE: 'closed the connection while the request was sent',
  ENOTFOUND: 'has a host name that does not resolve',
  EAI_AGAIN: 'has a host name that could not be resolved just now',
  EHOSTUNREACH: 'cannot be reached: no route to the host',
  ENETUNREACH: 'cannot be reached: no route to the network',
  ETIMEDOUT: 'did not accept the connection in time',
};

const describeCode = (code: string): string => {
  if (code.startsWith('HPE_')) return `answered something that is not HTTP (${code})`;
  if (code.startsWith('Z_')) return `sent compressed data that is damaged (${code})`;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return `did not agree on TLS (${code})`;
  return `could not be reached${code && ` (${code})`}`;
};

function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

export const tooLarge = (source: DataSource, maxBytes: number): UpstreamTooLarge =>
  new UpstreamTooLarge(`"${source.name}" answered with more than ${Math.floor(maxBytes / 2 ** 20)} MB`, {
    source: sourceRef(source),
    hint: 'Ask for less: a shorter time range, a larger step, fewer series or lines.',
  });

export interface TextAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const isWebPage = ({ contentType, text }: TextAnswer): boolean =>
  /\bhtml\b/i.test(contentType) || /^\s*<(!doctype|html|head|body)\b/i.test(text.slice(0, 200));

/** The answer as JSON. @throws DecodeFailed when it is something else. */
export function parseJson(source: DataSource, answer: TextAnswer): unknown {
  if (isWebPage(answer)) throw webPage(source);
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    const type = answer.contentType.split(';')[0] || 'something without a content type';
    throw new DecodeFailed(`"${source.name}" answered with ${type} that is not valid JSON`, {
      source: sourceRef(source),
      ...excerpt(source, answer.text),
      hint: 'Is the URL right?',
      cause,
    });
  }
}

const webPage = (source: DataSource): DecodeFailed =>
  new DecodeFailed(`"${source.name}" answered with a web page, not JSON; is the URL right?`, {
    source: sourceRef(source),
    hint: 'A login page or a proxy in between answers so, too.',
  });

const excerpt = (source: DataSource, text: string): { upstream?: string } => {
  const clean = redact(text.slice(0, 4096), secretsOf(source)).trim().slice(0, 2048);
  return clean ? { upstream: clean } : {};
};

/** An answer other than 2xx as a problem, when the source's own error form says no more. */
export function refusal(source: DataSource, answer: TextAnswer): ProblemError {
  const { status } = answer;
  const name = `"${source.name}"`;
  const details = { source: sourceRef(source), ...(isWebPage(answer) ? {} : excerpt(source, errorText(answer.text))) };
  if (status === 400 || status === 422) return new QueryRejected(`${name} rejected the query`, details);
  if (status === 408 || status === 504)
    return new UpstreamTimeout(`${name} gave up on the query: it took too long`, details);
  const hint =
    HINTS[status] ?? (status < 400 ? 'Redirects are not followed: put the final address into `url`.' : undefined);
  const what = status < 400 ? `with a redirect (HTTP ${status})` : `with HTTP ${status}`;
  const Fault = status < 500 ? UpstreamRefused : UpstreamFailed;
  return new Fault(`${name} answered ${what}`, { ...details, ...(hint && { hint }) });
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'Check the credentials in its provisioning file.',
  403: 'Check the credentials and the tenant in its provisioning file.',
  404: 'Is the URL right? The source does not know this path.',
  429: 'The source limits how much is asked of it; try again in a moment or ask for less.',
};

/** What an error answer says: the message of the known JSON forms, else the text. */
function errorText(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      const { error, message } = body as { error?: unknown; message?: unknown };
      if (typeof error === 'string') return error;
      if (typeof message === 'string') return message;
    }
  } catch {
    // Not JSON: Loki and Tempo answer errors as plain text.
  }
  return text;
}
