import { Hono } from 'hono';

import { reply } from '../http/reply.ts';
import { sourceInfo } from '../provisioning/data-source.ts';
import type { ReadHeld } from './held.ts';
import type { CheckHealth } from './health.ts';
import { requireSource, type SourceRegistry } from '../provisioning/registry.ts';

export function sourceRoutes(sources: SourceRegistry, checkHealth: CheckHealth, readHeld: ReadHeld) {
  return new Hono()
    .get('/', (c) => reply(c, { sources: sources.list().map(sourceInfo), provisioning: sources.status() }))
    .get('/:uid/health', async (c) =>
      reply(c, await checkHealth({ source: requireSource(sources, c.req.param('uid')), signal: c.req.raw.signal })),
    )
    .get('/:uid/held', async (c) =>
      reply(c, await readHeld({ source: requireSource(sources, c.req.param('uid')), signal: c.req.raw.signal })),
    );
}

export const provisioningRoutes = (sources: SourceRegistry) =>
  new Hono().post('/reload', async (c) => reply(c, await sources.reload()));
