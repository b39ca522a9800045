import type { Problem } from '../contract/problem.ts';

export interface ProblemDetails extends ErrorOptions {
  readonly source?: Problem['source'];
  readonly upstream?: string;
  readonly hint?: string;
  readonly position?: number;
}

interface Kind {
  readonly type: string;
  readonly title: string;
  readonly status: ProblemStatus;
}
type ProblemStatus = 400 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 499 | 500 | 502 | 503 | 504;

/** A failure whose words are meant for the reader: they carry no secret and no stack. */
export class ProblemError extends Error {
  readonly kind: Kind;
  readonly details: ProblemDetails;

  constructor(kind: Kind, detail: string, details: ProblemDetails = {}) {
    super(detail, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.kind = kind;
    this.details = details;
  }

  toProblem(): Problem {
    const { source, upstream, hint, position } = this.details;
    return {
      ...this.kind,
      detail: this.message,
      ...(source && { source }),
      ...(upstream && { upstream: upstream.slice(0, 2048) }),
      ...(hint && { hint }),
      ...(position !== undefined && { position }),
    };
  }
}

/** One class per kind of failure; `new NotFound('no such dashboard')`. */
const define = (type: string, title: string, status: ProblemStatus) =>
  class extends ProblemError {
    constructor(detail: string, details?: ProblemDetails) {
      super({ type, title, status }, detail, details);
    }
  };

export class InvalidRequest extends define('invalid-request', 'The request is not valid', 400) {}
export class Forbidden extends define('forbidden', 'Not allowed', 403) {}
export class NotFound extends define('not-found', 'Not found', 404) {}
export class Conflict extends define('conflict', 'Changed by someone else', 409) {}
export class BodyTooLarge extends define('body-too-large', 'The request is too large', 413) {}
export class UnsupportedBody extends define('unsupported-body', 'The request body is not JSON', 415) {}
export class WrongHost extends define('wrong-host', 'This host is not served here', 421) {}
export class QueryRejected extends define('query-rejected', 'The data source rejected the query', 422) {}
export class ClientGone extends define('client-gone', 'The client went away', 499) {}
export class DecodeFailed extends define('decode-failed', 'The data source answered something unexpected', 502) {}
export class UpstreamFailed extends define('upstream-failed', 'The data source failed', 502) {}
/** It said no, and would say so again: to these credentials, on this path, by a redirect, for now. */
export class UpstreamRefused extends define('upstream-refused', 'The data source refused the request', 502) {}
export class UpstreamTooLarge extends define('upstream-too-large', 'The answer is too large', 502) {}
export class UpstreamUnreachable extends define('upstream-unreachable', 'The data source cannot be reached', 502) {}
export class UpstreamTimeout extends define('upstream-timeout', 'The data source did not answer in time', 504) {}
