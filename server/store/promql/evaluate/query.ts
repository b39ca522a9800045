import type { Budget } from '../../budget.ts';
import { compareLabels, withoutMetricMetadata } from '../model/labels.ts';
import type { Expr } from '../parser/ast.ts';
import { unwrapParens } from '../parser/ast.ts';
import { documentedType, typeOf } from '../parser/typecheck.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import { createAnnotations, type Annotations } from './annotations.ts';
import { DEFAULT_QUERY_OPTIONS, type QueryContext, type QueryOptions, type Steps, type Value } from './context.ts';
import { evaluateExpr } from './evaluate.ts';
import { preprocess, type QueryTimes } from './preprocess.ts';
import { joinRows, relabelled, type Row } from './rows.ts';
import { openSources, referenceTime, type RangeExpr, type SampleSource } from './sample-source.ts';

/** What a query needs besides its text and times. */
export interface QueryEnvironment {
  readonly store: SeriesStore;
  readonly budget: Budget;
  readonly options?: Partial<QueryOptions>;
}

/** Rows of a matrix or vector hold a sample for each of `steps`; `samples` are the raw samples of a range vector. */
export type QueryResult = { readonly annotations: Annotations } & (
  | { readonly type: 'scalar'; readonly steps: Steps; readonly values: Float64Array }
  | { readonly type: 'string'; readonly timeMs: number; readonly text: string }
  | { readonly type: 'vector' | 'matrix'; readonly steps: Steps; readonly rows: readonly Row[] }
  | { readonly type: 'samples'; readonly sources: readonly SampleSource[] }
);

/** A query of a type that cannot be answered over a range. */
export class InvalidRangeQuery extends Error {
  override readonly name = 'InvalidRangeQuery';
}

/** @throws ExecutionError, BudgetExceeded */
export async function instantQuery(expr: Expr, timeMs: number, environment: QueryEnvironment): Promise<QueryResult> {
  const times: QueryTimes = { start: timeMs, end: timeMs, step: 0 };
  const { context, expr: prepared } = createContext(expr, times, environment);
  const { annotations } = context;
  const steps: Steps = { start: timeMs, step: 1, count: 1 };
  const range = unwrapParens(prepared);
  if (range.kind === 'matrixSelector' || range.kind === 'subquery')
    return { type: 'samples', annotations, sources: await rawSamples(range, steps, context) };
  const value = await evaluateExpr(prepared, steps, context);
  switch (value.type) {
    case 'string':
      return { type: 'string', annotations, timeMs, text: value.text };
    case 'scalar':
      return { type: 'scalar', annotations, steps, values: value.values };
    case 'vector':
      return { type: 'vector', annotations, steps, rows: finishRows(value.rows, context) };
  }
}

/**
 * @param times ms
 * @throws InvalidRangeQuery, ExecutionError, BudgetExceeded
 */
export async function rangeQuery(expr: Expr, times: QueryTimes, environment: QueryEnvironment): Promise<QueryResult> {
  const type = typeOf(expr);
  if (type !== 'vector' && type !== 'scalar')
    throw new InvalidRangeQuery(
      `invalid expression type "${documentedType(type)}" for range query, must be Scalar or instant Vector`,
    );
  const { context, expr: prepared } = createContext(expr, times, environment);
  const count = Math.floor((times.end - times.start) / times.step) + 1;
  const steps: Steps = { start: times.start, step: times.step, count };
  const value = await evaluateExpr(prepared, steps, context);
  const rows = finishRows(rowsOf(value, steps), context);
  rows.sort((a, b) => compareLabels(a.labels, b.labels));
  return { type: 'matrix', annotations: context.annotations, steps, rows };
}

function createContext(
  expr: Expr,
  times: QueryTimes,
  { store, budget, options }: QueryEnvironment,
): { context: QueryContext; expr: Expr } {
  const { expr: prepared, invariant, statsOnly } = preprocess(expr, times);
  const context: QueryContext = {
    store,
    budget,
    options: { ...DEFAULT_QUERY_OPTIONS, ...options },
    annotations: createAnnotations(),
    invariant,
    statsOnly,
  };
  return { context, expr: prepared };
}

function rowsOf(value: Value, { count }: Steps): readonly Row[] {
  if (value.type === 'vector') return value.rows;
  if (value.type === 'string') return [];
  const kinds = new Uint8Array(count).fill(1);
  return [{ labels: { pairs: [], key: '' }, dropName: false, kinds, values: value.values, histograms: null }];
}

/** Names marked as dropped go now. */
function finishRows(rows: readonly Row[], { options }: QueryContext): Row[] {
  if (!options.delayedNameRemoval) return [...rows];
  return joinRows(rows.map((row) => (row.dropName ? relabelled(row, withoutMetricMetadata(row.labels)) : row)));
}

/** The samples of a range vector as they stand. */
async function rawSamples(range: RangeExpr, steps: Steps, query: QueryContext): Promise<SampleSource[]> {
  const context = { ...query, steps, evaluate: (expr: Expr, part = steps) => evaluateExpr(expr, part, query) };
  const sources = await openSources(range, context);
  const end = referenceTime(range, steps, 0);
  const start = end - range.range;
  const cut = range.kind === 'subquery' ? sources : sources.map((source) => cutSource(source, start, end));
  const named = query.options.delayedNameRemoval
    ? cut.map((source) => (source.dropName ? { ...source, labels: withoutMetricMetadata(source.labels) } : source))
    : cut;
  return named
    .filter(({ times, histograms }) => times.length + histograms.length > 0)
    .sort((a, b) => compareLabels(a.labels, b.labels));
}

/** The window is open at its start. */
function cutSource(source: SampleSource, start: number, end: number): SampleSource {
  const inside = (time: number) => time > start && time <= end;
  const from = source.times.findIndex(inside);
  const histogramsFrom = source.histogramTimes.findIndex(inside);
  const floatsAt = from < 0 ? source.times.length : from;
  const histogramsAt = histogramsFrom < 0 ? source.histogramTimes.length : histogramsFrom;
  return {
    ...source,
    times: source.times.subarray(floatsAt),
    values: source.values.subarray(floatsAt),
    histogramTimes: source.histogramTimes.slice(histogramsAt),
    histograms: source.histograms.slice(histogramsAt),
  };
}
