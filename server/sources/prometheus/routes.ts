import { Hono } from 'hono';
import { ExemplarQuery, InstantQuery, RangeQuery, SeriesQuery } from '../../contract/metrics.ts';
import { FormatQuery } from '../../contract/query.ts';
import { MetricLabelParams, MetricLabelValueParams } from '../../http/params.ts';
import { reply } from '../../http/reply.ts';
import { validate } from '../../http/validate.ts';
import type { SourceRegistry } from '../../provisioning/registry.ts';
import { sourceCall } from '../source-call.ts';
import type { PrometheusClient } from './client.ts';

export function prometheusRoutes(sources: SourceRegistry, prometheus: PrometheusClient) {
  const call = sourceCall(sources, 'prometheus');
  return new Hono()
    .post('/:uid/query-range', validate('json', RangeQuery), async (c) =>
      reply(c, await prometheus.queryRange(call(c), c.req.valid('json'))),
    )
    .post('/:uid/query', validate('json', InstantQuery), async (c) =>
      reply(c, await prometheus.query(call(c), c.req.valid('json'))),
    )
    .post('/:uid/exemplars', validate('json', ExemplarQuery), async (c) =>
      reply(c, await prometheus.exemplars(call(c), c.req.valid('json'))),
    )
    .get('/:uid/labels', validate('query', MetricLabelParams), async (c) =>
      reply(c, await prometheus.labels(call(c), c.req.valid('query'))),
    )
    .get('/:uid/label-values', validate('query', MetricLabelValueParams), async (c) =>
      reply(c, await prometheus.labelValues(call(c), c.req.valid('query'))),
    )
    .post('/:uid/series', validate('json', SeriesQuery), async (c) =>
      reply(c, await prometheus.series(call(c), c.req.valid('json'))),
    )
    .post('/:uid/format', validate('json', FormatQuery), async (c) =>
      reply(c, await prometheus.format(call(c), c.req.valid('json'))),
    )
    .get('/:uid/metadata', async (c) => reply(c, await prometheus.metadata(call(c))));
}
