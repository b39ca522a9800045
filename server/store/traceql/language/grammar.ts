import { parser } from '@grafana/lezer-traceql';
import type { SyntaxNode } from '@lezer/common';
import { failAt } from './parse-error.ts';
import { describeToken, type Position, type Token } from './token.ts';

/** A constituent of the official grammar over a run of tokens. */
export interface Constituent {
  /** Name of the grammar's rule. */
  readonly rule: string;
  readonly children: readonly Constituent[];
  /** The tokens it covers. */
  readonly from: number;
  readonly to: number;
}

interface Spelled {
  readonly text: string;
  /** Where each token starts in `text`. */
  readonly starts: readonly number[];
}

/** Functions whose empty parentheses the grammar reads as part of one word. */
const GLUED = new Set(['count', 'coalesce', 'rate', 'count_over_time']);

/**
 * Parses tokens with the official grammar. Literals and attributes are handed over in a spelling that it knows: it
 * settles what belongs together, while their values come from our lexer, which follows Tempo's.
 *
 * @throws TraceqlError with Tempo's words at the first token that does not fit
 */
export function parseConstituents(tokens: readonly Token[], end: Position): Constituent {
  const { text, starts } = spell(tokens);
  const tree = parser.parse(text);
  const tokenAt = (offset: number) => {
    const index = starts.findIndex((start) => start >= offset);
    return index === -1 ? tokens.length : index;
  };
  const cursor = tree.cursor();
  do {
    if (!cursor.type.isError) continue;
    const token = tokens[tokenAt(cursor.from)];
    failAt(`syntax error: unexpected ${describeToken(token)}`, token ?? end);
  } while (cursor.next());
  const convert = (node: SyntaxNode): Constituent => {
    const children: Constituent[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) children.push(convert(child));
    return { rule: node.name, children, from: tokenAt(node.from), to: tokenAt(node.to) };
  };
  const top = tree.topNode.firstChild;
  if (!top) return failAt('syntax error: unexpected $end', end);
  return convert(top);
}

function spell(tokens: readonly Token[]): Spelled {
  let text = '';
  const starts = tokens.map((token, index) => {
    if (index > 0 && !isGlued(tokens, index)) text += ' ';
    const start = text.length;
    text += spellToken(token);
    return start;
  });
  return { text, starts };
}

/** Whether a token is the `(` or `)` of `count()` and its like. */
function isGlued(tokens: readonly Token[], index: number): boolean {
  const isEmptyCall = (name: Token | undefined, open: Token | undefined, close: Token | undefined) =>
    name?.type === 'WORD' &&
    GLUED.has(name.text) &&
    open?.type === 'WORD' &&
    open.text === '(' &&
    close?.type === 'WORD' &&
    close.text === ')';
  return (
    isEmptyCall(tokens[index - 1], tokens[index], tokens[index + 1]) ||
    isEmptyCall(tokens[index - 2], tokens[index - 1], tokens[index])
  );
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
