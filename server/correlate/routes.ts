import { Hono, type Context } from 'hono';
import { CountRequest, WidenRequest, type HitCount } from '../contract/correlate.ts';
import type { SourceDiagnosis } from '../contract/doctor.ts';
import { toTarget } from '../contract/explore-url.ts';
import type { AbsoluteRange, Target } from '../contract/query.ts';
import { epochMs } from '../contract/units.ts';
import { createCoalescer } from '../http/coalesce.ts';
import { InvalidRequest } from '../http/problem.ts';
import { reply } from '../http/reply.ts';
import { validate } from '../http/validate.ts';
import type { DataSource } from '../provisioning/data-source.ts';
import { requireSource, type SourceRegistry } from '../provisioning/registry.ts';
import type { SourceCall } from '../sources/source-call.ts';
import { createCount, type CountClients } from './count.ts';
import { diagnose } from './doctor/doctor.ts';
import { createMemory } from './memory.ts';
import { createVocabulary } from './vocabulary.ts';
import { widen } from './widen.ts';

/** A count is drawn beside a link that nobody may follow: it may cost less than looking for what a jump missed. */
const COUNT_BYTES = 2 ** 30;
const WIDEN_BYTES = 8 * 2 ** 30;
const KEEP_MS = 15_000;

export function correlateRoutes(sources: SourceRegistry, clients: CountClients) {
  const count = createCount(clients);
  const vocabulary = createVocabulary(clients);
  const known = createMemory<HitCount>(1000);
  const flights = createCoalescer<HitCount>();

  const countOnce = async (call: SourceCall, ask: Asked): Promise<HitCount> => {
    const key = JSON.stringify([call.source.uid, call.source.revision, ask]);
    const kept = known.get(key);
    if (kept) return kept;
    return flights.run(key, call.signal, async (signal) => {
      const { hits } = await count({ ...call, signal }, { ...ask, maxBytes: COUNT_BYTES });
      known.set(key, hits, KEEP_MS);
      return hits;
    });
  };

  const runs = createCoalescer<SourceDiagnosis>();
  const diagnoseOnce = (source: DataSource, signal: AbortSignal): Promise<SourceDiagnosis> =>
    runs.run(`${source.uid} ${source.revision}`, signal, (shared) =>
      diagnose({ sources, clients, count, vocabulary, now: Date.now }, source, shared),
    );

  return new Hono()
    .post('/count', validate('json', CountRequest), async (c) => {
      const { call, ask } = asked(sources, c, c.req.valid('json'));
      return reply(c, await countOnce(call, ask));
    })
    .post('/widen', validate('json', WidenRequest), async (c) => {
      const request = c.req.valid('json');
      const { call, ask } = asked(sources, c, request);
      const deps = { count, labels: vocabulary.labels };
      return reply(c, await widen(deps, call, { ...ask, traceId: request.traceId, maxBytes: WIDEN_BYTES }));
    })
    .get('/doctor', async (c) => {
      const diagnoses: SourceDiagnosis[] = [];
      // One after the other: this is thorough, not urgent, and must not take the sources from whoever reads.
      for (const source of sources.list()) diagnoses.push(await diagnoseOnce(source, c.req.raw.signal));
      return reply(c, diagnoses);
    })
    .get('/doctor/:uid', async (c) =>
      reply(c, await diagnoseOnce(requireSource(sources, c.req.param('uid')), c.req.raw.signal)),
    )
    .get('/vocabulary', async (c) => {
      const calls = sources.list().map((source) => ({ source, signal: c.req.raw.signal }));
      return reply(c, await vocabulary.all(calls));
    });
}

interface Asked {
  readonly targets: readonly Target[];
  readonly range: AbsoluteRange;
}

function asked(sources: SourceRegistry, c: Context, request: CountRequest): { call: SourceCall; ask: Asked } {
  const source = requireSource(sources, request.sourceUid);
  const { from, to } = request.range;
  if (from > to) throw new InvalidRequest('range: expected from before to');
  const targets = request.targets.map((target) => toTarget(source.type, target));
  return {
    call: { source, signal: c.req.raw.signal },
    ask: { targets, range: { from: epochMs(from), to: epochMs(to) } },
  };
}
