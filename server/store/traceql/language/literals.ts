import { parseDuration } from './duration.ts';
import { failAt } from './parse-error.ts';
import type { Scanner } from './scanner.ts';
import type { Position } from './token.ts';

interface NumberLiteral {
  readonly type: 'INTEGER' | 'FLOAT' | 'DURATION';
  readonly value: number;
}

const isDigit = (character: string) => character >= '0' && character <= '9';

/** A number, or a duration when units follow without a blank ("1.5s", "1h30m"). */
export function readNumber(scanner: Scanner, at: Position): NumberLiteral {
  const { text, isFloat } = readDigits(scanner);
  let ahead = 0;
  let rest = '';
  while (/[\p{N}nsumhµdwy.]/u.test(scanner.peek(ahead))) rest += scanner.peek(ahead++);
  const duration = rest === '' ? undefined : parseDuration(text + rest);
  if (duration !== undefined) {
    scanner.take(ahead);
    return { type: 'DURATION', value: duration };
  }
  if (isFloat) return { type: 'FLOAT', value: Number(text) };
  if (!/^\d+$/.test(text)) failAt(`strconv.Atoi: parsing "${text}": invalid syntax`, at);
  if (BigInt(text) > 9_223_372_036_854_775_807n) failAt(`strconv.Atoi: parsing "${text}": value out of range`, at);
  return { type: 'INTEGER', value: Number(text) };
}

function readDigits(scanner: Scanner): { readonly text: string; readonly isFloat: boolean } {
  if (scanner.peek() === '0' && /[xXbBoO]/.test(scanner.peek(1)))
    return { text: scanner.take(2) + scanner.takeWhile((character) => /[0-9a-fA-F_]/.test(character)), isFloat: false };
  let text = scanner.takeWhile(isDigit);
  let isFloat = false;
  if (scanner.peek() === '.') {
    isFloat = true;
    text += scanner.next() + scanner.takeWhile(isDigit);
  }
  const signed = scanner.peek(1) === '+' || scanner.peek(1) === '-';
  if (/[eE]/.test(scanner.peek()) && isDigit(scanner.peek(signed ? 2 : 1))) {
    isFloat = true;
    text += scanner.take(signed ? 2 : 1) + scanner.takeWhile(isDigit);
  }
  return { text, isFloat };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** A string in Go's spelling: double quotes with escapes, or back quotes without. */
export function readQuoted(scanner: Scanner, at: Position): string {
  const quote = scanner.next();
  let text = '';
  for (;;) {
    const character = scanner.next();
    if (character === '' || (character === '\n' && quote === '"')) return failAt('literal not terminated', at);
    if (character === quote) return text;
    text += character === '\\' && quote === '"' ? readEscape(scanner, at) : character;
  }
}

function readEscape(scanner: Scanner, at: Position): string {
  const character = scanner.next();
  const simple = ESCAPES[character];
  if (simple !== undefined) return simple;
  const length = { x: 2, u: 4, U: 8 }[character];
  const digits = length === undefined ? character + scanner.take(2) : scanner.take(length);
  const isValid = length === undefined ? /^[0-7]{3}$/.test(digits) : /^[0-9a-fA-F]+$/.test(digits);
  const code = Number.parseInt(digits, length === undefined ? 8 : 16);
  if (!isValid || digits.length !== (length ?? 3) || code > 0x10ffff) return failAt('invalid char escape', at);
  return String.fromCodePoint(code);
}
