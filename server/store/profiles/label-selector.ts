import { compileRegex } from '../regex.ts';

/** One condition of a selector; `matches` gets the label's value, '' when the series does not have it. */
export interface LabelMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  readonly matches: (value: string) => boolean;
}

/** The text is not a selector. The message is Prometheus' form, with line and column. */
export class InvalidSelector extends Error {
  override readonly name = 'InvalidSelector';
}

/**
 * A Prometheus metric selector: `name{label="value",…}`; either part may be missing, quoted names are UTF-8 names.
 *
 * @throws InvalidSelector
 */
export function parseSelector(text: string): readonly LabelMatcher[] {
  const scanner = new Scanner(text);
  const matchers: LabelMatcher[] = [];
  const metric = scanner.take(/[a-zA-Z_:][a-zA-Z0-9_:]*/y);
  if (metric !== null) matchers.push(createMatcher('__name__', '=', metric));
  if (scanner.atEnd()) {
    if (metric === null) throw scanner.error('unexpected end of input');
    return matchers;
  }
  scanner.expect('{', 'in label matching, expected "{"');
  while (!scanner.tryTake('}')) {
    matchers.push(readMatcher(scanner));
    if (scanner.tryTake(',')) continue;
    scanner.expect('}', 'in label matching, expected "," or "}"');
    break;
  }
  if (!scanner.atEnd()) throw scanner.error(`unexpected ${scanner.rest()} after the selector`);
  return matchers;
}

function readMatcher(scanner: Scanner): LabelMatcher {
  const start = scanner.position;
  const quoted = scanner.peek() === '"' || scanner.peek() === "'" || scanner.peek() === '`';
  const name = quoted ? scanner.string() : scanner.take(/[a-zA-Z_][a-zA-Z0-9_]*/y);
  if (name === null) throw scanner.error(`unexpected ${scanner.rest()} in label matching, expected identifier or "}"`);
  const op = scanner.take(/=~|!~|!=|=/y);
  if (op === null) {
    if (quoted) return createMatcher('__name__', '=', name);
    throw scanner.error(`unexpected ${scanner.rest()} in label matching, expected label matching operator`);
  }
  const value = scanner.string();
  try {
    return createMatcher(name, op as LabelMatcher['op'], value);
  } catch (error) {
    throw scanner.error(`error parsing regexp: ${(error as Error).message}`, start);
  }
}

/** @throws Error when a regular expression is not RE2 */
export function createMatcher(name: string, op: LabelMatcher['op'], value: string): LabelMatcher {
  if (op === '=') return { name, op, value, matches: (given) => given === value };
  if (op === '!=') return { name, op, value, matches: (given) => given !== value };
  const regex = compileRegex(value, true);
  if (op === '=~') return { name, op, value, matches: (given) => regex.test(given) };
  return { name, op, value, matches: (given) => !regex.test(given) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

class Scanner {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpace();
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.position] ?? '')) this.position += 1;
  }

  error(message: string, at: number = this.position): InvalidSelector {
    const before = this.#text.slice(0, at).split('\n');
    return new InvalidSelector(`${before.length}:${(before.at(-1) ?? '').length + 1}: parse error: ${message}`);
  }

  atEnd(): boolean {
    return this.position >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.position] ?? '';
  }

  rest(): string {
    return this.atEnd() ? 'end of input' : `character ${JSON.stringify(this.peek())}`;
  }

  /** `pattern` must be sticky. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) return null;
    this.position += match.length;
    this.#skipSpace();
    return match;
  }

  tryTake(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.position)) return false;
    this.position += literal.length;
    this.#skipSpace();
    return true;
  }

  expect(literal: string, otherwise: string): void {
    if (!this.tryTake(literal)) throw this.error(`unexpected ${this.rest()} ${otherwise}`);
  }

  /** A Go string literal. */
  string(): string {
    const quote = this.peek();
    if (quote === '`') return this.#rawString();
    if (quote !== '"' && quote !== "'") {
      throw this.error(`unexpected ${this.rest()} in label matching, expected string`);
    }
    const start = this.position;
    this.position += 1;
    let value = '';
    for (;;) {
      const char = this.peek();
      if (char === '' || char === '\n') throw this.error('unterminated quoted string', start);
      this.position += 1;
      if (char === quote) break;
      value += char === '\\' ? this.#escape() : char;
    }
    this.#skipSpace();
    return value;
  }

  #rawString(): string {
    const end = this.#text.indexOf('`', this.position + 1);
    if (end < 0) throw this.error('unterminated raw string');
    const value = this.#text.slice(this.position + 1, end);
    this.position = end + 1;
    this.#skipSpace();
    return value;
  }

  #escape(): string {
    const numeric = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})/y;
    numeric.lastIndex = this.position;
    const match = numeric.exec(this.#text);
    if (match) {
      const octal = match[4];
      const code = octal ? parseInt(octal, 8) : parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16);
      if (code > 0x10ffff) throw this.error('escape sequence is an invalid Unicode code point');
      this.position += match[0].length;
      return String.fromCodePoint(code);
    }
    const escaped = ESCAPES[this.peek()];
    if (escaped === undefined) throw this.error(`unknown escape sequence U+${this.#codePoint()}`);
    this.position += 1;
    return escaped;
  }

  #codePoint(): string {
    return (this.#text.codePointAt(this.position) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  }
}
