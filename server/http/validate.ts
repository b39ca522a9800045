import type { Context, MiddlewareHandler } from 'hono';
import { validator } from 'hono/validator';
import type { z } from 'zod';
import { InvalidRequest, UnsupportedBody } from './problem.ts';

type Target = 'json' | 'query' | 'param';

/** What a client sends: a coerced field is `unknown` to zod, so the output's type stands in for it. */
type Sent<S extends z.ZodType, T extends Target> = T extends 'json'
  ? { [K in keyof z.input<S>]: unknown extends z.input<S>[K] ? Member<z.output<S>, K> : z.input<S>[K] }
  : { [K in keyof z.input<S>]: string[] extends z.input<S>[K] ? string | string[] : string };
type Member<O, K> = K extends keyof O ? O[K] : never;

/**
 * Checks one part of a request and hands it on typed. It throws `InvalidRequest`; a validator that answered by itself
 * would put its error's type into the success type of every client call.
 */
export function validate<T extends Target, S extends z.ZodType>(
  target: T,
  schema: S,
): MiddlewareHandler<object, string, { in: { [K in T]: Sent<S, T> }; out: { [K in T]: z.output<S> } }> {
  const check = validator(target, async (value: unknown, c: Context) => {
    if (target === 'json' && !/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
      throw new UnsupportedBody('send the body as application/json');
    }
    const result = await schema.safeParseAsync(target === 'query' ? allValues(c) : value);
    if (!result.success) throw new InvalidRequest(describe(result.error));
    return result.data;
  });
  return check as unknown as ReturnType<typeof validate<T, S>>;
}

/** A parameter given once is a text, given several times a list. */
const allValues = (c: Context): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(c.req.queries()).map(([key, all]) => [key, all.length === 1 ? (all[0] ?? '') : all]),
  );

const describe = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`)
    .join('; ');
