import { CHANGE_FUNCTIONS } from '../functions/changes.ts';
import { OVER_TIME_FUNCTIONS } from '../functions/over-time.ts';
import { rateFunction } from '../functions/rate.ts';
import { REGRESSION_FUNCTIONS } from '../functions/regression.ts';
import { labelSetFrom, METRIC_NAME, metricName, withoutMetricMetadata, type LabelSet } from '../model/labels.ts';
import type { Call, Expr } from '../parser/ast.ts';
import { remarks } from './annotations.ts';
import { evaluateScalar, type EvalContext, type Value } from './context.ts';
import { ExecutionError } from './execution-error.ts';
import { ABSENT, createRow, FLOAT, hasSamples, requireDistinct, setFloat, setSample, type Row } from './rows.ts';
import { openSources, type RangeExpr, type SampleSource } from './sample-source.ts';
import { rangeCallOf, slideWindow, type RangeFunction } from './window.ts';

export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map(
  Object.entries({
    ...OVER_TIME_FUNCTIONS,
    ...CHANGE_FUNCTIONS,
    ...REGRESSION_FUNCTIONS,
    rate: rateFunction({ isCounter: true, perSecond: true }),
    increase: rateFunction({ isCounter: true, perSecond: false }),
    delta: rateFunction({ isCounter: false, perSecond: false }),
  }),
);

/** Samples keep their meaning, so series keep their name. */
const KEEPS_NAME: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time']);

const isRange = (expr: Expr): expr is RangeExpr => expr.kind === 'matrixSelector' || expr.kind === 'subquery';

/** A function of one range vector, series by series. */
export async function evaluateRangeCall(call: Call, context: EvalContext): Promise<Value> {
  const compute = RANGE_FUNCTIONS.get(call.name);
  const range = call.args.find(isRange);
  if (!compute || !range) throw new Error(`no range function ${call.name}`);
  checkExtension(call.name, range);
  const sources = await openSources(range, context);
  const scalars: Float64Array[] = [];
  for (const arg of call.args) if (arg !== range) scalars.push(await evaluateScalar(arg, context));
  const rows: Row[] = [];
  for (const source of sources) {
    await context.budget.breathe();
    context.budget.spend(context.steps.count);
    const row = await evaluateSource(source, { call, range, compute, scalars }, context);
    if (hasSamples(row)) rows.push(row);
    if (call.name === 'rate' || call.name === 'increase') noteNonCounter(source, row, { call, range, context });
  }
  if (call.name === 'absent_over_time') return { type: 'vector', rows: absentRows(rows, range, context) };
  if (!context.options.delayedNameRemoval) requireDistinct(rows);
  return { type: 'vector', rows };
}

interface RangeEvaluation {
  readonly call: Call;
  readonly range: RangeExpr;
  readonly compute: RangeFunction;
  readonly scalars: readonly Float64Array[];
}

async function evaluateSource(
  source: SampleSource,
  { call, range, compute, scalars }: RangeEvaluation,
  context: EvalContext,
): Promise<Row> {
  const dropName = !KEEPS_NAME.has(call.name) || source.dropName;
  const labels = dropName && !context.options.delayedNameRemoval ? withoutMetricMetadata(source.labels) : source.labels;
  const row = createRow(labels, context.steps.count, dropName);
  const firstArg = call.args[0];
  const firstPosition = firstArg && firstArg !== range ? firstArg.position : undefined;
  const rangeCall = rangeCallOf(range, context, firstPosition);
  await slideWindow(source, range, {
    context,
    visit(window, step) {
      if (scalars.length > 0) window.parameters = scalars.map((values) => values[step] ?? Number.NaN);
      setSample(row, step, compute(window, rangeCall));
    },
  });
  return row;
}

const EXTENSIBLE = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
} as const;

function checkExtension(name: string, range: RangeExpr): void {
  const extension = range.kind === 'matrixSelector' ? range.selector.extension : null;
  if (!extension) return;
  const allowed: readonly string[] = EXTENSIBLE[extension];
  if (!allowed.includes(name))
    throw new ExecutionError(`${extension} modifier can only be used with: ${allowed.join(', ')} - not with ${name}`);
}

const COUNTER_SUFFIX = /_(total|sum|count|bucket)$/;

interface Origin {
  readonly call: Call;
  readonly range: RangeExpr;
  readonly context: EvalContext;
}

function noteNonCounter({ labels }: SampleSource, row: Row, { range, context }: Origin): void {
  const name = metricName(labels);
  if (name === '' || COUNTER_SUFFIX.test(name) || !row.kinds.includes(FLOAT)) return;
  const { position } = rangeCallOf(range, context);
  context.annotations.info(remarks.possibleNonCounter(name), position);
}

function absentRows(rows: readonly Row[], range: RangeExpr, { steps }: EvalContext): Row[] {
  const absent = createRow(absentLabels(range), steps.count, true);
  for (let step = 0; step < steps.count; step++)
    if (rows.every((row) => row.kinds[step] === ABSENT)) setFloat(absent, step, 1);
  return hasSamples(absent) ? [absent] : [];
}

/** The labels that a selector pins down to one value: all that is known of a series that is not there. */
export function absentLabels(expr: Expr): LabelSet {
  const selector = expr.kind === 'matrixSelector' ? expr.selector : expr;
  if (selector.kind !== 'vectorSelector') return labelSetFrom([]);
  const known = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !seen.has(name)) known.set(name, value);
    else known.delete(name);
    if (operator === '=') seen.add(name);
  }
  return labelSetFrom(known);
}
