import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a request's Host names this machine: a page elsewhere may have its own name resolve to it, and its requests
 * carry that name.
 *
 * @param allowed names besides loopback's; null lets any pass
 */
export function isAllowedHost(host: string | undefined, allowed: readonly string[] | null): boolean {
  if (allowed === null || host === undefined || LOOPBACK.test(host)) return true;
  return allowed.includes(host.replace(/:\d+$/, ''));
}

/** Programs send no Origin; a browser always does with a WebSocket. */
export function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
