import { Hono } from 'hono';
import { ProfileQuery, ProfileSeriesQuery } from '../../contract/profiles.ts';
import { MetricLabelParams, MetricLabelValueParams } from '../../http/params.ts';
import { reply } from '../../http/reply.ts';
import { validate } from '../../http/validate.ts';
import type { SourceRegistry } from '../../provisioning/registry.ts';
import { sourceCall } from '../source-call.ts';
import type { PyroscopeClient } from './client.ts';

export function pyroscopeRoutes(sources: SourceRegistry, pyroscope: PyroscopeClient) {
  const call = sourceCall(sources, 'grafana-pyroscope-datasource');
  return new Hono()
    .get('/:uid/profile-types', validate('query', MetricLabelParams.pick({ start: true, end: true })), async (c) =>
      reply(c, await pyroscope.profileTypes(call(c), c.req.valid('query'))),
    )
    .get('/:uid/labels', validate('query', MetricLabelParams), async (c) =>
      reply(c, await pyroscope.labels(call(c), c.req.valid('query'))),
    )
    .get('/:uid/label-values', validate('query', MetricLabelValueParams), async (c) =>
      reply(c, await pyroscope.labelValues(call(c), c.req.valid('query'))),
    )
    .post('/:uid/flame-graph', validate('json', ProfileQuery), async (c) =>
      reply(c, await pyroscope.flameGraph(call(c), c.req.valid('json'))),
    )
    .post('/:uid/series', validate('json', ProfileSeriesQuery), async (c) =>
      reply(c, await pyroscope.series(call(c), c.req.valid('json'))),
    );
}
