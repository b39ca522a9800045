const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
const NOT_PRINTABLE = /["\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu;

/** Go's `strconv.Quote`. */
export function goQuote(text: string): string {
  return `"${text.replace(NOT_PRINTABLE, (char) => (char === ' ' ? char : (SHORT[char] ?? escapeRune(char))))}"`;
}

function escapeRune(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
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
  "'": "'",
  '"': '"',
};

/**
 * The value of a Go string literal in `"…"` or `` `…` ``; null when an escape is not one.
 * Escapes of bytes (`\xff`, `\377`) are read as UTF-8.
 */
export function goUnquote(literal: string): string | null {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  if (!body.includes('\\')) return body;
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const slash = body.indexOf('\\', at);
    parts.push(Buffer.from(slash < 0 ? body.slice(at) : body.slice(at, slash)));
    if (slash < 0) break;
    const escape = readEscape(body, slash + 1);
    if (!escape) return null;
    parts.push(escape.bytes);
    at = escape.end;
  }
  return Buffer.concat(parts).toString();
}

function readEscape(body: string, at: number): { bytes: Buffer; end: number } | null {
  const char = body[at] ?? '';
  const plain = ESCAPES[char];
  if (plain !== undefined) return { bytes: Buffer.from(plain), end: at + 1 };
  const digits = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
  if (digits > 0) {
    const hex = body.slice(at + 1, at + 1 + digits);
    const code = /^[\da-f]+$/i.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
    if (code < 0 || code > 0x10ffff) return null;
    return { bytes: char === 'x' ? Buffer.of(code) : Buffer.from(String.fromCodePoint(code)), end: at + 1 + digits };
  }
  const octal = /^[0-7]{3}/.exec(body.slice(at, at + 3))?.[0];
  const code = octal === undefined ? 256 : Number.parseInt(octal, 8);
  return code > 255 ? null : { bytes: Buffer.of(code), end: at + 3 };
}
