import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Problem } from '../contract/problem.ts';
import type { Log } from './log.ts';
import { ClientGone, InvalidRequest, NotFound, ProblemError } from './problem.ts';

/**
 * The one place where errors become answers: problem+json on our own routes, `{message}` on those that are Grafana's.
 * What an unknown error says stays in the log.
 */
export const errorHandler =
  (log: Log): ErrorHandler =>
  (error, c) => {
    const known = asProblem(error, c);
    if (!known) {
      log.error('unhandled error', { error, method: c.req.method, path: c.req.path });
      return answer(c, { type: 'internal-error', title: 'Something went wrong in Sightline', status: 500 });
    }
    if (known.kind.status >= 500) {
      const { source } = known.details;
      log.warn(known.message, { type: known.kind.type, source: source?.uid, path: c.req.path, cause: known.cause });
    }
    return answer(c, known.toProblem());
  };

export const notFound = (c: Context): Response => answer(c, new NotFound(`nothing is at ${c.req.path}`).toProblem());

function asProblem(error: Error, c: Context): ProblemError | null {
  if (error instanceof ProblemError) return error;
  // Thrown by the framework for a body that is no JSON.
  if (error instanceof HTTPException && error.status === 400) return new InvalidRequest('the body is not valid JSON');
  if (c.req.raw.signal.aborted) return new ClientGone('the client went away', { cause: error });
  return null;
}

function answer(c: Context, problem: Problem): Response {
  const { path } = c.req;
  const json = (body: object, type: string): Response =>
    new Response(JSON.stringify(body), {
      status: problem.status,
      headers: { 'content-type': type, 'cache-control': 'no-store' },
    });
  if (!path.startsWith('/api/') || path.startsWith('/api/v1/')) return json(problem, 'application/problem+json');
  const message = [problem.detail ?? problem.title, problem.upstream].filter(Boolean).join(': ');
  return json({ message }, 'application/json');
}
