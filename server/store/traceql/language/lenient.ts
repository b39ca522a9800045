import type { FieldExpression, Pipeline, Query } from './ast.ts';
import { tokenize } from './lexer.ts';
import { parseQuery, parseTokens } from './parse.ts';
import { TraceqlError } from './parse-error.ts';
import { TRUE } from './static.ts';
import { isWord, type Token } from './token.ts';
import { validateQuery } from './validate.ts';

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>=', '=~', '!~'];

/**
 * The filter a half-typed query narrows tags by: a matcher that lacks its value counts as met. null when there is
 * nothing to narrow by, be it that the query cannot be read or compares several span sets.
 */
export function parseLenientFilter(text: string): FieldExpression | null {
  if (text.trim() === '') return null;
  const query = parseStrict(text) ?? parseRepaired(text);
  const first = query && pipelineOf(query)?.elements[0];
  return first?.kind === 'filter' ? first.expression : null;
}

/** Of a metrics query, the spans that it is made of. */
function pipelineOf(query: Query): Pipeline | null {
  if (query.kind === 'search') return query.pipeline;
  return query.expression.kind === 'leaf' ? query.expression.pipeline : null;
}

function parseStrict(text: string): Query | null {
  return attempt(() => parseQuery(text));
}

function parseRepaired(text: string): Query | null {
  return attempt(() => {
    const { tokens, end } = tokenize(text);
    return parseTokens(repair(tokens), end);
  });
}

function attempt(parse: () => Query): Query | null {
  try {
    const query = parse();
    validateQuery(query);
    return query;
  } catch (error) {
    if (error instanceof TraceqlError) return null;
    throw error;
  }
}

function repair(tokens: readonly Token[]): readonly Token[] {
  const repaired: Token[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const next = tokens[index + 1];
    const isMatcher = token.type === 'ATTRIBUTE' && isWord(next, ...COMPARISONS);
    const after = tokens[index + 2];
    if (isMatcher && (!after || isWord(after, '}', ')', '&&', '||'))) {
      repaired.push({ ...position(token), type: 'WORD', text: 'true' });
      index++;
      continue;
    }
    if (isWord(token, '{')) depth++;
    if (isWord(token, '}')) depth--;
    repaired.push(token);
  }
  const last = tokens.at(-1);
  for (; depth > 0 && last; depth--) repaired.push({ ...position(last), type: 'WORD', text: '}' });
  return repaired;
}

const position = ({ line, column }: Token) => ({ line, column });

/** Branches a filter would split into if every OR were multiplied out. */
export function countBranches(expression: FieldExpression): number {
  if (expression.kind !== 'binary') return 1;
  if (expression.op === '&&') return countBranches(expression.left) * countBranches(expression.right);
  if (expression.op === '||') return countBranches(expression.left) + countBranches(expression.right);
  return 1;
}

/** What remains to narrow by: an attribute without a comparison is met, and a negation is not heeded, as in Tempo. */
export function toNarrowing(expression: FieldExpression): FieldExpression {
  switch (expression.kind) {
    case 'attribute':
      return { kind: 'static', value: TRUE };
    case 'unary':
      return expression.op === '!' || expression.op === '-' ? toNarrowing(expression.operand) : expression;
    case 'binary':
      if (expression.op !== '&&' && expression.op !== '||') return expression;
      return { ...expression, left: toNarrowing(expression.left), right: toNarrowing(expression.right) };
    case 'static':
      return expression;
  }
}
