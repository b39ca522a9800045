import type { Context, TypedResponse } from 'hono';

/**
 * `c.json` for types of the contract, which are JSON as they stand: clients get the very type, with its units, instead
 * of a mapped copy of it that the compiler has to compute.
 */
export function reply<T>(c: Context, value: T): Response & TypedResponse<T, 200, 'json'> {
  c.header('cache-control', 'no-store');
  return c.body(JSON.stringify(value), 200, { 'content-type': 'application/json' }) as unknown as Response &
    TypedResponse<T, 200, 'json'>;
}
