import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode, Tree } from '@lezer/common';
import { lex, endPosition } from './lex.ts';
import { TreeError, parseError, type QueryError } from './query-error.ts';
import { END, EXPECTABLE, type Token, type TokenKind } from './tokens.ts';

/**
 * The official grammar decides what a query is made of; our scanner decides what its words mean. The grammar is handed
 * a stand-in for every token (all strings are `""`, all durations `1s`), because its own scanner reads some literals,
 * comments and names otherwise than Loki does.
 */
const STAND_INS: Readonly<Record<TokenKind, string>> = {
  IDENTIFIER: 'x',
  STRING: '""',
  NUMBER: '1',
  DURATION: '1s',
  BYTES: '1KB',
  RANGE: '[1s]',
  FUNCTION_FLAG: '--strict',
  APPROX_TOPK: 'topk',
  BYTES_CONV: 'bytes',
  DURATION_CONV: 'duration',
  DURATION_SECONDS_CONV: 'duration_seconds',
  distinct: 'keep',
  [END]: '',
};
const strictParser = parser.configure({ strict: true });

const MAX_NESTING = 200;
const MAX_TOKENS = 20_000;

export interface ParsedQuery {
  readonly top: SyntaxNode;
  /** The token that a node of the tree starts with. */
  readonly tokenOf: (node: SyntaxNode) => Token;
  /** Whether the selector that begins with this token is `{}`. */
  readonly isEmptySelector: (token: Token) => boolean;
  /** The string of an `ip("…")` that stands as a string in the tree; null for other tokens. */
  readonly ipPattern: (token: Token) => string | null;
  /** The nanoseconds of the `offset` after a range. */
  readonly offsetAfter: (range: Token) => number;
}

/** @throws QueryError in Loki's words */
export function parseGrammar(text: string): ParsedQuery {
  const lexed = lex(text);
  const tokens = lexed.tokens.map(markDistinct);
  checkNesting(tokens);
  const { source, tokenAt } = standIns(tokens);
  let tree: Tree;
  try {
    tree = strictParser.parse(source);
  } catch (error) {
    const index = tokenIndexOf(error, { source, tokenAt }) ?? tokens.length;
    if (lexed.fault && index === tokens.length) throw lexed.fault;
    throw unexpectedToken(text, tokens, Math.min(index, misusedName({ source, tokenAt }, tokens, index)));
  }
  if (lexed.fault) throw lexed.fault;
  return {
    top: tree.topNode,
    tokenOf(node) {
      const token = tokens[tokenAt.get(node.from) ?? -1];
      if (!token) throw new TreeError(`no token at ${node.from} for ${node.name}`);
      return token;
    },
    isEmptySelector(token) {
      return isEmptySelector(tokens, tokens.indexOf(token));
    },
    ipPattern(token) {
      return token.kind === 'ip' ? (tokens[tokens.indexOf(token) + 2]?.value ?? '') : null;
    },
    offsetAfter(range) {
      const index = tokens.indexOf(range);
      return hasOffset(tokens, index) ? (tokens[index + 2]?.number ?? 0) : 0;
    },
  };
}

/**
 * `| distinct a`, a stage of Loki's development branch that its releases lack. Elsewhere the word is a name like others:
 * `| distinct = "a"` is a label filter.
 */
function markDistinct(token: Token, index: number, tokens: readonly Token[]): Token {
  if (token.text.toLowerCase() !== 'distinct' || tokens[index - 1]?.kind !== '|') return token;
  return tokens[index + 1]?.kind === 'IDENTIFIER' ? { ...token, kind: 'distinct' } : token;
}

export function unexpected(token: Token): QueryError {
  return parseError(`syntax error: unexpected ${token.kind}`, token.line, token.column);
}

function checkNesting(tokens: readonly Token[]): void {
  if (tokens.length > MAX_TOKENS) throw parseError(`query too complex: ${tokens.length} tokens (limit ${MAX_TOKENS})`);
  let depth = 0;
  for (const { kind } of tokens) {
    if (kind === '(') depth++;
    else if (kind === ')') depth--;
    if (depth > MAX_NESTING) throw parseError(`query too complex: nested deeper than ${MAX_NESTING}`);
  }
}

/** Loki takes an offset after every range, the grammar only after some: it is read here and kept from the grammar. */
const hasOffset = (tokens: readonly Token[], range: number) =>
  tokens[range]?.kind === 'RANGE' && tokens[range + 1]?.kind === 'offset' && tokens[range + 2]?.kind === 'DURATION';

const FILTER_OPS: ReadonlySet<TokenKind> = new Set(['|=', '|~', '|>', '!=', '!~', '!>', 'or']);

/** Whether an `ip("…")` as a line filter begins here: the grammar takes those only last, so it is shown a string. */
function isLineFilterIp(tokens: readonly Token[], index: number): boolean {
  const shape = ['ip', '(', 'STRING', ')'];
  if (!shape.every((kind, at) => tokens[index + at]?.kind === kind)) return false;
  const isCompared = tokens[index - 2]?.kind === 'IDENTIFIER';
  return !isCompared && FILTER_OPS.has(tokens[index - 1]?.kind ?? '');
}

/** The grammar takes no selector without a matcher, so it is shown one. */
const isEmptySelector = (tokens: readonly Token[], index: number) =>
  tokens[index]?.kind === '{' && tokens[index + 1]?.kind === '}';

const BEFORE_RANGE: ReadonlySet<TokenKind> = new Set(['(', ',']);

/** The grammar does not take every log range in parentheses that Loki takes; such pairs are kept from it. */
function parenthesesOfRanges(tokens: readonly Token[]): Set<number> {
  const found = new Set<number>();
  const open: number[] = [];
  tokens.forEach(({ kind }, index) => {
    if (kind === '(') open.push(index);
    if (kind !== ')') return;
    const start = open.pop();
    if (start === undefined || tokens[index + 1]?.kind !== 'RANGE' || tokens[start + 1]?.kind !== '{') return;
    if (start > 0 && !BEFORE_RANGE.has(tokens[start - 1]?.kind ?? '')) return;
    found.add(start).add(index);
  });
  return found;
}

function standIns(tokens: readonly Token[]): StandIns {
  const tokenAt = new Map<number, number>();
  const parentheses = parenthesesOfRanges(tokens);
  let source = '';
  let isLabelFilter = false;
  tokens.forEach((token, index) => {
    if (hasOffset(tokens, index - 1) || hasOffset(tokens, index - 2) || parentheses.has(index)) return;
    if ([1, 2, 3].some((back) => isLineFilterIp(tokens, index - back))) return;
    const next = tokens[index + 1]?.kind;
    if (token.kind === '|') isLabelFilter = next === 'IDENTIFIER' || next === '(';
    else if (token.kind === 'RANGE') isLabelFilter = false;
    tokenAt.set(source.length, index);
    source += isLineFilterIp(tokens, index) ? STAND_INS['STRING'] : (STAND_INS[token.kind] ?? token.kind.toLowerCase());
    if (isEmptySelector(tokens, index)) source += ' x=""';
    // Loki reads label filters side by side as a conjunction, which the grammar spells with a comma.
    source += isLabelFilter && endsFilter(token.kind) && (next === 'IDENTIFIER' || next === '(') ? ',' : ' ';
  });
  return { source, tokenAt };
}

const endsFilter = (kind: TokenKind) =>
  kind === 'STRING' || kind === 'NUMBER' || kind === 'DURATION' || kind === 'BYTES' || kind === ')';

interface StandIns {
  readonly source: string;
  readonly tokenAt: ReadonlyMap<number, number>;
}

/** The token at which the grammar gave up; null at the end of the query. */
function tokenIndexOf(error: unknown, { source, tokenAt }: StandIns): number | null {
  const position = Number(/No parse at (\d+)/.exec((error as Error).message)?.[1] ?? Number.NaN);
  if (Number.isNaN(position)) throw error as Error;
  for (let at = position; at < source.length; at++) {
    const index = tokenAt.get(at);
    if (index !== undefined) return index;
  }
  return null;
}

/** The grammar takes names of functions for labels, Loki does not: the first such before `end`, or `end`. */
function misusedName({ source, tokenAt }: StandIns, tokens: readonly Token[], end: number): number {
  let first = end;
  parser.parse(source).iterate({
    enter(node) {
      const index = node.name === 'Identifier' ? tokenAt.get(node.from) : undefined;
      if (index !== undefined && index < first && tokens[index]?.kind !== 'IDENTIFIER') first = index;
    },
  });
  return first;
}

function unexpectedToken(text: string, tokens: readonly Token[], index: number): QueryError {
  const token = tokens[index];
  const { line, column } = token ?? endPosition(text);
  const expected = expectedKinds(tokens.slice(0, index));
  const list = expected.length > 0 ? `, expecting ${expected.join(' or ')}` : '';
  return parseError(`syntax error: unexpected ${token?.kind ?? END}${list}`, line, column);
}

const MAX_LISTED = 4;
const MAX_TOKENS_TO_EXPLAIN = 200;

/** What could stand after `before`; empty when that is too much to list. */
function expectedKinds(before: readonly Token[]): TokenKind[] {
  if (before.length === 0 || before.length > MAX_TOKENS_TO_EXPLAIN) return [];
  const { source } = standIns(before);
  // Loki has by then decided that no offset follows.
  if (before.at(-1)?.kind === 'RANGE' && isAccepted(source, ')')) return [')'];
  const expected: TokenKind[] = [];
  for (const kind of EXPECTABLE) {
    const closesNothing = kind === '}' && before.at(-1)?.kind === '{';
    if (!closesNothing && !isAccepted(source, STAND_INS[kind] ?? kind.toLowerCase())) continue;
    expected.push(kind);
    if (expected.length > MAX_LISTED) return [];
  }
  return expected;
}

function isAccepted(source: string, candidate: string): boolean {
  // A word that the grammar would take for a name is not what Loki expects.
  const isWord = candidate.length > 1 && /^[a-z]/.test(candidate);
  if (isWord && parser.parse(source + candidate).resolveInner(source.length, 1).name === 'Identifier') return false;
  try {
    strictParser.parse(source + candidate);
    return true;
  } catch (error) {
    return Number(/No parse at (\d+)/.exec((error as Error).message)?.[1] ?? 0) > source.length;
  }
}
