import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Expr, VectorSelector } from './ast.ts';
import { createBuilder } from './build.ts';
import { forGrammar } from './dialect.ts';
import { ParseError } from './parse-error.ts';
import { explainSyntaxError, MAX_DEPTH, refuseAllButSelector, TOO_DEEP } from './syntax-error.ts';
import { childrenOf } from './syntax-tree.ts';
import { tokenise } from './tokens.ts';
import { checkTypes } from './typecheck.ts';

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
  refuseAllButSelector(query);
  const expr = parseSyntax(query);
  const isPlain = expr.kind === 'vectorSelector' && expr.offset === 0 && expr.at === null && expr.extension === null;
  if (isPlain && !expr.offsetExpression) return expr;
  throw new ParseError(query, expr.position, 'expected a metric selector without modifiers');
}

/** Gives up at the first error, where recovering from every one of a long query would take long. */
const grammar = parser.configure({ strict: true });

function parseSyntax(query: string): Expr {
  const { topNode } = parseStrictly(query);
  refuseDepth(topNode, query);
  const [root] = childrenOf(topNode);
  if (!root) throw new ParseError(query, { start: 0, end: 0 }, 'no expression found in input');
  return createBuilder(query).build(root);
}

/** The grammar takes any blank of Unicode between tokens, Prometheus only these four. */
const FOREIGN_BLANK = /[^\S \t\n\r]/;

function parseStrictly(query: string): Tree {
  if (FOREIGN_BLANK.test(query)) {
    const { failure } = tokenise(query);
    if (failure) throw explainSyntaxError(query, failure.position.start);
  }
  try {
    return grammar.parse(forGrammar(query));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw explainSyntaxError(query, Number(/\d+$/.exec(error.message)?.[0] ?? 0));
  }
}

function refuseDepth(top: SyntaxNode, query: string): void {
  const cursor = top.cursor();
  let depth = 0;
  for (;;) {
    if (depth > MAX_DEPTH) throw new ParseError(query, { start: cursor.from, end: cursor.to }, TOO_DEEP);
    if (cursor.firstChild()) {
      depth++;
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) return;
      depth--;
    }
  }
}
