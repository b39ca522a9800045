import type { Grid } from '../evaluate/columns.ts';
import { runLogQuery } from '../evaluate/log-query.ts';
import type { QueryContext } from '../evaluate/query-context.ts';
import { runMetricQuery } from '../evaluate/metric-query.ts';
import type { LogExpr, MetricExpr } from '../syntax/ast.ts';
import { parseQuery } from '../syntax/parse.ts';
import { prettyExpr } from '../syntax/pretty.ts';
import { QueryError } from '../syntax/query-error.ts';
import { encodeMatrix, encodeResult, encodeScalar, encodeStreams, encodeVector } from './encode.ts';
import { jsonResponse } from './errors.ts';
import { checkEntryLimit, checkQueryLength } from './params.ts';
import type { Endpoint, RequestContext } from './request.ts';

const DEFAULT_LIMIT = 100;
const CATEGORIZE = 'categorize-labels';

export const encodingFlags = (header: string): string[] =>
  header
    .split(',')
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '');

function queryContext({ store, options }: Endpoint, { budget }: RequestContext): QueryContext {
  return { store, budget, nowMs: options.now, statistics: { lines: 0, bytes: 0 } };
}

export async function answerRange(endpoint: Endpoint, request: RequestContext): Promise<Response> {
  const { params } = request;
  const bounds = params.checkedBounds();
  const limit = params.positive('limit', DEFAULT_LIMIT);
  const isBackward = params.isBackward();
  const stepNs = params.step(bounds);
  const intervalNs = params.interval();
  const expr = parseQuery(params.text('query'));
  checkQueryLength(bounds);
  if (expr.kind !== 'log') return answerMetric(expr, alignedGrid(bounds, stepNs), { endpoint, request });
  checkEntryLimit(limit);
  return answerLogs(expr, { ...bounds, limit, isBackward, intervalNs }, { endpoint, request });
}

interface Answering {
  readonly endpoint: Endpoint;
  readonly request: RequestContext;
}
interface LogOptions {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly limit: number;
  readonly isBackward: boolean;
  readonly intervalNs: number;
}

async function answerLogs(expr: LogExpr, options: LogOptions, { endpoint, request }: Answering): Promise<Response> {
  const started = performance.now();
  const flags = encodingFlags(request.header('x-loki-response-encoding-flags'));
  const context = queryContext(endpoint, request);
  const entries = await runLogQuery({ expr, ...options }, context);
  const result = encodeStreams(entries, { categorize: flags.includes(CATEGORIZE) });
  const statistics = { ...context.statistics, entries: entries.length, milliseconds: performance.now() - started };
  return jsonResponse(encodeResult('streams', result, { statistics, flags }));
}

async function answerMetric(expr: MetricExpr, grid: Grid, { endpoint, request }: Answering): Promise<Response> {
  const started = performance.now();
  const context = queryContext(endpoint, request);
  const columns = await runMetricQuery(expr, grid, context);
  const isInstant = grid.stepNs === 0;
  const statistics = () => ({
    ...context.statistics,
    entries: columns.length,
    milliseconds: performance.now() - started,
  });
  if (isInstant && expr.kind === 'literal')
    return jsonResponse(
      encodeResult('scalar', encodeScalar(expr.value, grid), { statistics: statistics(), flags: [] }),
    );
  const result = isInstant ? encodeVector(columns, grid) : encodeMatrix(columns, grid);
  return jsonResponse(encodeResult(isInstant ? 'vector' : 'matrix', result, { statistics: statistics(), flags: [] }));
}

/** Metric queries begin and end at multiples of their step, outside the range when they must. */
function alignedGrid({ startNs, endNs }: { startNs: bigint; endNs: bigint }, stepNs: number): Grid {
  const step = BigInt(stepNs);
  const start = startNs - (startNs % step);
  const end = endNs % step === 0n ? endNs : endNs + step - (endNs % step);
  return { startNs: start, stepNs, count: Number((end - start) / step) + 1 };
}

export async function answerInstant(endpoint: Endpoint, request: RequestContext): Promise<Response> {
  const { params } = request;
  params.positive('limit', DEFAULT_LIMIT);
  const startNs = params.time('time', params.nowNs);
  params.isBackward();
  const expr = parseQuery(params.text('query'));
  if (expr.kind === 'log')
    throw new QueryError(
      'log queries are not supported as an instant query type, please change your query to a range query type',
    );
  return answerMetric(expr, { startNs, stepNs: 0, count: 1 }, { endpoint, request });
}

/** The only endpoint whose errors are JSON. */
export function answerFormat({ params }: RequestContext): Response {
  try {
    return Response.json({ status: 'success', data: prettyExpr(parseQuery(params.text('query'))) });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return Response.json({ status: 'invalid-query', error: error.message }, { status: 400 });
  }
}
