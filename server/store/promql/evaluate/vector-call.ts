import {
  DATE_FUNCTIONS,
  FLOAT_FUNCTIONS,
  HISTOGRAM_FUNCTIONS,
  mapFloats,
  mapHistograms,
} from '../functions/elementwise.ts';
import { askHistograms, fractionQuestion, groupHistograms, quantileQuestion } from '../functions/histogram-vector.ts';
import { addInfo } from '../functions/info.ts';
import { labelJoin, labelReplace } from '../functions/relabel.ts';
import { sortByLabels, sortByValue } from '../functions/sort.ts';
import { EMPTY_LABELS, withLabels } from '../model/labels.ts';
import { formatOpenMetrics } from '../model/numbers.ts';
import type { Call, Expr, Position } from '../parser/ast.ts';
import { remarks } from './annotations.ts';
import { evaluateRows, evaluateScalar, mapRows, stepTime, stringOf, type EvalContext, type Value } from './context.ts';
import { selectInstant } from './instant-selector.ts';
import { absentLabels } from './range-call.ts';
import { ABSENT, createRow, FLOAT, hasSamples, joinRows, relabelled, setFloat, unnamed, type Row } from './rows.ts';

type VectorFunction = (call: Call, context: EvalContext) => Promise<Value>;

const vector = (rows: readonly Row[]): Value => ({ type: 'vector', rows });
const scalar = (values: Float64Array): Value => ({ type: 'scalar', values });

function argument({ args, name }: Call, index: number): Expr {
  const arg = args[index];
  if (!arg) throw new Error(`${name} without argument ${index}`);
  return arg;
}

const rowsOf = (call: Call, index: number, context: EvalContext) => evaluateRows(argument(call, index), context);
const scalarOf = (call: Call, index: number, context: EvalContext) => evaluateScalar(argument(call, index), context);

const everyStep = ({ steps }: EvalContext, compute: (step: number) => number): Float64Array =>
  Float64Array.from({ length: steps.count }, (_, step) => compute(step));

const perRow =
  (compute: (rows: readonly Row[], context: EvalContext) => Promise<Row[]>): VectorFunction =>
  async (call, context) =>
    vector(await compute(await rowsOf(call, 0, context), context));

const floatFunction = (compute: (value: number) => number): VectorFunction =>
  perRow((rows, context) => mapFloats(rows, compute, context));

/** Without an argument, of the time of each step. */
const dateFunction =
  (part: (seconds: number) => number): VectorFunction =>
  async (call, context) => {
    if (call.args.length > 0) return vector(await mapFloats(await rowsOf(call, 0, context), part, context));
    const row = createRow(EMPTY_LABELS, context.steps.count);
    everyStep(context, (step) => part(Math.trunc(stepTime(context.steps, step) / 1000))).forEach((value, step) =>
      setFloat(row, step, value),
    );
    return vector([row]);
  };

async function clampBetween(
  call: Call,
  limits: { min?: Float64Array; max?: Float64Array },
  context: EvalContext,
): Promise<Value> {
  const rows = await rowsOf(call, 0, context);
  const { count } = context.steps;
  const clamped = await mapRows(rows, context, (row) => {
    const result = createRow(unnamed(row.labels, context), count, true);
    for (let step = 0; step < count; step++) {
      const min = limits.min?.[step] ?? -Infinity;
      const max = limits.max?.[step] ?? Infinity;
      if (row.kinds[step] === FLOAT && !(max < min))
        setFloat(result, step, Math.max(min, Math.min(max, row.values[step] ?? 0)));
    }
    return result;
  });
  return vector(joinRows(clamped));
}

async function round(call: Call, context: EvalContext): Promise<Value> {
  const nearest = call.args.length > 1 ? await scalarOf(call, 1, context) : null;
  const rows = await rowsOf(call, 0, context);
  // Multiplying by the inverse loses less than dividing.
  const roundTo = (value: number, step: number) => {
    const inverse = 1 / (nearest ? (nearest[step] ?? 1) : 1);
    return Math.floor(value * inverse + 0.5) / inverse;
  };
  return vector(await mapFloats(rows, roundTo, context));
}

/** The only number of a step, else NaN. */
async function toScalar(call: Call, context: EvalContext): Promise<Value> {
  const rows = await rowsOf(call, 0, context);
  return scalar(
    everyStep(context, (step) => {
      const present = rows.filter((row) => row.kinds[step] === FLOAT);
      return present.length === 1 ? (present[0]?.values[step] ?? Number.NaN) : Number.NaN;
    }),
  );
}

async function toVector(call: Call, context: EvalContext): Promise<Value> {
  const row = createRow(EMPTY_LABELS, context.steps.count);
  (await scalarOf(call, 0, context)).forEach((value, step) => setFloat(row, step, value));
  return vector([row]);
}

async function absent(call: Call, context: EvalContext): Promise<Value> {
  const rows = await rowsOf(call, 0, context);
  const row = createRow(absentLabels(argument(call, 0)), context.steps.count);
  for (let step = 0; step < context.steps.count; step++)
    if (rows.every(({ kinds }) => kinds[step] === ABSENT)) setFloat(row, step, 1);
  return vector(hasSamples(row) ? [row] : []);
}

const timeFunction =
  (picked: 'time' | 'startTime'): VectorFunction =>
  async (call, context) => {
    const arg = argument(call, 0);
    if (picked === 'startTime' && (arg.kind !== 'vectorSelector' || !context.options.useStartTimes)) return vector([]);
    const rows =
      arg.kind === 'vectorSelector' ? await selectInstant(arg, context, picked) : await evaluateRows(arg, context);
    if (arg.kind === 'vectorSelector')
      return vector(joinRows(rows.map((row) => relabelled(row, unnamed(row.labels, context), true))));
    const timed = rows.map((row) => {
      const result = createRow(unnamed(row.labels, context), context.steps.count, true);
      row.kinds.forEach((kind, step) => {
        if (kind !== ABSENT) setFloat(result, step, stepTime(context.steps, step) / 1000);
      });
      return result;
    });
    return vector(joinRows(timed));
  };

function warnOfSorting({ position }: Call, { steps, annotations }: EvalContext): void {
  if (steps.count > 1) annotations.warn(remarks.sortInRange, position);
}

const sorting =
  (sort: (rows: readonly Row[], call: Call, context: EvalContext) => Row[]): VectorFunction =>
  async (call, context) => {
    warnOfSorting(call, context);
    return vector(sort(await rowsOf(call, 0, context), call, context));
  };

const labelNames = ({ args }: Call): string[] => args.slice(1).map(stringOf);

function checkQuantiles(quantiles: Float64Array, position: Position, { annotations }: EvalContext): void {
  for (const q of quantiles) if (!(q >= 0 && q <= 1)) annotations.warn(remarks.badQuantile(q), position);
}

async function histogramQuantile(call: Call, context: EvalContext): Promise<Value> {
  const quantiles = await scalarOf(call, 0, context);
  const { position } = argument(call, 1);
  const rows = await rowsOf(call, 1, context);
  checkQuantiles(quantiles, argument(call, 0).position, context);
  const groups = groupHistograms({ rows, position }, context);
  return vector(await askHistograms(groups, quantileQuestion(quantiles, position, context), { context, position }));
}

async function histogramQuantiles(call: Call, context: EvalContext): Promise<Value> {
  const { position } = argument(call, 0);
  const name = stringOf(call.args[1]);
  const groups = groupHistograms({ rows: await rowsOf(call, 0, context), position }, context);
  const rows: Row[] = [];
  for (let index = 2; index < call.args.length; index++) {
    const quantiles = await scalarOf(call, index, context);
    checkQuantiles(quantiles, argument(call, index).position, context);
    const answers = await askHistograms(groups, quantileQuestion(quantiles, position, context), { context, position });
    for (const row of answers) for (const part of splitByQuantile(row, { name, quantiles }, context)) rows.push(part);
  }
  return vector(joinRows(rows));
}

/** The quantile becomes a label, so a quantile that changes over time makes several series. */
function splitByQuantile(
  row: Row,
  { name, quantiles }: { readonly name: string; readonly quantiles: Float64Array },
  { budget }: EvalContext,
): Row[] {
  const byLabel = new Map<string, Row>();
  row.kinds.forEach((kind, step) => {
    if (kind === ABSENT) return;
    const text = formatOpenMetrics(quantiles[step] ?? Number.NaN);
    let part = byLabel.get(text);
    if (!part) {
      budget.spend(row.kinds.length);
      part = createRow(withLabels(row.labels, [[name, text]]), row.kinds.length, row.dropName);
      byLabel.set(text, part);
    }
    setFloat(part, step, row.values[step] ?? 0);
  });
  return [...byLabel.values()];
}

async function fraction(call: Call, context: EvalContext): Promise<Value> {
  const [lower, upper] = [await scalarOf(call, 0, context), await scalarOf(call, 1, context)];
  const { position } = argument(call, 2);
  const groups = groupHistograms({ rows: await rowsOf(call, 2, context), position }, context);
  return vector(await askHistograms(groups, fractionQuestion(lower, upper), { context, position }));
}

const choice =
  (choose: (left: number, right: number) => number): VectorFunction =>
  async (call, context) => {
    const [left, right] = [await scalarOf(call, 0, context), await scalarOf(call, 1, context)];
    return scalar(left.map((value, step) => choose(value, right[step] ?? Number.NaN)));
  };

const families: Record<string, VectorFunction> = {};
for (const [name, compute] of Object.entries(FLOAT_FUNCTIONS)) families[name] = floatFunction(compute);
for (const [name, part] of Object.entries(DATE_FUNCTIONS)) families[name] = dateFunction(part);
for (const [name, compute] of Object.entries(HISTOGRAM_FUNCTIONS))
  families[name] = perRow((rows, context) => mapHistograms(rows, compute, context));

/** Every function without a range vector. */
export const VECTOR_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map(
  Object.entries({
    ...families,
    absent,
    clamp: async (call: Call, context: EvalContext) =>
      clampBetween(call, { min: await scalarOf(call, 1, context), max: await scalarOf(call, 2, context) }, context),
    clamp_max: async (call: Call, context: EvalContext) =>
      clampBetween(call, { max: await scalarOf(call, 1, context) }, context),
    clamp_min: async (call: Call, context: EvalContext) =>
      clampBetween(call, { min: await scalarOf(call, 1, context) }, context),
    histogram_fraction: fraction,
    histogram_quantile: histogramQuantile,
    histogram_quantiles: histogramQuantiles,
    info: async (call: Call, context: EvalContext) => vector(await addInfo(call, context)),
    label_join: async (call: Call, context: EvalContext) => vector(await labelJoin(call, context)),
    label_replace: async (call: Call, context: EvalContext) => vector(await labelReplace(call, context)),
    max_of: choice(Math.max),
    min_of: choice(Math.min),
    pi: async (_: Call, context: EvalContext) => scalar(everyStep(context, () => Math.PI)),
    round,
    scalar: toScalar,
    sort: sorting((rows, _, context) => sortByValue(rows, false, context)),
    sort_desc: sorting((rows, _, context) => sortByValue(rows, true, context)),
    sort_by_label: sorting((rows, call) => sortByLabels(rows, labelNames(call), false)),
    sort_by_label_desc: sorting((rows, call) => sortByLabels(rows, labelNames(call), true)),
    start_timestamp: timeFunction('startTime'),
    time: async (_: Call, context: EvalContext) =>
      scalar(everyStep(context, (step) => stepTime(context.steps, step) / 1000)),
    timestamp: timeFunction('time'),
    vector: toVector,
  }),
);
