/**
 * Finds its way in JSON text without building values, as lenient as the scanner Loki uses: what follows the value is
 * not looked at, numbers are whatever stands up to the next delimiter. Positions are indices into the text.
 */

export const JSON_ERRORS = {
  json: 'Malformed JSON error',
  string: "Value is string, but can't find closing '\"' symbol",
  array: "Value is array, but can't find closing ']' symbol",
  object: "Value looks like object, but can't find closing '}' symbol",
  unknown: 'Unknown value type',
  escape: 'Encountered an invalid escape sequence in a string',
} as const;

export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COMMA = 44;
const COLON = 58;
const SPACE = 32;

/** A value as the scanner found it; strings without their quotes. */
export interface JsonSpan {
  type: JsonType;
  start: number;
  end: number;
  /** Where scanning goes on. */
  next: number;
}

export const createSpan = (): JsonSpan => ({ type: 'null', start: 0, end: 0, next: 0 });

/** Told of every member of an object; a non-null answer ends the walk and becomes its result. */
export type MemberVisitor = (keyStart: number, keyEnd: number, value: JsonSpan) => string | null;

export class JsonScanner {
  text = '';

  /** The next character that is no white space; -1 when there is none. */
  nextToken(from: number, end: number): number {
    const { text } = this;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code > SPACE || !isBlank(code)) return at;
    }
    return -1;
  }

  /** The position of the closing quote of a string whose content starts at `from`; -1 when it does not close. */
  closingQuote(from: number, end: number): number {
    const { text } = this;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at++;
    }
    return -1;
  }

  /** Just past the bracket that closes the one at `from`; -1 when it does not close. */
  blockEnd(from: number, end: number): number {
    const { text } = this;
    const open = text.charCodeAt(from);
    const close = open === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
    let depth = 0;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        at = this.closingQuote(at + 1, end);
        if (at < 0) return -1;
      } else if (code === open) depth++;
      else if (code === close && --depth === 0) return at + 1;
    }
    return -1;
  }

  /** The end of a number, boolean or null. */
  tokenEnd(from: number, end: number): number {
    const { text } = this;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) return at;
      if (code <= SPACE && isBlank(code)) return at;
    }
    return end;
  }

  /** Fills `span` with the value at `from`; the error's text when there is none. */
  scanValue(from: number, end: number, span: JsonSpan): string | null {
    const { text } = this;
    const at = from < end && text.charCodeAt(from) > SPACE ? from : this.nextToken(from, end);
    if (at < 0) return JSON_ERRORS.json;
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const close = this.closingQuote(at + 1, end);
      if (close < 0) return JSON_ERRORS.string;
      span.type = 'string';
      span.start = at + 1;
      span.end = close;
      span.next = close + 1;
      return null;
    }
    span.start = at;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      const isObject = code === OPEN_BRACE;
      span.type = isObject ? 'object' : 'array';
      span.end = this.blockEnd(at, end);
      span.next = span.end;
      return span.end >= 0 ? null : isObject ? JSON_ERRORS.object : JSON_ERRORS.array;
    }
    span.end = this.tokenEnd(at, end);
    span.next = span.end;
    if ((code >= 48 && code <= 57) || code === 45) {
      span.type = 'number';
      return null;
    }
    const type = wordType(text.slice(at, span.end));
    if (!type) return JSON_ERRORS.unknown;
    span.type = type;
    return null;
  }

  /** Walks the members of the object at `from`; null when it came to the closing brace. */
  walkObject(from: number, end: number, visit: MemberVisitor): string | null {
    const { text } = this;
    const open = this.nextToken(from, end);
    if (open < 0 || text.charCodeAt(open) !== OPEN_BRACE) return JSON_ERRORS.object;
    let at = this.nextToken(open + 1, end);
    if (at < 0) return JSON_ERRORS.json;
    const span = createSpan();
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === CLOSE_BRACE) return null;
      if (code !== QUOTE) return JSON_ERRORS.object;
      const keyStart = at + 1;
      const keyEnd = this.closingQuote(keyStart, end);
      if (keyEnd < 0) return JSON_ERRORS.json;
      const colon = text.charCodeAt(keyEnd + 1) === COLON ? keyEnd + 1 : this.nextToken(keyEnd + 1, end);
      if (colon < 0 || colon >= end || text.charCodeAt(colon) !== COLON) return JSON_ERRORS.json;
      const failure = this.scanValue(colon + 1, end, span);
      if (failure !== null) return failure;
      const { next } = span;
      const stop = visit(keyStart, keyEnd, span);
      if (stop !== null) return stop;
      at = this.nextToken(next, end);
      if (at < 0) return JSON_ERRORS.array;
      const after = text.charCodeAt(at);
      if (after === CLOSE_BRACE) return null;
      if (after !== COMMA) return JSON_ERRORS.object;
      at = this.nextToken(at + 1, end);
      if (at < 0) return JSON_ERRORS.array;
    }
  }

  /** The items of an array, until `visit` answers false. */
  walkArray(array: JsonSpan, visit: (index: number, item: JsonSpan) => boolean): void {
    const item = createSpan();
    const end = array.end - 1;
    let at = array.start + 1;
    for (let index = 0; ; index++) {
      if (this.scanValue(at, end, item) !== null) return;
      const { next } = item;
      if (!visit(index, item)) return;
      const comma = this.nextToken(next, end);
      if (comma < 0 || this.text.charCodeAt(comma) !== COMMA) return;
      at = comma + 1;
    }
  }
}

const isBlank = (code: number) => code === SPACE || code === 10 || code === 13 || code === 9;

function wordType(word: string): JsonType | null {
  if (word === 'true' || word === 'false') return 'boolean';
  return word === 'null' ? 'null' : null;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The content of a JSON string; null when it holds an escape that is none. */
export function unescapeJson(raw: string): string | null {
  let slash = raw.indexOf('\\');
  if (slash < 0) return raw;
  let result = '';
  let from = 0;
  while (slash >= 0) {
    result += raw.slice(from, slash);
    const char = raw[slash + 1] ?? '';
    const simple = SIMPLE_ESCAPES[char];
    if (simple !== undefined) {
      result += simple;
      from = slash + 2;
    } else {
      const unicode = unicodeEscape(raw, slash);
      if (unicode === null) return null;
      result += unicode;
      from = slash + 6 * unicode.length;
    }
    slash = raw.indexOf('\\', from);
  }
  return result + raw.slice(from);
}

/** One or, of a pair of surrogates, two UTF-16 units. */
function unicodeEscape(raw: string, slash: number): string | null {
  const first = /^\\u([\da-fA-F]{4})(?:\\u([\da-fA-F]{4}))?/.exec(raw.slice(slash, slash + 12));
  if (!first) return null;
  const high = Number.parseInt(first[1] ?? '', 16);
  if (high < 0xd800 || high > 0xdfff) return String.fromCharCode(high);
  const low = Number.parseInt(first[2] ?? '', 16);
  return low >= 0xdc00 && low <= 0xdfff && high < 0xdc00 ? String.fromCharCode(high, low) : null;
}
