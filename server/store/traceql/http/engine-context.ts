import type { Context } from 'hono';
import { createBudget, type Budget } from '../../budget.ts';
import type { EngineOptions } from '../../engine.ts';
import type { Query } from '../language/ast.ts';
import { parseQuery } from '../language/parse.ts';
import { TraceqlError } from '../language/parse-error.ts';
import { validateQuery } from '../language/validate.ts';
import type { SpanStore } from '../storage/span-store.ts';
import { RequestError } from './request-error.ts';

/** What the routes need. */
export interface EngineContext {
  readonly store: SpanStore;
  readonly options: EngineOptions;
}

export const openBudget = (c: Context, { options }: EngineContext): Budget =>
  createBudget({ timeoutMs: options.queryTimeoutMs, maxItems: options.maxQueryItems, signal: c.req.raw.signal });

/** @throws RequestError with Tempo's words for what is wrong */
export function readTraceql(text: string): Query {
  try {
    const query = parseQuery(text);
    validateQuery(query);
    return query;
  } catch (error) {
    if (error instanceof TraceqlError) throw new RequestError(`invalid TraceQL query: ${error.message}`);
    throw error;
  }
}
