import { Hono, type Context } from 'hono';
import { createBudget, type Budget } from '../../budget.ts';
import type { EngineOptions } from '../../engine.ts';
import type { QueryOptions } from '../evaluate/context.ts';
import { instantQuery, rangeQuery, type QueryEnvironment, type QueryResult } from '../evaluate/query.ts';
import { compareLabels, labelObject } from '../model/labels.ts';
import { formatSample } from '../model/numbers.ts';
import type { Expr, VectorSelector } from '../parser/ast.ts';
import { prettyExpr } from '../parser/print.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import type { StoredSeries } from '../storage/stored-series.ts';
import { ApiError, badParameter } from './api-error.ts';
import { encodeResult } from './encode.ts';
import {
  badData,
  limitOf,
  optionalDuration,
  optionalTime,
  queryOf,
  readParams,
  requiredDuration,
  requiredTime,
  timeRange,
} from './params.ts';
import { success, TRUNCATED } from './respond.ts';
import { syntaxTree } from './syntax-tree.ts';

export interface ApiDependencies {
  readonly store: SeriesStore;
  readonly options: EngineOptions;
}

const METHODS = ['GET', 'POST'];
const MAX_POINTS = 11_000;
const MAX_REMARKS = 10;

/** `query`, `query_range`, `query_exemplars`, `parse_query` and `format_query`. */
export function queryRoutes(dependencies: ApiDependencies): Hono {
  const { store, options } = dependencies;
  const app = new Hono();
  app.on(METHODS, '/query', async (c) => {
    const params = await readParams(c);
    const limit = limitOf(params);
    const timeMs = optionalTime(params, 'time', options.now());
    const environment = environmentOf(c, params, dependencies);
    const result = await instantQuery(queryOf(params), timeMs, environment);
    return answer(result, { params, limit, budget: environment.budget });
  });
  app.on(METHODS, '/query_range', async (c) => {
    const params = await readParams(c);
    const limit = limitOf(params);
    const times = rangeTimes(params);
    const environment = environmentOf(c, params, dependencies);
    const result = await rangeQuery(queryOf(params), times, environment);
    return answer(result, { params, limit, budget: environment.budget });
  });
  app.on(METHODS, '/query_exemplars', async (c) => {
    const params = await readParams(c);
    const { start, end } = timeRange(params);
    if (end < start) throw new ApiError('bad_data', 'end timestamp must not be before start timestamp');
    const selectors = selectorsOf(queryOf(params, badData));
    if (selectors.length === 0) return c.body(null, 204);
    return success(JSON.stringify(findExemplars(store, selectors, { start, end })));
  });
  app.on(METHODS, '/parse_query', async (c) => success(JSON.stringify(syntaxTree(queryOf(await readParams(c))))));
  app.on(METHODS, '/format_query', async (c) => success(JSON.stringify(prettyExpr(queryOf(await readParams(c))))));
  return app;
}

function rangeTimes(params: URLSearchParams): { start: number; end: number; step: number } {
  const start = requiredTime(params, 'start');
  const end = requiredTime(params, 'end');
  if (end < start) throw badParameter('end', 'end timestamp must not be before start time');
  const step = requiredDuration(params, 'step');
  if (step <= 0)
    throw badParameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if (Math.floor((end - start) / step) > MAX_POINTS)
    throw new ApiError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  return { start, end, step: Math.max(1, Math.trunc(step)) };
}

function environmentOf(c: Context, params: URLSearchParams, { store, options }: ApiDependencies): QueryEnvironment {
  const timeout = optionalDuration(params, 'timeout');
  if (timeout !== null && timeout <= 0) throw new ApiError('timeout', 'query timed out in query execution');
  const lookback = lookbackOf(params);
  const budget = createBudget({
    timeoutMs: Math.min(options.queryTimeoutMs, timeout ?? Infinity),
    maxItems: options.maxQueryItems,
    signal: c.req.raw.signal,
  });
  const queryOptions: Partial<QueryOptions> = lookback ? { lookbackMs: lookback } : {};
  return { store, budget, options: queryOptions };
}

/** null for the default, also where it is not positive. */
function lookbackOf(params: URLSearchParams): number | null {
  const milliseconds = optionalDuration(params, 'lookback_delta', (problem) =>
    badData(`error parsing lookback delta duration: ${problem}`),
  );
  return milliseconds !== null && milliseconds > 0 ? milliseconds : null;
}

interface Answering {
  readonly params: URLSearchParams;
  readonly limit: number;
  readonly budget: Budget;
}

async function answer(result: QueryResult, { params, limit, budget }: Answering): Promise<Response> {
  const { warnings, infos } = result.annotations.list(params.get('query') ?? '', MAX_REMARKS);
  const cut = limited(result, limit);
  if (cut !== result) warnings.push(TRUNCATED);
  return success(await encodeResult(cut, budget), warnings, infos);
}

function limited(result: QueryResult, limit: number): QueryResult {
  if (result.type === 'samples' && result.sources.length > limit)
    return { ...result, sources: result.sources.slice(0, limit) };
  if ((result.type === 'vector' || result.type === 'matrix') && result.rows.length > limit)
    return { ...result, rows: result.rows.slice(0, limit) };
  return result;
}

/** Every selector of a query, wherever it stands. */
export function selectorsOf(expr: Expr): VectorSelector[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return [];
    case 'vectorSelector':
      return [expr];
    case 'matrixSelector':
      return [expr.selector];
    case 'subquery':
    case 'paren':
    case 'unary':
      return selectorsOf(expr.operand);
    case 'aggregate':
      return [...selectorsOf(expr.operand), ...(expr.parameter ? selectorsOf(expr.parameter) : [])];
    case 'binary':
      return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    case 'call':
      return expr.args.flatMap(selectorsOf);
  }
}

function findExemplars(
  store: SeriesStore,
  selectors: readonly VectorSelector[],
  { start, end }: { readonly start: number; readonly end: number },
): unknown[] {
  const found = new Set<StoredSeries>();
  for (const { matchers } of selectors) for (const series of store.select(matchers)) found.add(series);
  return [...found]
    .sort((a, b) => compareLabels(a.labels, b.labels))
    .map(({ labels, exemplars }) => ({
      seriesLabels: labelObject(labels),
      exemplars: (exemplars ?? [])
        .filter(({ timeMs }) => timeMs >= start && timeMs <= end)
        .map(({ labels: own, value, timeMs }) => ({
          labels: labelObject(own),
          value: formatSample(value),
          timestamp: timeMs / 1000,
        })),
    }))
    .filter(({ exemplars }) => exemplars.length > 0);
}
