/**
 * Finds its way in JSON text without building values, as lenient as the scanner Loki uses: what follows the value is
 * not looked at, numbers are whatever stands up to the next delimiter. Positions are indices into `text`.
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

/** The next character that is no white space; -1 when there is none. */
export function nextToken(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
  }
  return -1;
}

/** The position of the closing quote of a string whose content starts at `from`; -1 when it does not close. */
export function closingQuote(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

/** Just past the bracket that closes the one at `from`; -1 when it does not close. */
export function blockEnd(text: string, from: number, end: number): number {
  const open = text.charCodeAt(from);
  const close = open === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
  let depth = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(text, at + 1, end);
      if (at < 0) return -1;
    } else if (code === open) depth++;
    else if (code === close && --depth === 0) return at + 1;
  }
  return -1;
}

/** The end of a number, boolean or null. */
export function tokenEnd(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) return at;
    if (code === 32 || code === 10 || code === 13 || code === 9) return at;
  }
  return end;
}

/** A value as the scanner found it; strings without their quotes. */
export interface JsonSpan {
  type: JsonType;
  start: number;
  end: number;
  /** Where scanning goes on. */
  next: number;
}

/** Fills `span` with the value at `from`; the error's text when there is none. */
export function scanValue(text: string, from: number, end: number, span: JsonSpan): string | null {
  const at = nextToken(text, from, end);
  if (at < 0) return JSON_ERRORS.json;
  const code = text.charCodeAt(at);
  if (code === QUOTE) {
    const close = closingQuote(text, at + 1, end);
    if (close < 0) return JSON_ERRORS.string;
    return fill(span, 'string', { start: at + 1, end: close, next: close + 1 });
  }
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    const close = blockEnd(text, at, end);
    const isObject = code === OPEN_BRACE;
    if (close < 0) return isObject ? JSON_ERRORS.object : JSON_ERRORS.array;
    return fill(span, isObject ? 'object' : 'array', { start: at, end: close, next: close });
  }
  const close = tokenEnd(text, at, end);
  const type = tokenType(text, at, close);
  return type ? fill(span, type, { start: at, end: close, next: close }) : JSON_ERRORS.unknown;
}

function fill(span: JsonSpan, type: JsonType, at: Omit<JsonSpan, 'type'>): null {
  span.type = type;
  span.start = at.start;
  span.end = at.end;
  span.next = at.next;
  return null;
}

function tokenType(text: string, start: number, end: number): JsonType | null {
  const code = text.charCodeAt(start);
  if ((code >= 48 && code <= 57) || code === 45) return 'number';
  const word = text.slice(start, end);
  if (word === 'true' || word === 'false') return 'boolean';
  return word === 'null' ? 'null' : null;
}

/** Told of every member of an object; a non-null answer ends the walk and becomes its result. */
export type MemberVisitor = (keyStart: number, keyEnd: number, value: JsonSpan) => string | null;

/** Walks the members of the object at `from`; null when it came to the closing brace. */
export function walkObject(text: string, from: number, end: number, visit: MemberVisitor): string | null {
  const open = nextToken(text, from, end);
  if (open < 0 || text.charCodeAt(open) !== OPEN_BRACE) return JSON_ERRORS.object;
  let at = nextToken(text, open + 1, end);
  if (at < 0) return JSON_ERRORS.json;
  const span: JsonSpan = { type: 'null', start: 0, end: 0, next: 0 };
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACE) return null;
    if (code !== QUOTE) return JSON_ERRORS.object;
    const keyStart = at + 1;
    const keyEnd = closingQuote(text, keyStart, end);
    if (keyEnd < 0) return JSON_ERRORS.json;
    const colon = nextToken(text, keyEnd + 1, end);
    if (colon < 0 || text.charCodeAt(colon) !== COLON) return JSON_ERRORS.json;
    const failure = scanValue(text, colon + 1, end, span);
    if (failure !== null) return failure;
    const { next } = span;
    const stop = visit(keyStart, keyEnd, span);
    if (stop !== null) return stop;
    at = nextToken(text, next, end);
    if (at < 0) return JSON_ERRORS.array;
    const after = text.charCodeAt(at);
    if (after === CLOSE_BRACE) return null;
    if (after !== COMMA) return JSON_ERRORS.object;
    at = nextToken(text, at + 1, end);
    if (at < 0) return JSON_ERRORS.array;
  }
}

/** The items of the array at `from`, until `visit` answers false. */
export function walkArray(text: string, span: JsonSpan, visit: (index: number, item: JsonSpan) => boolean): void {
  const item: JsonSpan = { type: 'null', start: 0, end: 0, next: 0 };
  let at = span.start + 1;
  for (let index = 0; ; index++) {
    if (scanValue(text, at, span.end - 1, item) !== null) return;
    const { next } = item;
    if (!visit(index, item)) return;
    const comma = nextToken(text, next, span.end - 1);
    if (comma < 0 || text.charCodeAt(comma) !== COMMA) return;
    at = comma + 1;
  }
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
