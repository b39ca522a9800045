import type { Expr } from '../parser/ast.ts';
import { evaluateAggregate } from './aggregate.ts';
import { evaluateBinary, negate } from './binary.ts';
import type { EvalContext, QueryContext, Steps, Value } from './context.ts';
import { selectInstant } from './instant-selector.ts';
import { evaluateRangeCall, RANGE_FUNCTIONS } from './range-call.ts';
import { createRow, sampleAt, setSample, type Row } from './rows.ts';
import { VECTOR_FUNCTIONS } from './vector-call.ts';
import { selectSmoothed } from './smoothed-selector.ts';

/**
 * Evaluates an expression at all steps at once.
 *
 * @throws ExecutionError, BudgetExceeded
 */
export function evaluateExpr(expr: Expr, steps: Steps, query: QueryContext): Promise<Value> {
  const context: EvalContext = {
    ...query,
    steps,
    evaluate: (part, partSteps = steps) => evaluateExpr(part, partSteps, query),
  };
  query.budget.spend(steps.count);
  if (steps.count > 1 && query.invariant.has(expr)) return repeated(expr, context);
  return evaluateNode(expr, context);
}

/** The same at every step: evaluated once. */
async function repeated(expr: Expr, context: EvalContext): Promise<Value> {
  const { steps } = context;
  const value = await context.evaluate(expr, { ...steps, count: 1 });
  switch (value.type) {
    case 'string':
      return value;
    case 'scalar':
      return { type: 'scalar', values: new Float64Array(steps.count).fill(value.values[0] ?? Number.NaN) };
    case 'vector':
      return { type: 'vector', rows: value.rows.map((row) => repeatRow(row, steps.count)) };
  }
}

function repeatRow(row: Row, count: number): Row {
  const result = createRow(row.labels, count, row.dropName);
  const sample = sampleAt(row, 0);
  for (let step = 0; step < count; step++) setSample(result, step, sample);
  return result;
}

async function evaluateNode(expr: Expr, context: EvalContext): Promise<Value> {
  switch (expr.kind) {
    case 'number':
      return { type: 'scalar', values: new Float64Array(context.steps.count).fill(expr.value) };
    case 'string':
      return { type: 'string', text: expr.value };
    case 'paren':
      return context.evaluate(expr.operand);
    case 'unary': {
      const value = await context.evaluate(expr.operand);
      if (expr.operator === '+' || value.type === 'string') return value;
      if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((number) => -number) };
      return { type: 'vector', rows: negate(value.rows, context) };
    }
    case 'vectorSelector': {
      const rows =
        expr.extension === 'smoothed' ? await selectSmoothed(expr, context) : await selectInstant(expr, context);
      return { type: 'vector', rows };
    }
    case 'aggregate':
      return evaluateAggregate(expr, context);
    case 'binary':
      return evaluateBinary(expr, context);
    case 'call': {
      if (RANGE_FUNCTIONS.has(expr.name)) return evaluateRangeCall(expr, context);
      const compute = VECTOR_FUNCTIONS.get(expr.name);
      if (!compute) throw new Error(`no function ${expr.name}`);
      return compute(expr, context);
    }
    case 'matrixSelector':
    case 'subquery':
      throw new Error('a range vector outside a function');
  }
}
