import type { Context } from 'hono';
import type { EngineOptions } from '../../engine.ts';
import { createBudget, type Budget } from '../../budget.ts';
import type { LogStore } from '../storage/log-store.ts';
import { describeError, errorResponse } from './errors.ts';
import { Params } from './params.ts';

/** What every endpoint works with. */
export interface Endpoint {
  readonly store: LogStore;
  readonly options: EngineOptions;
}
export interface RequestContext {
  readonly params: Params;
  readonly budget: Budget;
  readonly header: (name: string) => string;
  /** A part of the path. */
  readonly part: (name: string) => string;
}

/** Makes a handler of Hono out of one that answers or throws Loki's errors. */
export function handle(
  { options }: Endpoint,
  answer: (request: RequestContext) => Promise<Response> | Response,
): (context: Context) => Promise<Response> {
  return async (context) => {
    try {
      return await answer({
        params: await readParams(context, options.now()),
        budget: createBudget({
          timeoutMs: options.queryTimeoutMs,
          maxItems: options.maxQueryItems,
          signal: context.req.raw.signal,
        }),
        header: (name) => context.req.header(name) ?? '',
        part: (name) => context.req.param(name) ?? '',
      });
    } catch (error) {
      const described = describeError(error);
      if (!described) throw error;
      return errorResponse(described);
    }
  };
}

async function readParams(context: Context, nowMs: number): Promise<Params> {
  const values = new URLSearchParams();
  const isForm = (context.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  if (context.req.method === 'POST' && isForm) append(values, new URLSearchParams(await context.req.text()));
  append(values, new URL(context.req.url).searchParams);
  return new Params(values, nowMs);
}

function append(target: URLSearchParams, source: URLSearchParams): void {
  for (const [name, value] of source) target.append(name, value);
}
