import type { Expr, Matcher, MetricExpr } from './ast.ts';
import { matches } from './build-matcher.ts';
import { parseError } from './query-error.ts';

export const NO_MATCHER =
  'queries require at least one regexp or equality matcher that does not have an empty-compatible value. ' +
  'For instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** @throws QueryError when the query would touch every stream */
export function validateMatchers(matchers: readonly Matcher[]): void {
  if (!matchers.some((matcher) => isSelective(matcher))) throw parseError(NO_MATCHER);
}

const isSelective = (matcher: Matcher) => !matches(matcher, '');

/** @throws QueryError */
export function validateExpr(expr: Expr): void {
  if (expr.kind === 'log') validateMatchers(expr.matchers);
  else validateMetric(expr);
}

function validateMetric(expr: MetricExpr): void {
  switch (expr.kind) {
    case 'binary':
      validateMetric(expr.left);
      validateMetric(expr.right);
      return;
    case 'vectorAggregation':
      if ((expr.op === 'sort' || expr.op === 'sort_desc') && expr.grouping.labels.length > 0)
        throw parseError("sort and sort_desc doesn't allow grouping by ");
      validateMetric(expr.operand);
      return;
    case 'labelReplace':
      validateMetric(expr.operand);
      return;
    case 'range':
      validateMatchers(expr.range.log.matchers);
      return;
    case 'literal':
    case 'vector':
      return;
  }
}
