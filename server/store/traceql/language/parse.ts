import type { Attribute } from './attribute.ts';
import type { Hints, Query } from './ast.ts';
import { EvaluationError } from './evaluation-error.ts';
import { readStatic } from './field-expression.ts';
import { parseConstituents } from './grammar.ts';
import { tokenize } from './lexer.ts';
import { buildMetrics, isMetricsQuery } from './metrics-expression.ts';
import { failAt, TraceqlError } from './parse-error.ts';
import { buildPipeline } from './pipeline-builder.ts';
import type { Static } from './static.ts';
import { describeToken, findClose, isWord, type Position, type Token } from './token.ts';

/** @throws TraceqlError with Tempo's words, line and column */
export function parseQuery(text: string): Query {
  const { tokens, end } = tokenize(text);
  return parseTokens(tokens, end);
}

/** @throws TraceqlError */
export function parseTokens(tokens: readonly Token[], end: Position): Query {
  const { body, hints, bodyEnd } = splitHints(tokens, end);
  try {
    if (isMetricsQuery(body)) return { kind: 'metrics', expression: buildMetrics(body, bodyEnd), hints };
    return { kind: 'search', pipeline: buildPipeline(parseConstituents(body, bodyEnd), body), hints };
  } catch (error) {
    if (error instanceof EvaluationError) throw new TraceqlError(`parse error : ${error.message}`, { cause: error });
    throw error;
  }
}

/** The attribute or intrinsic that a tag's name in a URL stands for. @throws TraceqlError */
export function parseAttributeName(name: string): Attribute {
  try {
    const query = parseQuery(`{${name}}`);
    const element = query.kind === 'search' && query.pipeline.elements.length === 1 && query.pipeline.elements[0];
    if (element && element.kind === 'filter' && element.expression.kind === 'attribute')
      return element.expression.attribute;
  } catch (error) {
    if (!(error instanceof TraceqlError)) throw error;
    throw new TraceqlError(`failed to parse identifier ${name}: ${error.message}`, { cause: error });
  }
  throw new TraceqlError(`failed to parse identifier ${name}: expected Attribute`);
}

interface Split {
  readonly body: readonly Token[];
  readonly hints: Hints;
  /** Where the body ends. */
  readonly bodyEnd: Position;
}

/** Tempo's hints, `with (name=value, …)`, are more than the official grammar's one `most_recent`. */
function splitHints(tokens: readonly Token[], end: Position): Split {
  const start = tokens.findIndex((token) => isWord(token, 'with'));
  if (start === -1) return { body: tokens, hints: new Map(), bodyEnd: end };
  let hints = new Map<string, Static>();
  let position = start;
  while (position < tokens.length) {
    if (!isWord(tokens[position], 'with')) fail(tokens[position], end);
    if (!isWord(tokens[position + 1], '(')) fail(tokens[position + 1], end);
    const close = findClose(tokens, position + 1);
    if (close === tokens.length) fail(undefined, end);
    hints = readHints(tokens.slice(position + 2, close), tokens[close] as Token);
    position = close + 1;
  }
  return { body: tokens.slice(0, start), hints, bodyEnd: tokens[start] as Token };
}

function readHints(tokens: readonly Token[], end: Token): Map<string, Static> {
  const hints = new Map<string, Static>();
  for (let index = 0; index === 0 || index < tokens.length; index += 4) {
    const [name, equals, value, comma] = tokens.slice(index, index + 4);
    if (name?.type !== 'IDENTIFIER') return fail(name ?? end, end);
    if (!isWord(equals, '=')) fail(equals ?? end, end);
    if (!value) return fail(end, end);
    if (comma && !isWord(comma, ',')) fail(comma, end);
    if (!hints.has(name.text)) hints.set(name.text, readStatic(value));
  }
  return hints;
}

const fail = (token: Token | undefined, end: Position): never =>
  failAt(`syntax error: unexpected ${describeToken(token)}`, token ?? end);
