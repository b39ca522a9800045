import { Hono } from 'hono';
import { RangeQuery } from '../../contract/metrics.ts';
import { TraceSearch } from '../../contract/traces.ts';
import { TagParams, TagValueParams, TraceIdParams, TraceTimeParams } from '../../http/params.ts';
import { reply } from '../../http/reply.ts';
import { validate } from '../../http/validate.ts';
import type { SourceRegistry } from '../../provisioning/registry.ts';
import { sourceCall } from '../source-call.ts';
import type { TempoClient } from './client.ts';

export function tempoRoutes(sources: SourceRegistry, tempo: TempoClient) {
  const call = sourceCall(sources, 'tempo');
  return new Hono()
    .get('/:uid/traces/:traceId', validate('param', TraceIdParams), validate('query', TraceTimeParams), async (c) =>
      reply(c, await tempo.trace(call(c), { traceId: c.req.valid('param').traceId, ...c.req.valid('query') })),
    )
    .post('/:uid/search', validate('json', TraceSearch), async (c) =>
      reply(c, await tempo.search(call(c), c.req.valid('json'))),
    )
    .get('/:uid/tags', validate('query', TagParams), async (c) =>
      reply(c, await tempo.tags(call(c), c.req.valid('query'))),
    )
    .get('/:uid/tag-values', validate('query', TagValueParams), async (c) =>
      reply(c, await tempo.tagValues(call(c), c.req.valid('query'))),
    )
    .post('/:uid/metrics', validate('json', RangeQuery), async (c) =>
      reply(c, await tempo.metrics(call(c), c.req.valid('json'))),
    );
}
