import { countValues } from '../functions/count-values.ts';
import { selectK, selectRatio } from '../functions/selections.ts';
import { FLOAT_AGGREGATIONS } from '../functions/statistics.ts';
import { sumOrAverage } from '../functions/sums.ts';
import type { Aggregate } from '../parser/ast.ts';
import { remarks } from './annotations.ts';
import { eachRow, evaluateRows, evaluateScalar, stringOf, type EvalContext, type Value } from './context.ts';
import { ExecutionError } from './execution-error.ts';
import { groupRows, type Group } from './grouping.ts';
import { ABSENT, createRow, hasSamples, HISTOGRAM, setFloat, type Row } from './rows.ts';

export async function evaluateAggregate(expr: Aggregate, context: EvalContext): Promise<Value> {
  return { type: 'vector', rows: await aggregateRows(expr, context) };
}

async function aggregateRows(expr: Aggregate, context: EvalContext): Promise<Row[]> {
  const { operator, operand, parameter } = expr;
  const grouping = { names: expr.grouping, without: expr.without };
  if (operator === 'count_values')
    return countValues(
      await evaluateRows(operand, context),
      { grouping, label: stringOf(parameter ?? undefined) },
      context,
    );
  const parameters = parameter ? await evaluateScalar(parameter, context) : new Float64Array(0);
  const rows = await evaluateRows(operand, context);
  const groups = groupRows(rows, grouping);
  switch (operator) {
    case 'topk':
    case 'bottomk':
    case 'limitk':
      return selectK(groups, { operator, counts: checkCounts(parameters), position: expr.position }, context);
    case 'limit_ratio':
      return selectRatio(groups, checkRatios(parameters, expr, context), context);
    case 'sum':
    case 'avg':
      return finish(groups, (group) => sumOrAverage(group, operator, { context, position: operand.position }));
    case 'count':
    case 'group':
      return finish(groups, (group) => countGroup(group, operator, context));
    case 'quantile':
      checkQuantiles(parameters, expr, context);
      return finish(groups, (group) => floatAggregation(group, expr, { context, parameters }));
    case 'min':
    case 'max':
    case 'stddev':
    case 'stdvar':
      return finish(groups, (group) => floatAggregation(group, expr, { context, parameters }));
  }
}

async function finish(groups: readonly Group[], compute: (group: Group) => Promise<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of groups) rows.push(await compute(group));
  return rows.filter(hasSamples);
}

/** A group loses its name at the end when any of its rows would. */
export const groupDropsName = ({ rows }: Group): boolean => rows.some(({ dropName }) => dropName);

async function countGroup(group: Group, operator: 'count' | 'group', context: EvalContext): Promise<Row> {
  const { count } = context.steps;
  const result = createRow(group.labels, count, groupDropsName(group));
  await eachRow(group.rows, context, ({ kinds }) => {
    for (let step = 0; step < count; step++)
      if (kinds[step] !== ABSENT) setFloat(result, step, operator === 'group' ? 1 : (result.values[step] ?? 0) + 1);
  });
  return result;
}

/** Statistics of the numbers of a group; histograms are left out with a remark. */
async function floatAggregation(
  group: Group,
  { operator, operand }: Aggregate,
  { context, parameters }: { readonly context: EvalContext; readonly parameters: Float64Array },
): Promise<Row> {
  const compute = FLOAT_AGGREGATIONS[operator];
  if (!compute) throw new Error(`no aggregation ${operator}`);
  if (group.rows.some((row) => row.kinds.includes(HISTOGRAM)))
    context.annotations.info(remarks.ignoredInAggregation(operator), operand.position);
  const result = createRow(group.labels, context.steps.count, groupDropsName(group));
  await compute(group.rows, { result, parameters, context });
  return result;
}

const INT64 = 2 ** 63;

const extremes = (values: Float64Array): { readonly least: number; readonly most: number } => ({
  least: values.reduce((least, value) => Math.min(least, value), Infinity),
  most: values.reduce((most, value) => Math.max(most, value), -Infinity),
});

/** null when no step asks for any series. */
function checkCounts(counts: Float64Array): Float64Array | null {
  if (!counts.some((count) => count >= 1 || Number.isNaN(count))) return null;
  if (counts.some(Number.isNaN)) throw new ExecutionError('Parameter value is NaN');
  const { least, most } = extremes(counts);
  if (least <= -INT64) throw new ExecutionError(`Scalar value ${least} underflows int64`);
  if (most >= INT64) throw new ExecutionError(`Scalar value ${most === Infinity ? '+Inf' : most} overflows int64`);
  return counts;
}

function checkRatios(
  ratios: Float64Array,
  { parameter, position }: Aggregate,
  { annotations }: EvalContext,
): Float64Array | null {
  if (ratios.every((ratio) => ratio === 0)) return null;
  if (ratios.some(Number.isNaN)) throw new ExecutionError('Ratio value is NaN');
  const place = parameter?.position ?? position;
  const { least, most } = extremes(ratios);
  if (most > 1) annotations.warn(remarks.badRatio(most, 1), place);
  if (least < -1) annotations.warn(remarks.badRatio(least, -1), place);
  return ratios.map((ratio) => Math.max(-1, Math.min(1, ratio)));
}

function checkQuantiles(
  quantiles: Float64Array,
  { parameter, position }: Aggregate,
  { annotations }: EvalContext,
): void {
  const place = parameter?.position ?? position;
  if (quantiles.some(Number.isNaN)) annotations.warn(remarks.badQuantile(Number.NaN), place);
  const numbers = quantiles.filter((q) => !Number.isNaN(q));
  const { least, most } = extremes(numbers);
  if (most > 1) annotations.warn(remarks.badQuantile(most), place);
  if (least < 0) annotations.warn(remarks.badQuantile(least), place);
}
