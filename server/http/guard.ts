import type { MiddlewareHandler } from 'hono';
import { Forbidden, WrongHost } from './problem.ts';

/** The host of a `Host` header or an authority: without port, lower case, IPv6 without brackets. */
function hostOf(authority: string): string {
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(authority);
  return (bracketed?.[1] ?? authority.replace(/:\d+$/, '')).toLowerCase().replace(/\.$/, '');
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Refuses requests for any other host than loopback and `allowed`: a page elsewhere whose name was made to point here
 * (DNS rebinding) would otherwise be same-origin with us.
 */
export function hostGuard(allowed: readonly string[]): MiddlewareHandler {
  const names = new Set(allowed.map(hostOf));
  return async (c, next) => {
    const host = hostOf(c.req.header('host') ?? new URL(c.req.url).host);
    if (!isLoopback(host) && !names.has(host)) {
      throw new WrongHost('this host name is not served here', {
        hint: 'Set ALLOWED_HOSTS to the names under which Sightline is reached.',
      });
    }
    await next();
  };
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that another site's page makes the browser send. Programs send neither header and pass; so do reads,
 * whose answers the browser keeps from other origins.
 */
export const originGuard: MiddlewareHandler = async (c, next) => {
  if (
    !READS.has(c.req.method) &&
    !isSameOrigin(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))
  ) {
    throw new Forbidden('this request comes from another site');
  }
  await next();
};

function isSameOrigin(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return URL.parse(origin)?.host.toLowerCase() === host?.toLowerCase();
}
