import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { Forbidden, UpstreamFailed } from '../http/problem.ts';
import type { Upstream } from '../http/upstream.ts';
import { sourceRef } from '../provisioning/data-source.ts';
import { requireSource, type SourceRegistry } from '../provisioning/registry.ts';
import { isAllowed } from './allow-list.ts';
import { requestHeaders, responseHeaders } from './headers.ts';

type ProxyEnv = { Bindings: Partial<HttpBindings> };

/** `/uid/:uid/*`: a source as it is, for other programs. Bytes stream both ways and nothing is buffered. */
export function proxyRoutes(sources: SourceRegistry, upstream: Upstream) {
  return new Hono<ProxyEnv>().all('/uid/:uid/*', async (c) => {
    const source = requireSource(sources, c.req.param('uid'));
    const { path, query } = target(c);
    if (!isAllowed(source.type, c.req.method, path)) {
      throw new Forbidden(`${c.req.method} ${path} is not a read of a ${source.type} data source`, {
        hint: 'Only what reads data passes here.',
      });
    }
    const body = c.req.method === 'POST' ? c.req.raw.body : null;
    const answer = await upstream.open({
      source,
      method: c.req.method,
      path: `${path}${query}`,
      headers: requestHeaders(source, c.req.raw.headers),
      ...(body && { body: Readable.fromWeb(body as ReadableStream) }),
      signal: c.req.raw.signal,
    });
    const { status } = answer;
    const hasBody = c.req.method !== 'HEAD' && status !== 204 && status !== 304;
    if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
      answer.body.destroy();
      throw new UpstreamFailed(`"${source.name}" answered with a redirect (HTTP ${status}), which is not followed`, {
        source: sourceRef(source),
      });
    }
    if (!hasBody) answer.body.resume();
    return new Response(hasBody ? (Readable.toWeb(answer.body) as ConstructorParameters<typeof Response>[0]) : null, {
      status,
      headers: responseHeaders(answer.rawHeaders),
    });
  });
}

/** Path and query as the client wrote them: a URL object would already have rewritten both. */
function target(c: Context<ProxyEnv>): { readonly path: string; readonly query: string } {
  const raw = c.env?.incoming?.url ?? c.req.url.replace(/^[a-z]+:\/\/[^/]+/i, '');
  const [before = ''] = raw.split('?', 1);
  const path = /\/proxy\/uid\/[^/]+(\/.*)?$/.exec(before)?.[1] ?? '/';
  return { path, query: raw.slice(before.length) };
}
