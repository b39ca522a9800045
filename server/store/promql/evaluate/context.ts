import type { Budget } from '../../budget.ts';
import type { Expr, VectorSelector } from '../parser/ast.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import type { Annotations } from './annotations.ts';
import type { Row } from './rows.ts';

export interface QueryOptions {
  /** How old the last sample may be. */
  readonly lookbackMs: number;
  /** Operations only mark names as dropped, and the end removes them: what Prometheus' own test scripts expect. */
  readonly delayedNameRemoval: boolean;
  /** Counters are taken to start where their samples say. */
  readonly useStartTimes: boolean;
  /** Resolution of subqueries that name none. */
  readonly defaultStepMs: number;
}
export const DEFAULT_QUERY_OPTIONS: QueryOptions = {
  lookbackMs: 300_000,
  delayedNameRemoval: false,
  useStartTimes: false,
  defaultStepMs: 60_000,
};

/** The times an expression is evaluated at: `count` from `start` on, every `step` ms. */
export interface Steps {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}
export const stepTime = ({ start, step }: Steps, index: number): number => start + index * step;

export type Value =
  | { readonly type: 'scalar'; readonly values: Float64Array }
  | { readonly type: 'vector'; readonly rows: readonly Row[] }
  | { readonly type: 'string'; readonly text: string };

/** What one query's evaluation needs everywhere. */
export interface QueryContext {
  readonly store: SeriesStore;
  readonly options: QueryOptions;
  readonly annotations: Annotations;
  readonly budget: Budget;
  /** Expressions with the same value at every step. */
  readonly invariant: ReadonlySet<Expr>;
  /** Selectors of which only the histograms' count and sum are wanted. */
  readonly statsOnly: ReadonlySet<VectorSelector>;
}

export interface EvalContext extends QueryContext {
  readonly steps: Steps;
  /** Evaluates a part of the expression, at these steps or others. */
  readonly evaluate: (expr: Expr, steps?: Steps) => Promise<Value>;
}

export async function evaluateRows(expr: Expr, context: EvalContext): Promise<readonly Row[]> {
  const value = await context.evaluate(expr);
  if (value.type !== 'vector') throw new Error(`vector expected, got ${value.type}`);
  return value.rows;
}

/** Works through rows one by one, gives way to other requests in between, and counts their steps. */
export async function eachRow<T>(
  rows: readonly T[],
  { budget, steps }: EvalContext,
  visit: (row: T) => void,
): Promise<void> {
  for (const row of rows) {
    budget.spend(steps.count);
    const pause = budget.breathe();
    if (pause) await pause;
    visit(row);
  }
}

export async function mapRows<T>(rows: readonly Row[], context: EvalContext, map: (row: Row) => T): Promise<T[]> {
  const mapped: T[] = [];
  await eachRow(rows, context, (row) => mapped.push(map(row)));
  return mapped;
}

export async function evaluateScalar(expr: Expr, context: EvalContext): Promise<Float64Array> {
  const value = await context.evaluate(expr);
  if (value.type !== 'scalar') throw new Error(`scalar expected, got ${value.type}`);
  return value.values;
}

export function stringOf(expr: Expr | undefined): string {
  if (expr?.kind !== 'string') throw new Error('string literal expected');
  return expr.value;
}
