import { parser } from '@grafana/lezer-traceql';
import type { SyntaxNode, Tree } from '@lezer/common';
import { failAt } from './parse-error.ts';
import { describeToken, isWord, type Position, type Token } from './token.ts';

/** A constituent of the official grammar over a run of tokens. */
export interface Constituent {
  /** Name of the grammar's rule. */
  readonly rule: string;
  readonly children: readonly Constituent[];
  /** The tokens it covers. */
  readonly from: number;
  readonly to: number;
}

/** The grammar's parser gives up on chains of some 250 operands; longer filters are read in parts. */
export const LONG_FILTER = 240;

interface Spelled {
  readonly text: string;
  /** Where each spelled token starts in `text`, and which token it is. */
  readonly starts: readonly number[];
  readonly indexes: readonly number[];
}

/** Functions whose empty parentheses the grammar reads as part of one word. */
const GLUED = new Set(['count', 'coalesce', 'rate', 'count_over_time']);

/**
 * Parses tokens with the official grammar. Literals and attributes are handed over in a spelling that it knows: it
 * settles what belongs together, while their values come from our lexer, which follows Tempo's. Of a long filter only
 * the braces are handed over.
 *
 * @throws TraceqlError with Tempo's words at the first token that does not fit
 */
export function parseConstituents(tokens: readonly Token[], end: Position): Constituent {
  const { text, starts, indexes } = spell(tokens);
  const tokenAt = (offset: number) => indexes[firstFrom(starts, offset)] ?? tokens.length;
  const tree = parseStrictly(text, (offset) => {
    const index = tokenAt(offset);
    const token = tokens[index];
    const expected = token && isComplete(tokens.slice(0, index)) ? ', expecting with' : '';
    failAt(`syntax error: unexpected ${describeToken(token)}${expected}`, token ?? end);
  });
  const convert = (node: SyntaxNode): Constituent => {
    const children: Constituent[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) children.push(convert(child));
    return { rule: node.name, children, from: tokenAt(node.from), to: tokenAt(node.to) };
  };
  const top = tree.topNode.firstChild;
  if (!top) return failAt('syntax error: unexpected $end', end);
  return convert(top);
}

/** Mending what is wrong, as the parser does by default, takes long when much is. */
const strictParser = parser.configure({ strict: true });

function parseStrictly(text: string, fail: (offset: number) => never): Tree {
  try {
    return strictParser.parse(text);
  } catch (error) {
    const offset = /^No parse at (\d+)$/.exec((error as Error).message)?.[1];
    if (offset === undefined) throw error;
    return fail(Number(offset));
  }
}

/** After a whole query Tempo expects nothing but hints. */
function isComplete(tokens: readonly Token[]): boolean {
  const depth = tokens.reduce(
    (open, token) => open + Number(isWord(token, '{', '(')) - Number(isWord(token, '}', ')')),
    0,
  );
  if (tokens.length === 0 || tokens.length > LONG_FILTER || depth !== 0) return false;
  try {
    strictParser.parse(spell(tokens).text);
    return true;
  } catch {
    return false;
  }
}

/** Position of the first start at or after an offset. */
function firstFrom(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function spell(tokens: readonly Token[]): Spelled {
  let text = '';
  const starts: number[] = [];
  const indexes: number[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (index > 0 && !isGlued(tokens, index)) text += ' ';
    starts.push(text.length);
    indexes.push(index);
    text += spellToken(tokens[index] as Token);
    const close = isWord(tokens[index], '{') ? closeBrace(tokens, index) : -1;
    if (close - index > LONG_FILTER) index = close - 1;
  }
  return { text, starts, indexes };
}

/** Where the brace at `open` is closed, -1 when nowhere. */
function closeBrace(tokens: readonly Token[], open: number): number {
  for (let index = open + 1; index < tokens.length; index++) if (isWord(tokens[index], '}', '{')) return index;
  return -1;
}

/** Whether a token is the `(` or `)` of `count()` and its like. */
function isGlued(tokens: readonly Token[], index: number): boolean {
  const isEmptyCall = (at: number) => {
    const name = tokens[at];
    return name?.type === 'WORD' && GLUED.has(name.text) && isWord(tokens[at + 1], '(') && isWord(tokens[at + 2], ')');
  };
  return isEmptyCall(index - 1) || isEmptyCall(index - 2);
}

function spellToken(token: Token): string {
  switch (token.type) {
    case 'STRING':
      return '"s"';
    case 'IDENTIFIER':
    case 'INTEGER':
      return '1';
    case 'FLOAT':
      return '1.5';
    case 'DURATION':
      return '1s';
    case 'ATTRIBUTE':
      return '.a';
    case 'WORD':
      return token.text;
  }
}
