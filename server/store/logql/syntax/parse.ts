import type { Expr, LogExpr } from './ast.ts';
import { buildLogExpr } from './build-log.ts';
import { buildMetricExpr } from './build-metric.ts';
import { child, type Builder } from './build-tree.ts';
import { parseGrammar } from './grammar.ts';
import { TreeError, parseError, QueryError } from './query-error.ts';
import { validateExpr, validateMatchers } from './validate.ts';

/**
 * Parses and validates a LogQL query.
 *
 * @throws QueryError with Loki's message
 */
export function parseQuery(text: string): Expr {
  const expr = parseUnvalidated(text);
  validateExpr(expr);
  return expr;
}

/** A query that must be a log query. @throws QueryError */
export function parseLogSelector(text: string): LogExpr {
  const expr = parseUnvalidated(text);
  if (expr.kind !== 'log') throw new QueryError('only log selector is supported');
  validateMatchers(expr.matchers);
  return expr;
}

/** A selector alone, `{a="b"}`. @throws QueryError */
export function parseMatchers(text: string, mayBeEmpty = false): LogExpr['matchers'] {
  const expr = parseUnvalidated(text);
  if (expr.kind !== 'log' || expr.stages.length > 0) throw new QueryError('only label matchers are supported');
  if (!mayBeEmpty) validateMatchers(expr.matchers);
  return expr.matchers;
}

function parseUnvalidated(text: string): Expr {
  if (text === '') throw parseError('syntax error: unexpected $end');
  try {
    return build(parseGrammar(text), text);
  } catch (error) {
    if (error instanceof TreeError || error instanceof RangeError) throw parseError('query too complex');
    throw error;
  }
}

function build(builder: Builder, text: string): Expr {
  const root = child(builder.top, 'Expr');
  if (!root) throw parseError('syntax error: unexpected $end', 1, text.length + 1);
  const log = child(root, 'LogExpr');
  return log ? buildLogExpr(builder, log) : buildMetricExpr(builder, child(root, 'MetricExpr'));
}
