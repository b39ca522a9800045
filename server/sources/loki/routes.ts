import { Hono } from 'hono';
import { LogQuery, LogTailQuery, LogVolumeQuery } from '../../contract/logs.ts';
import { InstantQuery, SeriesQuery } from '../../contract/metrics.ts';
import { FormatQuery } from '../../contract/query.ts';
import { LogFieldValueParams, LogLabelParams, LogLabelValueParams, LogSelectionParams } from '../../http/params.ts';
import { reply } from '../../http/reply.ts';
import { validate } from '../../http/validate.ts';
import type { SourceRegistry } from '../../provisioning/registry.ts';
import { sourceCall } from '../source-call.ts';
import type { LokiClient } from './client.ts';

export function lokiRoutes(sources: SourceRegistry, loki: LokiClient) {
  const call = sourceCall(sources, 'loki');
  return new Hono()
    .post('/:uid/query-range', validate('json', LogQuery), async (c) =>
      reply(c, await loki.queryRange(call(c), c.req.valid('json'))),
    )
    .post('/:uid/query', validate('json', InstantQuery), async (c) =>
      reply(c, await loki.query(call(c), c.req.valid('json'))),
    )
    .post('/:uid/volume', validate('json', LogVolumeQuery), async (c) =>
      reply(c, await loki.volume(call(c), c.req.valid('json'))),
    )
    .get('/:uid/labels', validate('query', LogLabelParams), async (c) =>
      reply(c, await loki.labels(call(c), c.req.valid('query'))),
    )
    .get('/:uid/label-values', validate('query', LogLabelValueParams), async (c) =>
      reply(c, await loki.labelValues(call(c), c.req.valid('query'))),
    )
    .post('/:uid/series', validate('json', SeriesQuery), async (c) =>
      reply(c, await loki.series(call(c), c.req.valid('json'))),
    )
    .get('/:uid/stats', validate('query', LogSelectionParams), async (c) =>
      reply(c, await loki.stats(call(c), c.req.valid('query'))),
    )
    .get('/:uid/detected-fields', validate('query', LogSelectionParams), async (c) =>
      reply(c, await loki.detectedFields(call(c), c.req.valid('query'))),
    )
    .get('/:uid/field-values', validate('query', LogFieldValueParams), async (c) =>
      reply(c, await loki.fieldValues(call(c), c.req.valid('query'))),
    )
    .get('/:uid/tail', validate('query', LogTailQuery), async (c) => {
      const events = await loki.tail(call(c), c.req.valid('query'));
      // Proxies in between must not collect what is to be seen at once.
      const headers = {
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      };
      return c.body(events, 200, headers);
    })
    .post('/:uid/format', validate('json', FormatQuery), async (c) =>
      reply(c, await loki.format(call(c), c.req.valid('json'))),
    )
    .get('/:uid/patterns', validate('query', LogSelectionParams), async (c) =>
      reply(c, await loki.patterns(call(c), c.req.valid('query'))),
    );
}
