import { LabelSet, compareLabels } from '../pipeline/label-set.ts';
import { expandReplacement } from '../go/regex-replace.ts';
import type { Grouping, MetricExpr, VectorAggregation } from '../syntax/ast.ts';
import { QueryError, parseError } from '../syntax/query-error.ts';
import { NO_MATCHER } from '../syntax/validate.ts';
import { applyLiteral, applyVectors } from './binary.ts';
import { createColumn, hasPoints, type Column, type Grid } from './columns.ts';
import type { QueryContext } from './query-context.ts';
import { evaluateRange } from './range-aggregation.ts';
import { aggregate, compareValues } from './vector-aggregation.ts';

export const MAX_QUERY_SERIES = 500;

/**
 * Evaluates a metric query at all instants of the grid.
 *
 * @returns series with at least one value, by labels; those of an instant query with `sort` by value
 * @throws QueryError, BudgetExceeded
 */
export async function runMetricQuery(expr: MetricExpr, grid: Grid, context: QueryContext): Promise<Column[]> {
  const evaluated = (await evaluate(expr, grid, context)).filter(hasPoints);
  const columns = mergeSame(evaluated);
  if (columns.length > MAX_QUERY_SERIES)
    throw new QueryError(
      `maximum number of series (${MAX_QUERY_SERIES}) reached for a single query; consider reducing query cardinality ` +
        'by adding more specific stream selectors, reducing the time range, or aggregating results with functions ' +
        'like sum(), count() or topk()',
    );
  const sort = grid.stepNs === 0 ? outermostSort(expr) : null;
  if (!sort) return columns.sort((a, b) => compareLabels(a.labels, b.labels));
  return columns.sort((a, b) => compareValues(a.values[0] ?? 0, b.values[0] ?? 0, sort === 'sort_desc'));
}

async function evaluate(expr: MetricExpr, grid: Grid, context: QueryContext): Promise<Column[]> {
  switch (expr.kind) {
    case 'literal':
    case 'vector':
      return [constant(expr.value, grid)];
    case 'range':
      return evaluateRange(expr, { grid, outer: null }, context);
    case 'vectorAggregation':
      return evaluateAggregation(expr, grid, context);
    case 'binary': {
      const { op, left, right, matching } = expr;
      if (left.kind === 'literal' || right.kind === 'literal') {
        const isLiteralLeft = left.kind === 'literal';
        const literal = left.kind === 'literal' ? left.value : right.kind === 'literal' ? right.value : 0;
        const columns = await evaluate(isLiteralLeft ? right : left, grid, context);
        return applyLiteral(columns, { op, literal, isLiteralLeft, returnBool: matching.returnBool });
      }
      const leftColumns = await evaluate(left, grid, context);
      return applyVectors(expr, leftColumns, await evaluate(right, grid, context));
    }
    case 'labelReplace':
      if (expr.operand.kind === 'literal') throw noVector();
      return replaceLabels(expr, await evaluate(expr.operand, grid, context));
  }
}

function constant(value: number, grid: Grid): Column {
  const column = createColumn(LabelSet.empty, grid.count);
  column.values.fill(value);
  column.present.fill(1);
  return column;
}

const SUMMABLE: ReadonlySet<string> = new Set([
  'bytes_over_time',
  'bytes_rate',
  'sum_over_time',
  'rate',
  'count_over_time',
]);

async function evaluateAggregation(expr: VectorAggregation, grid: Grid, context: QueryContext): Promise<Column[]> {
  const { op, operand } = expr;
  if (op === 'approx_topk' && grid.stepNs > 0)
    throw new QueryError('count min sketches are only supported on instant queries');
  if (operand.kind === 'literal') throw SPLIT_BY_SHARD.has(op) ? parseError(NO_MATCHER) : noVector();
  const columns =
    operand.kind === 'range'
      ? await evaluateRange(operand, { grid, outer: pushedGrouping(expr) }, context)
      : await evaluate(operand, grid, context);
  return aggregate(expr, columns, grid.count);
}

/** Aggregations that Loki first tries to split over shards, for which it looks for a selector. */
const SPLIT_BY_SHARD: ReadonlySet<string> = new Set(['sum', 'avg', 'count']);

const noVector = () =>
  new QueryError('unexpected expr type (*syntax.LiteralExpr) for Evaluator type (*logql.DefaultEvaluator) ', 500);

/** Under a sum, samples need no labels but those it keeps. */
function pushedGrouping({ op, operand, grouping }: VectorAggregation): Grouping | null {
  const canPush = op === 'sum' && operand.kind === 'range' && !operand.grouping && SUMMABLE.has(operand.op);
  return canPush ? grouping : null;
}

function replaceLabels(expr: MetricExpr & { kind: 'labelReplace' }, columns: readonly Column[]): Column[] {
  const { source, target, replacement, regex } = expr;
  return columns.map((column) => {
    const groups = regex.exec(column.labels.get(source));
    if (!groups) return column;
    const value = expandReplacement(replacement, groups, regex.groupNames);
    const labels = value === '' ? column.labels.without([target]) : column.labels.with(target, value);
    return { ...column, labels };
  });
}

/** Series that came to have the same labels become one, the later filling the gaps of the earlier. */
function mergeSame(columns: readonly Column[]): Column[] {
  const merged = new Map<string, Column>();
  for (const column of columns) {
    const known = merged.get(column.labels.key);
    if (!known) {
      merged.set(column.labels.key, column);
      continue;
    }
    column.present.forEach((present, step) => {
      if (present !== 1 || known.present[step] === 1) return;
      known.present[step] = 1;
      known.values[step] = column.values[step] ?? 0;
    });
  }
  return [...merged.values()];
}

function outermostSort(expr: MetricExpr): 'sort' | 'sort_desc' | null {
  switch (expr.kind) {
    case 'vectorAggregation':
      if (expr.op === 'sort' || expr.op === 'sort_desc') return expr.op;
      return outermostSort(expr.operand);
    case 'labelReplace':
      return outermostSort(expr.operand);
    case 'binary':
      return outermostSort(expr.left) ?? outermostSort(expr.right);
    case 'literal':
    case 'vector':
    case 'range':
      return null;
  }
}
