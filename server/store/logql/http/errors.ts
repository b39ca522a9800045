import { BudgetExceeded } from '../../budget.ts';
import { QueryError } from '../syntax/query-error.ts';

const TIMED_OUT =
  'request timed out, decrease the duration of the request or add more label matchers (prefer exact match over regex ' +
  'match) to reduce the amount of data processed';
const TOO_MUCH = 'consider adding more specific stream selectors or reduce the time range of the query';

/** Status and text of an error that is the query's own; null for faults of ours. */
export function describeError(error: unknown): { status: number; text: string } | null {
  if (error instanceof QueryError) return { status: error.status, text: error.message };
  if (!(error instanceof BudgetExceeded)) return null;
  switch (error.reason) {
    case 'time':
      return { status: 504, text: TIMED_OUT };
    case 'cancelled':
      return { status: 499, text: 'the request was cancelled by the client' };
    case 'items':
      return { status: 400, text: `${error.message}; ${TOO_MUCH}` };
  }
}

/** Errors are plain text, as Loki sends them. */
export function errorResponse({ status, text }: { status: number; text: string }): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  });
}

export function jsonResponse(body: string): Response {
  return new Response(`${body}\n`, { headers: { 'content-type': 'application/json; charset=UTF-8' } });
}
