import { Hono } from 'hono';
import { z } from 'zod';
import { NewLink, NewTrail, TrailChange, TrailId } from '../contract/trails.ts';
import { NotFound } from '../http/problem.ts';
import { reply } from '../http/reply.ts';
import { validate } from '../http/validate.ts';
import type { Trails } from './trails.ts';

/** What cannot be an id names nothing, so it is not found rather than malformed. */
function idOf(text: string): string {
  const id = TrailId.safeParse(text);
  if (!id.success) throw new NotFound('there is no such id');
  return id.data;
}

export const linkRoutes = (trails: Trails) =>
  new Hono()
    .post('/', validate('json', NewLink), async (c) => reply(c, await trails.link(c.req.valid('json'))))
    .get('/:id', async (c) => reply(c, await trails.openLink(idOf(c.req.param('id')))));

const ListParams = z.object({ query: z.string().max(500).default('') });

export const trailRoutes = (trails: Trails) =>
  new Hono()
    .get('/', validate('query', ListParams), async (c) => reply(c, await trails.list(c.req.valid('query').query)))
    .post('/', validate('json', NewTrail), async (c) => reply(c, await trails.create(c.req.valid('json'))))
    .get('/:id', async (c) => reply(c, await trails.get(idOf(c.req.param('id')))))
    .put('/:id', validate('json', TrailChange), async (c) =>
      reply(c, await trails.update(idOf(c.req.param('id')), c.req.valid('json'))),
    )
    .delete('/:id', async (c) => {
      await trails.remove(idOf(c.req.param('id')));
      return reply(c, { removed: true });
    });
