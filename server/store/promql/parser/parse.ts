import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Expr, VectorSelector } from './ast.ts';
import { createBuilder } from './build.ts';
import { forGrammar } from './dialect.ts';
import { ParseError } from './parse-error.ts';
import { explainSyntaxError } from './syntax-error.ts';
import { childrenOf } from './syntax-tree.ts';
import { checkTypes } from './typecheck.ts';

/** Deeper queries are refused: every pass over the tree recurses. */
const MAX_DEPTH = 500;

/**
 * Parses and type-checks a query.
 *
 * @throws ParseError
 */
export function parseExpr(query: string): Expr {
  const expr = parseSyntax(query);
  checkTypes(expr, query);
  return expr;
}

/**
 * Parses what `match[]` takes: one vector selector without modifiers. It may match everything.
 *
 * @throws ParseError
 */
export function parseSelector(query: string): VectorSelector {
  const expr = parseSyntax(query);
  const isPlain = expr.kind === 'vectorSelector' && expr.offset === 0 && expr.at === null && expr.extension === null;
  if (isPlain && !expr.offsetExpression) return expr;
  throw new ParseError(query, expr.position, 'expected a metric selector without modifiers');
}

function parseSyntax(query: string): Expr {
  const tree = parser.parse(forGrammar(query));
  const top = tree.topNode;
  const failure = firstError(top, query);
  if (failure !== null) throw explainSyntaxError(query, failure);
  const [root] = childrenOf(top);
  if (!root) throw new ParseError(query, { start: 0, end: 0 }, 'no expression found in input');
  return createBuilder(query).build(root);
}

/** Where the grammar gave up, or null. */
function firstError(top: SyntaxNode, query: string): number | null {
  const cursor = top.cursor();
  let depth = 0;
  for (;;) {
    if (cursor.type.isError) return cursor.from;
    if (depth > MAX_DEPTH)
      throw new ParseError(query, { start: cursor.from, end: cursor.to }, 'query is nested too deeply');
    if (cursor.firstChild()) {
      depth++;
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) return null;
      depth--;
    }
  }
}
