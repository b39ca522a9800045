import { BudgetExceeded } from '../../budget.ts';
import { ExecutionError } from '../evaluate/execution-error.ts';
import { InvalidRangeQuery } from '../evaluate/query.ts';
import { ParseError } from '../parser/parse-error.ts';

export type ErrorType = 'bad_data' | 'execution' | 'canceled' | 'timeout' | 'internal' | 'not_found';

const STATUS: Readonly<Record<ErrorType, number>> = {
  bad_data: 400,
  execution: 422,
  canceled: 499,
  timeout: 503,
  internal: 500,
  not_found: 404,
};

/** An answer other than success, in Prometheus' form. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly type: ErrorType;
  constructor(type: ErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

export const badParameter = (name: string, problem: string): ApiError =>
  new ApiError('bad_data', `invalid parameter ${JSON.stringify(name)}: ${problem}`);

/** What a failed query answers; undefined for faults of ours. */
export function queryError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof ParseError || error instanceof InvalidRangeQuery) return badParameter('query', error.message);
  if (error instanceof ExecutionError) return new ApiError('execution', error.message);
  if (!(error instanceof BudgetExceeded)) return undefined;
  const where = 'query processing';
  switch (error.reason) {
    case 'time':
      return new ApiError('timeout', 'query timed out in expression evaluation', { cause: error });
    case 'cancelled':
      return new ApiError('canceled', 'query was canceled in expression evaluation', { cause: error });
    case 'items':
      return new ApiError('execution', `${where} would load too many samples into memory in query execution`, {
        cause: error,
      });
  }
}

export function errorResponse({ type, message }: ApiError): Response {
  const body = JSON.stringify({ status: 'error', errorType: type, error: message });
  return new Response(body, { status: STATUS[type], headers: { 'Content-Type': 'application/json' } });
}
