import { createBudget } from '../budget.ts';
import { stepTime } from './evaluate/context.ts';
import {
  instantQuery,
  InvalidRangeQuery,
  rangeQuery,
  type QueryEnvironment,
  type QueryResult,
} from './evaluate/query.ts';
import type { Expr } from './parser/ast.ts';
import { parseExpr } from './parser/parse.ts';
import { atVariants, type InstantCase } from './scripts/at-variants.ts';
import { compareResult, compareScalar, compareVector, resultSeries, sortingProblem } from './scripts/compare.ts';
import { loadSeries, type LoadCommand } from './scripts/load.ts';
import { parseScript, type EvalCommand, type ExpectKind } from './scripts/parse-script.ts';
import { createSeriesStore, type SeriesStore } from './storage/series-store.ts';

/** What became of one `eval` of a script. */
export interface ScriptCase {
  /** From 1. */
  readonly line: number;
  readonly query: string;
  readonly status: 'passed' | 'failed';
  /** Why it failed; '' when it passed. */
  readonly reason: string;
}

/**
 * Runs one of Prometheus' test scripts (`load`, `eval`, `expect`, …) against a store of its own. Every instant query is
 * also run with its time fixed by `@` at other times, and as the middle of a range query, as Prometheus does. Commands
 * that make no sense are failed cases of their own.
 */
export async function runScript(script: string): Promise<ScriptCase[]> {
  const cases: ScriptCase[] = [];
  let store = createSeriesStore();
  for (const command of parseScript(script)) {
    switch (command.kind) {
      case 'clear':
        store = createSeriesStore();
        break;
      case 'load': {
        const problem = tryLoad(store, command);
        if (problem !== null) cases.push({ line: command.line, query: 'load', status: 'failed', reason: problem });
        break;
      }
      case 'eval':
        cases.push(await runCase(command, store));
        break;
      case 'invalid':
        cases.push({ line: command.line, query: command.text, status: 'failed', reason: command.reason });
    }
  }
  return cases;
}

function tryLoad(store: SeriesStore, command: LoadCommand): string | null {
  try {
    loadSeries(store, command);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function runCase(command: EvalCommand, store: SeriesStore): Promise<ScriptCase> {
  const { line, query } = command;
  const problem = await (command.isRange ? runRange(command, store) : runInstant(command, store));
  return { line, query, status: problem === null ? 'passed' : 'failed', reason: problem ?? '' };
}

const environment = (store: SeriesStore): QueryEnvironment => ({
  store,
  budget: createBudget({ timeoutMs: 100_000, maxItems: 50_000_000 }),
  options: { delayedNameRemoval: true, useStartTimes: true },
});

type Attempt = { readonly result: QueryResult } | { readonly error: Error };

async function attempt(query: string, run: (expr: Expr) => Promise<QueryResult>): Promise<Attempt> {
  try {
    return { result: await run(parseExpr(query)) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function runRange(command: EvalCommand, store: SeriesStore): Promise<string | null> {
  const { start, end, step, query } = command;
  const outcome = await attempt(query, (expr) => rangeQuery(expr, { start, end, step }, environment(store)));
  return checkOutcome(command, query, outcome);
}

function checkOutcome(command: EvalCommand, query: string, outcome: Attempt): string | null {
  const failures = command.expectations.filter(({ kind }) => kind === 'fail');
  if ('error' in outcome) {
    const { message } = outcome.error;
    if (failures.length === 0) return `error evaluating ${query}: ${message}`;
    const unmet = failures.find(({ matches }) => !matches(message));
    return unmet ? `expected error ${unmet.described} but got: ${message}` : null;
  }
  if (failures.length > 0) return `expected an error evaluating ${query} but got none`;
  const problem = checkAnnotations(command, query, outcome.result) ?? compareResult(command, outcome.result);
  return problem && `${query}: ${problem}`;
}

function checkAnnotations({ expectations }: EvalCommand, query: string, { annotations }: QueryResult): string | null {
  const { warnings, infos } = annotations.list(query);
  for (const [kind, none, found] of [['warn', 'no_warn', warnings] as const, ['info', 'no_info', infos] as const]) {
    const problem = checkKind(
      expectations.filter((entry) => entry.kind === kind),
      found,
      kind,
    );
    if (problem) return problem;
    if (found.length > 0 && expectations.some((entry) => entry.kind === none))
      return `unexpected ${kind} annotations: ${found.join('; ')}`;
  }
  return null;
}

function checkKind(wanted: EvalCommand['expectations'], found: readonly string[], kind: ExpectKind): string | null {
  if (wanted.length === 0) return null;
  const unmet = wanted.find(({ matches }) => !found.some(matches));
  if (unmet) return `expected ${kind} annotation ${unmet.described} but got: ${found.join('; ')}`;
  const strict = wanted.filter(({ isLoose }) => !isLoose);
  if (strict.length === 0) return null;
  const unexpected = found.find((text) => !strict.some(({ matches }) => matches(text)));
  return unexpected === undefined ? null : `unexpected ${kind} annotation ${unexpected}`;
}

async function runInstant(command: EvalCommand, store: SeriesStore): Promise<string | null> {
  const cases: InstantCase[] = [{ query: command.query, at: command.at }];
  try {
    cases.push(...atVariants(command.query, command.at));
  } catch (error) {
    return `cannot parse ${command.query}: ${error instanceof Error ? error.message : String(error)}`;
  }
  for (const instant of cases) {
    const problem = await runInstantCase(command, instant, store);
    if (problem) return problem;
  }
  return null;
}

const READS_QUERY_TIMES = /(start|end|range|step)\(\)/;

async function runInstantCase(
  command: EvalCommand,
  { query, at }: InstantCase,
  store: SeriesStore,
): Promise<string | null> {
  const outcome = await attempt(query, (expr) => instantQuery(expr, at, environment(store)));
  const problem = checkOutcome(command, query, outcome);
  if (problem || 'error' in outcome || command.instantOnly || READS_QUERY_TIMES.test(query)) return problem;
  const times = { start: at - 60_000, end: at + 60_000, step: 60_000 };
  const range = await attempt(query, (expr) => rangeQuery(expr, times, environment(store)));
  if ('error' in range) {
    if (range.error instanceof InvalidRangeQuery && outcome.result.type === 'samples') return null;
    return `${query} in range mode: ${range.error.message}`;
  }
  const inRange = checkMiddle(command, outcome.result, range.result);
  return inRange && `${query} in range mode: ${inRange}`;
}

/** The middle of three steps must hold what the instant query returned. */
function checkMiddle(command: EvalCommand, instant: QueryResult, range: QueryResult): string | null {
  if (command.expectations.some(({ kind }) => kind === 'ordered')) return null;
  const series = resultSeries(range);
  const unsorted = sortingProblem(series);
  if (unsorted || range.type !== 'matrix') return unsorted;
  const middle = stepTime(range.steps, 1);
  const vector = series
    .map(({ labels, points }) => ({ labels, points: points.filter(({ timeMs }) => timeMs === middle) }))
    .filter(({ points }) => points.length > 0);
  if (instant.type !== 'scalar') return compareVector(command, vector);
  const sample = vector[0]?.points[0]?.sample;
  return compareScalar(command, typeof sample === 'number' ? sample : Number.NaN);
}
