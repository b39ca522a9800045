import type { DataSource } from '../provisioning/data-source.ts';

/**
 * What a client's request may say to a source. A list of what passes, since what must not pass is open-ended: the
 * client's cookies and authorization, a tenant of its choosing, addresses it claims to come from.
 */
const REQUEST = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'user-agent',
  'x-loki-response-encoding-flags',
  'x-query-tags',
]);

export function requestHeaders(source: DataSource, from: Headers): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of from) {
    if (REQUEST.has(name) || name.startsWith('connect-')) headers[name] = value;
  }
  const cookies = keptCookies(source, from.get('cookie') ?? '');
  if (cookies) headers['cookie'] = cookies;
  return headers;
}

function keptCookies({ jsonData }: DataSource, cookie: string): string {
  const kept = Array.isArray(jsonData['keepCookies']) ? jsonData['keepCookies'] : [];
  return cookie
    .split(/;\s*/)
    .filter((pair) => kept.includes(pair.split('=')[0]))
    .join('; ');
}

/** What must not come back: connection-level headers, and those by which a source could speak for our origin. */
const RESPONSE_STRIPPED = new Set([
  'alt-svc',
  'authentication-info',
  'clear-site-data',
  'connection',
  'content-security-policy',
  'content-security-policy-report-only',
  'keep-alive',
  'link',
  'location',
  'nel',
  'proxy-authenticate',
  'proxy-connection',
  'refresh',
  'report-to',
  'service-worker-allowed',
  'set-cookie',
  'set-cookie2',
  'sourcemap',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

export function responseHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    if (!RESPONSE_STRIPPED.has(name) && !name.startsWith('access-control-')) headers.append(name, raw[index + 1] ?? '');
  }
  return headers;
}
