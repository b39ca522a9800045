import { Hono, type Context } from 'hono';
import { searchTraces } from '../evaluate/search.ts';
import { searchByTags } from '../evaluate/tag-search.ts';
import type { Pipeline } from '../language/ast.ts';
import { openBudget, readTraceql, type EngineContext } from './engine-context.ts';
import { parseLogfmt } from './logfmt.ts';
import { readMilliseconds, readParam, readQuery, readSearchRange, readUint } from './params.ts';
import { RequestError } from './request-error.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 256 * 1024;
const DEFAULT_SPANS = 3;
const MAX_SPANS = 100;
const WEEK_SECONDS = 168n * 3600n;
const SECOND = 1_000_000_000n;

export function createSearchRoutes(engine: EngineContext): Hono {
  return new Hono().get('/api/search', async (c) => {
    const text = readQuery(c, 'q');
    const range = readSearchRange(c);
    const limit = readLimit(c);
    const spansPerSpanSet = readSpansPerSpanSet(c);
    const tags = readTags(c, text);
    const durations = readDurations(c);
    if (range.start !== null && range.end !== null && range.end - range.start > WEEK_SECONDS * SECOND) {
      const received = `received start=${range.start / SECOND} end=${range.end / SECOND}`;
      throw new RequestError(`range specified by start and end exceeds 168h0m0s. ${received}`);
    }
    const budget = openBudget(c, engine);
    if (text === undefined) {
      const traces = await searchByTags(engine.store, { tags, ...durations, range, limit }, budget);
      return c.json({ traces, metrics: searchMetrics(traces.length) });
    }
    const pipeline = readPipeline(text);
    const { traces, inspectedTraces } = await searchTraces(
      engine.store,
      { pipeline, range, limit, spansPerSpanSet },
      budget,
    );
    return c.json({ traces, metrics: searchMetrics(inspectedTraces) });
  });
}

/** Of a metrics query, the spans it is made of. @throws RequestError */
function readPipeline(text: string): Pipeline {
  const query = readTraceql(text);
  if (query.kind === 'search') return query.pipeline;
  if (query.expression.kind === 'leaf') return query.expression.pipeline;
  throw new RequestError('math expressions not supported');
}

/** One job: the store has no blocks to go through. */
const searchMetrics = (inspectedTraces: number) => ({
  ...(inspectedTraces > 0 ? { inspectedTraces } : {}),
  completedJobs: 1,
  totalJobs: 1,
});

function readLimit(c: Context): number {
  const limit = readUint(c, 'limit');
  if (limit === undefined) return DEFAULT_LIMIT;
  if (limit === 0) throw new RequestError('invalid limit: must be a positive number');
  if (limit > MAX_LIMIT) throw new RequestError(`limit ${limit} exceeds max limit ${MAX_LIMIT}`);
  return limit;
}

function readSpansPerSpanSet(c: Context): number {
  const spans = readUint(c, 'spss') ?? DEFAULT_SPANS;
  if (spans > MAX_SPANS) throw new RequestError(`spans per span set exceeds ${MAX_SPANS}. received ${spans}`);
  return spans === 0 ? DEFAULT_SPANS : spans;
}

function readTags(c: Context, query: string | undefined): ReadonlyMap<string, string> {
  const text = readParam(c, 'tags');
  if (text === undefined) return new Map();
  if (query !== undefined) throw new RequestError("invalid request: can't specify tags and q in the same query");
  return parseLogfmt(text);
}

function readDurations(c: Context): { readonly minMs: number; readonly maxMs: number } {
  const minMs = readMilliseconds(c, 'minDuration');
  const maxMs = readMilliseconds(c, 'maxDuration');
  if (maxMs !== 0 && minMs > maxMs) throw new RequestError('invalid maxDuration: must be greater than minDuration');
  return { minMs, maxMs };
}
