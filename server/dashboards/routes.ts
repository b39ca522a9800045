import { Hono } from 'hono';
import { z } from 'zod';
import { SaveDashboard } from '../contract/dashboards.ts';
import { NameHistoryEntry, NewHistoryEntry } from '../contract/history.ts';
import { reply } from '../http/reply.ts';
import { validate } from '../http/validate.ts';
import type { Dashboards } from './dashboards.ts';
import type { QueryHistory } from './history.ts';

const ListParams = z.object({ query: z.string().max(500).default('') });

export const dashboardRoutes = (dashboards: Dashboards) =>
  new Hono()
    .get('/', validate('query', ListParams), async (c) => reply(c, await dashboards.list(c.req.valid('query').query)))
    .post('/', validate('json', SaveDashboard), async (c) => reply(c, await dashboards.save(c.req.valid('json'))))
    .get('/:uid', async (c) => reply(c, await dashboards.get(c.req.param('uid'))))
    .get('/:uid/versions', async (c) => reply(c, await dashboards.versions(c.req.param('uid'))))
    .put('/:uid/star', async (c) => {
      await dashboards.star(c.req.param('uid'), true);
      return reply(c, { starred: true });
    })
    .delete('/:uid/star', async (c) => {
      await dashboards.star(c.req.param('uid'), false);
      return reply(c, { starred: false });
    });

const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

const HistoryParams = z.object({
  sourceUid: z.string().optional(),
  query: z.string().max(500).optional(),
  starred: flag,
  saved: flag,
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const StarBody = z.object({ starred: z.boolean() });

export const historyRoutes = (history: QueryHistory) =>
  new Hono()
    .get('/', validate('query', HistoryParams), async (c) => reply(c, await history.list(c.req.valid('query'))))
    .post('/', validate('json', NewHistoryEntry), async (c) => reply(c, await history.add(c.req.valid('json'))))
    .put('/:id/star', validate('json', StarBody), async (c) => {
      await history.star(c.req.param('id'), c.req.valid('json').starred);
      return reply(c, c.req.valid('json'));
    })
    .put('/:id/name', validate('json', NameHistoryEntry), async (c) => {
      await history.rename(c.req.param('id'), c.req.valid('json').name);
      return reply(c, c.req.valid('json'));
    })
    .delete('/:id', async (c) => {
      await history.remove(c.req.param('id'));
      return reply(c, { removed: true });
    });
