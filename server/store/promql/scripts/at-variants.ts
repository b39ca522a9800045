import { readsTime } from '../evaluate/preprocess.ts';
import type { Expr, VectorSelector } from '../parser/ast.ts';
import { parseExpr } from '../parser/parse.ts';
import { formatExpr } from '../parser/print.ts';

export interface InstantCase {
  readonly query: string;
  /** ms */
  readonly at: number;
}

/**
 * The query with its time fixed by `@` on every selector, to be evaluated at other times: the result must stay the same.
 * Empty when the query reads the clock.
 */
export function atVariants(query: string, at: number): InstantCase[] {
  const reading = { readsClock: false };
  const fixed = formatExpr(fixTime(parseExpr(query), at, reading));
  if (reading.readsClock) return [];
  const times = at === 0 ? [-1000, 0, 1000] : [-10 * at, 0, Math.trunc(at / 5), at, 10 * at];
  return times.map((time) => ({ query: fixed, at: time }));
}

const QUERY_CONTEXT: ReadonlySet<string> = new Set(['start', 'end', 'range', 'step']);

function fixTime(expr: Expr, at: number, reading: { readsClock: boolean }): Expr {
  const fix = (part: Expr) => fixTime(part, at, reading);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'vectorSelector':
      return fixSelector(expr, at);
    case 'matrixSelector':
      return { ...expr, selector: fixSelector(expr.selector, at) };
    case 'subquery':
      // What a subquery at a fixed time holds is evaluated at the subquery's own times.
      return { ...expr, at: expr.at ?? at };
    case 'paren':
    case 'unary':
      return { ...expr, operand: fix(expr.operand) };
    case 'aggregate':
      return { ...expr, operand: fix(expr.operand), parameter: expr.parameter && fix(expr.parameter) };
    case 'binary':
      return { ...expr, left: fix(expr.left), right: fix(expr.right) };
    case 'call':
      if (readsTime(expr.name) || QUERY_CONTEXT.has(expr.name)) reading.readsClock = true;
      return { ...expr, args: expr.args.map(fix) };
  }
}

const fixSelector = (selector: VectorSelector, at: number): VectorSelector => ({ ...selector, at: selector.at ?? at });
