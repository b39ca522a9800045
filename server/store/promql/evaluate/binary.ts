import { multiply } from '../histograms/histogram.ts';
import type { Binary } from '../parser/ast.ts';
import { isComparison, isSetOperator } from '../parser/ast.ts';
import { typeOf } from '../parser/typecheck.ts';
import { evaluateRows, evaluateScalar, type EvalContext, type Value } from './context.ts';
import { createRow, joinRows, sampleAt, setFloat, setSample, unnamed, type Row, type Sample } from './rows.ts';
import { combineSamples } from './sample-operators.ts';
import { arithmetic, compare, isArithmetic } from './scalar-operators.ts';
import { evaluateSetOperation } from './set-operators.ts';
import { matchVectors } from './vector-matching.ts';

export async function evaluateBinary(expr: Binary, context: EvalContext): Promise<Value> {
  const left = typeOf(expr.left);
  const right = typeOf(expr.right);
  if (left === 'scalar' && right === 'scalar') return scalars(expr, context);
  if (left === 'scalar' || right === 'scalar') return { type: 'vector', rows: await vectorWithScalar(expr, context) };
  const leftRows = await evaluateRows(expr.left, context);
  const rightRows = await evaluateRows(expr.right, context);
  context.budget.spend((leftRows.length + rightRows.length) * context.steps.count);
  await context.budget.breathe();
  const rows = isSetOperator(expr.operator)
    ? evaluateSetOperation(expr, leftRows, rightRows)
    : await matchVectors(expr, { left: leftRows, right: rightRows }, context);
  return { type: 'vector', rows };
}

async function scalars({ operator, left, right }: Binary, context: EvalContext): Promise<Value> {
  const a = await evaluateScalar(left, context);
  const b = await evaluateScalar(right, context);
  const combine = (x: number, y: number): number => {
    if (isArithmetic(operator)) return arithmetic(operator, x, y);
    return isComparison(operator) && compare(operator, x, y) ? 1 : 0;
  };
  return { type: 'scalar', values: a.map((value, step) => combine(value, b[step] ?? Number.NaN)) };
}

async function vectorWithScalar(expr: Binary, context: EvalContext): Promise<Row[]> {
  const { operator, returnBool, position } = expr;
  const isSwapped = typeOf(expr.left) === 'scalar';
  const [first, second] = isSwapped ? [expr.right, expr.left] : [expr.left, expr.right];
  const scalar = await evaluateScalar(second, context);
  const rows = await evaluateRows(first, context);
  const place = { operator, annotations: context.annotations, position };
  const dropsName = isArithmetic(operator) || returnBool;
  const combine = (sample: Sample, number: number): Sample | undefined => {
    const result = isSwapped ? combineSamples(number, sample, place) : combineSamples(sample, number, place);
    if (!result) return undefined;
    if (returnBool) return result.keep ? 1 : 0;
    // The vector's own value stays, on whichever side of a comparison it stands.
    return result.keep ? (isComparison(operator) ? sample : result.sample) : undefined;
  };
  const results: Row[] = [];
  for (const row of rows) {
    await context.budget.breathe();
    context.budget.spend(context.steps.count);
    const labels = dropsName ? unnamed(row.labels, context) : row.labels;
    const result = createRow(labels, context.steps.count, row.dropName || dropsName);
    for (let step = 0; step < context.steps.count; step++) {
      const sample = sampleAt(row, step);
      if (sample !== undefined) setSample(result, step, combine(sample, scalar[step] ?? Number.NaN));
    }
    results.push(result);
  }
  return joinRows(results);
}

export const negate = (rows: readonly Row[], context: EvalContext): Row[] =>
  joinRows(
    rows.map((row) => {
      const result = createRow(unnamed(row.labels, context), context.steps.count, true);
      for (let step = 0; step < context.steps.count; step++) {
        const sample = sampleAt(row, step);
        if (typeof sample === 'number') setFloat(result, step, -sample);
        else if (sample) setSample(result, step, multiply(sample, -1));
      }
      return result;
    }),
  );
