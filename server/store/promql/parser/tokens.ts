import { quote, quoteCharacter } from '../model/quote.ts';
import type { Position } from './ast.ts';
import { ParseError } from './parse-error.ts';
import { scanNumberOrDuration } from './scan-number.ts';

/** What error texts need to know of a piece of text. */
export interface Token {
  readonly kind:
    | 'end'
    | 'identifier'
    | 'metric identifier'
    | 'string'
    | 'number'
    | 'duration'
    | 'keyword'
    | 'aggregator'
    | 'operator'
    | 'mark';
  /** As written. */
  readonly text: string;
  /** What to compare with: marks and operators as they are, words in lower case. */
  readonly word: string;
  readonly position: Position;
}

const AGGREGATORS: ReadonlySet<string> = new Set(
  'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio'.split(' '),
);
const WORD_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'atan2']);
const KEYWORDS: ReadonlySet<string> = new Set(
  'offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right bool start end step range max_of min_of'.split(
    ' ',
  ),
);
/** What may stand between brackets. */
const DURATION_WORDS: ReadonlySet<string> = new Set(['step', 'range', 'min_of', 'max_of', 'inf', 'nan']);
const MATCH_OPERATORS = ['=~', '!~', '!=', '='];
const OPERATORS = ['==', '!=', '<=', '>=', '</', '>/', '+', '-', '*', '/', '%', '^', '<', '>', '@', '='];
const MARKS = '(){}[],:';
const IN_DURATION = ' in duration expression';
const QUOTES = '"\'`';

const WORD = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;

export interface Tokens {
  readonly tokens: readonly Token[];
  /** What stands behind the last token when the lexer itself refuses it: open quotes and brackets, stray characters. */
  readonly failure: ParseError | null;
}

/** Splits a query as Prometheus' lexer does. */
export function tokenise(query: string): Tokens {
  const state: LexerState = {
    query,
    at: 0,
    parens: 0,
    inBraces: false,
    inBrackets: false,
    awaitsDuration: false,
    tokens: [],
  };
  const { tokens } = state;
  try {
    for (skipBlank(state); state.at < query.length; skipBlank(state)) {
      const next = readToken(state);
      trackNesting(state, next);
      tokens.push(next);
      state.at = next.position.end;
    }
    finish(state);
    return { tokens, failure: null };
  } catch (error) {
    if (error instanceof ParseError) return { tokens, failure: error };
    throw error;
  }
}

interface LexerState {
  readonly query: string;
  readonly tokens: Token[];
  at: number;
  parens: number;
  inBraces: boolean;
  inBrackets: boolean;
  /** In brackets, before the first number: there other things are refused, and in other words. */
  awaitsDuration: boolean;
}

function fail({ query }: LexerState, start: number, reason: string): never {
  throw new ParseError(query, { start, end: query.length }, reason);
}

function skipBlank(state: LexerState): void {
  const blank = /^([ \t\n\r]+|#[^\n\r]*)*/.exec(state.query.slice(state.at))?.[0] ?? '';
  state.at += blank.length;
}

function finish(state: LexerState): void {
  const { query, tokens } = state;
  const end = query.length;
  if (state.inBraces) fail(state, end, 'unexpected end of input inside braces');
  if (state.awaitsDuration) fail(state, end, 'unexpected end of input in duration expression');
  if (state.parens > 0) fail(state, end, 'unclosed left parenthesis');
  if (state.inBrackets) fail(state, end, 'unclosed left bracket');
  tokens.push({ kind: 'end', text: '', word: '', position: { start: end, end } });
}

function trackNesting(state: LexerState, { kind, text, position }: Token): void {
  if (kind === 'number' || kind === 'duration') state.awaitsDuration = false;
  if (kind !== 'mark') return;
  const { start, end } = position;
  if (text === '(') state.parens++;
  if (text === ')' && --state.parens < 0) fail(state, end, `unexpected right parenthesis ${quoteCharacter(')')}`);
  if (text === '{') state.inBraces = true;
  if (text === '}') {
    if (!state.inBraces) fail(state, start, `unexpected character: ${quoteCharacter('}')}`);
    state.inBraces = false;
  }
  if (text === '[') {
    if (state.inBrackets) fail(state, start, `unexpected left bracket ${quoteCharacter('[')}`);
    state.inBrackets = true;
    state.awaitsDuration = true;
  }
  if (text === ']') {
    if (!state.inBrackets) fail(state, start, `unexpected right bracket ${quoteCharacter(']')}`);
    state.inBrackets = false;
    state.awaitsDuration = false;
  }
}

function readToken(state: LexerState): Token {
  const { query, at, inBraces, inBrackets } = state;
  const rest = query.slice(at);
  const first = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (QUOTES.includes(first)) {
    if (inBrackets) fail(state, at, `unexpected character${IN_DURATION}: ${quoteCharacter(first)}`);
    return readString(state, first);
  }
  if (/^\.?\d/.test(rest) && !inBraces) return readNumber(state, rest);
  const word = WORD.exec(rest)?.[0];
  if (word && !(inBrackets && word.startsWith(':'))) return wordToken(state, word);
  const outside = inBraces ? null : /^([!=])~/.exec(rest);
  if (outside) fail(state, at, `unexpected character after '${outside[1]}': '~'`);
  const operator = (inBraces ? MATCH_OPERATORS : OPERATORS).find((candidate) => rest.startsWith(candidate));
  if (operator) return token(state, 'operator', operator);
  if (MARKS.includes(first)) {
    if (inBraces && first === '{') fail(state, at, `unexpected left brace ${quoteCharacter('{')}`);
    return token(state, 'mark', first);
  }
  if (first === '!') fail(state, at, `unexpected character after '!': ${quoteCharacter(rest.charAt(1))}`);
  const place = inBraces ? ' inside braces' : state.awaitsDuration ? IN_DURATION : '';
  return fail(state, at, `unexpected character${place}: ${quoteCharacter(first)}`);
}

function token({ at }: LexerState, kind: Token['kind'], text: string): Token {
  return { kind, text, word: text.toLowerCase(), position: { start: at, end: at + text.length } };
}

function readString(state: LexerState, quoteMark: string): Token {
  const { query, at } = state;
  const isRaw = quoteMark === '`';
  for (let end = at + 1; end < query.length; end++) {
    const next = query[end];
    if (next === quoteMark) return token(state, 'string', query.slice(at, end + 1));
    if (isRaw) continue;
    if (next === '\n') break;
    if (next !== '\\') continue;
    const problem = escapeProblem(query.slice(end), quoteMark);
    if (problem !== null) fail(state, at, problem);
    end++;
  }
  return fail(state, at, isRaw ? 'unterminated raw string' : 'unterminated quoted string');
}

const codePoint = (text: string): string =>
  `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${text}'`;

/** What is wrong with the escape that `text` begins with; null when nothing is. */
function escapeProblem(text: string, quoteMark: string): string | null {
  const letter = text.charAt(1);
  if (letter === '') return 'escape sequence not terminated';
  if (`abfnrtv\\${quoteMark}`.includes(letter)) return null;
  const isOctal = /[0-7]/.test(letter);
  const length = isOctal ? 3 : { x: 2, u: 4, U: 8 }[letter];
  if (length === undefined) return `unknown escape sequence ${codePoint(letter)}`;
  const digits = isOctal ? text.slice(1, 4) : text.slice(2, 2 + length);
  const bad = /[^0-9a-fA-F]/.exec(isOctal ? digits.replace(/[89a-fA-F]/, '?') : digits);
  if (bad) return `illegal character ${codePoint(digits.charAt(bad.index))} in escape sequence`;
  if (digits.length < length) return 'escape sequence not terminated';
  const value = Number.parseInt(digits, isOctal ? 8 : 16);
  const isInvalid = isOctal ? value > 255 : value > 0x10ffff || (length > 2 && value >= 0xd800 && value < 0xe000);
  return isInvalid ? 'escape sequence is an invalid Unicode code point' : null;
}

function readNumber(state: LexerState, rest: string): Token {
  const { kind, text } = scanNumberOrDuration(rest);
  if (kind === 'bad') fail(state, state.at, `bad number or duration syntax: ${quote(text)}`);
  return token(state, kind, text);
}

function wordToken(state: LexerState, text: string): Token {
  const word = text.toLowerCase();
  if (state.inBraces) {
    if (text.includes(':')) fail(state, state.at + text.indexOf(':'), `unexpected character inside braces: ':'`);
    return token(state, 'identifier', text);
  }
  if (state.inBrackets && !DURATION_WORDS.has(word)) {
    const first = quoteCharacter(text.charAt(0));
    const problem = state.awaitsDuration ? `${IN_DURATION}: ${first}` : `: ${first}, expected ':'`;
    fail(state, state.at, `unexpected character${problem}`);
  }
  if (word === 'inf' || word === 'nan') return token(state, 'number', text);
  if (AGGREGATORS.has(word)) return token(state, 'aggregator', text);
  if (WORD_OPERATORS.has(word)) return token(state, 'operator', text);
  if (KEYWORDS.has(word)) return token(state, 'keyword', text);
  return token(state, text.includes(':') ? 'metric identifier' : 'identifier', text);
}

/** `identifier "foo"`, `<op:+>`, `end of input`: how errors name a token. */
export function describeToken({ kind, text, word }: Token): string {
  switch (kind) {
    case 'end':
      return 'end of input';
    case 'operator':
      return word === '=' ? '"="' : `<op:${text}>`;
    case 'keyword':
      return `<${text}>`;
    case 'aggregator':
      return `<aggr:${text}>`;
    case 'mark':
      return quote(text);
    default:
      return `${kind} ${quote(text)}`;
  }
}
