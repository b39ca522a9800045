import { parseBytes } from '../go/bytes.ts';
import { parseGoDuration, parsePrometheusDuration } from '../go/duration.ts';
import { goUnquote } from '../go/quote.ts';
import { parseError, QueryError } from './query-error.ts';
import { FUNCTIONS, KEYWORDS, PARSER_FLAGS, type Token } from './tokens.ts';

export const MAX_QUERY_LENGTH = 131_072;

const IDENTIFIER = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const NUMBER =
  /(?:0[xX][\da-fA-F_]*\.?[\da-fA-F_]*(?:[pP][+-]?\d*)?|0[bBoO][\d_]*|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d*)?)/y;
const OCTAL = /^0_?[\d_]*?([89])[\d_]*$/;
const DURATION_TAIL = /[\p{N}nuµmshdwy.]+/uy;
const BYTES_TAIL = /[\p{N}BikKMGTP.]+/uy;
const FLAG = /-[\p{L}-]*/uy;
const CALL_FOLLOWS = /\s*(?:\(|(?:by|without)\s*\()/iy;
const BLANK = /[ \t\n\r]+/y;

interface Scanner {
  readonly text: string;
  at: number;
  line: number;
  lineStart: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** Why the scanner stopped; it counts only where the grammar has no complaint about a token before. */
  readonly fault: QueryError | null;
}

/**
 * Splits a query as Loki's scanner does.
 *
 * @throws QueryError when it is too long
 */
export function lex(text: string): Lexed {
  if (text.length >= MAX_QUERY_LENGTH) throw parseError(`input size too long (${text.length} > ${MAX_QUERY_LENGTH})`);
  const scanner: Scanner = { text, at: 0, line: 1, lineStart: 0 };
  const tokens: Token[] = [];
  for (;;) {
    skipBlank(scanner);
    if (scanner.at >= text.length) return { tokens, fault: null };
    try {
      tokens.push(scanToken(scanner));
    } catch (error) {
      if (error instanceof QueryError) return { tokens, fault: error };
      throw error;
    }
  }
}

/** Where the query ends, for errors about something missing there. */
export function endPosition(text: string): { line: number; column: number } {
  const scanner: Scanner = { text, at: 0, line: 1, lineStart: 0 };
  scanner.at = text.length;
  const breaks = text.split('\n');
  return { line: breaks.length, column: (breaks.at(-1) ?? '').length + 1 };
}

function match(scanner: Scanner, pattern: RegExp, at = scanner.at): string {
  pattern.lastIndex = at;
  return pattern.exec(scanner.text)?.[0] ?? '';
}

function skipBlank(scanner: Scanner): void {
  const { text } = scanner;
  for (;;) {
    const blank = match(scanner, BLANK);
    for (let at = blank.indexOf('\n'); at >= 0; at = blank.indexOf('\n', at + 1)) {
      scanner.line++;
      scanner.lineStart = scanner.at + at + 1;
    }
    scanner.at += blank.length;
    if (text[scanner.at] !== '#') return;
    const end = text.indexOf('\n', scanner.at);
    scanner.at = end < 0 ? text.length : end;
  }
}

interface Scanned {
  readonly kind: string;
  readonly length: number;
  readonly value?: string;
  readonly number?: number;
  /** Read in two steps, after which Loki's scanner has forgotten the line. */
  readonly twoSteps?: boolean;
}

function scanToken(scanner: Scanner): Token {
  const offset = scanner.at;
  const column = offset - scanner.lineStart + 1;
  const { line } = scanner;
  const scanned = scanLiteral(scanner, line, column) ?? scanWord(scanner) ?? scanOperator(scanner);
  const text = scanner.text.slice(offset, offset + scanned.length);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    scanner.line++;
    scanner.lineStart = offset + at + 1;
  }
  scanner.at += scanned.length;
  return {
    kind: scanned.kind,
    text,
    value: scanned.value ?? text,
    number: scanned.number ?? 0,
    offset,
    line: scanned.twoSteps ? 0 : line,
    column,
  };
}

function scanLiteral(scanner: Scanner, line: number, column: number): Scanned | null {
  const { text, at } = scanner;
  const char = text[at] ?? '';
  if (char === '"' || char === '`') return scanString(scanner, line, column);
  if (char === '[') return scanRange(scanner, column);
  if (char === '-') return scanDash(scanner);
  const number = match(scanner, NUMBER);
  if (number === '') return null;
  const digit = OCTAL.exec(number)?.[1];
  if (digit !== undefined) throw parseError(`invalid digit '${digit}' in octal literal`, line, column);
  return (
    scanUnit(scanner, number, { kind: 'DURATION', tail: DURATION_TAIL, parse: parseDuration }) ??
    scanUnit(scanner, number, { kind: 'BYTES', tail: BYTES_TAIL, parse: parseBytes }) ?? {
      kind: 'NUMBER',
      length: number.length,
    }
  );
}

function scanString(scanner: Scanner, line: number, column: number): Scanned {
  const { text, at } = scanner;
  const quote = text[at] ?? '';
  let end = at + 1;
  while (end < text.length && text[end] !== quote) {
    if (quote === '"' && text[end] === '\n') break;
    end += quote === '"' && text[end] === '\\' ? 2 : 1;
  }
  if (text[end] !== quote) throw parseError('literal not terminated', line, column);
  const literal = text.slice(at, end + 1);
  const value = goUnquote(literal);
  if (value === null) throw parseError('invalid char escape', line, column);
  return { kind: 'STRING', length: literal.length, value };
}

function scanRange(scanner: Scanner, column: number): Scanned {
  const { text, at } = scanner;
  const end = text.indexOf(']', at);
  if (end < 0) throw parseError("missing closing ']' in duration", 0, column);
  const ns = parsePrometheusDuration(text.slice(at + 1, end));
  if (ns instanceof Error) throw parseError(ns.message, 0, column);
  return { kind: 'RANGE', length: end + 1 - at, number: ns, twoSteps: true };
}

function scanDash(scanner: Scanner): Scanned | null {
  const flag = `-${match(scanner, FLAG, scanner.at + 1)}`;
  if (PARSER_FLAGS.has(flag)) return { kind: 'FUNCTION_FLAG', length: flag.length, twoSteps: true };
  return scanUnit(scanner, '-', { kind: 'DURATION', tail: DURATION_TAIL, parse: parseDuration });
}

interface Unit {
  readonly kind: string;
  readonly tail: RegExp;
  readonly parse: (text: string) => number | Error;
}

function scanUnit(scanner: Scanner, number: string, { kind, tail, parse }: Unit): Scanned | null {
  const rest = match(scanner, tail, scanner.at + number.length);
  if (rest === '') return null;
  const value = parse(number + rest);
  if (value instanceof Error) return null;
  return { kind, length: number.length + rest.length, number: value, twoSteps: true };
}

function parseDuration(text: string): number | Error {
  const ns = parsePrometheusDuration(text);
  return ns instanceof Error ? parseGoDuration(text) : ns;
}

function scanWord(scanner: Scanner): Scanned | null {
  const word = match(scanner, IDENTIFIER);
  if (word === '') return null;
  const lower = word.toLowerCase();
  const name = FUNCTIONS.get(lower);
  if (name !== undefined) {
    const called = match(scanner, CALL_FOLLOWS, scanner.at + word.length) !== '';
    return { kind: called ? name : 'IDENTIFIER', length: word.length };
  }
  return { kind: KEYWORDS.has(lower) ? lower : 'IDENTIFIER', length: word.length };
}

function scanOperator(scanner: Scanner): Scanned {
  const pair = scanner.text.slice(scanner.at, scanner.at + 2);
  if (pair.length === 2 && KEYWORDS.has(pair)) return { kind: pair, length: 2, twoSteps: true };
  const char = String.fromCodePoint(scanner.text.codePointAt(scanner.at) ?? 0);
  return { kind: KEYWORDS.has(char) ? char : 'IDENTIFIER', length: char.length };
}
