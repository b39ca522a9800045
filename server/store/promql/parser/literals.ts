import { decodeUtf8 } from '../model/quote.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The value of a string literal in any of its three quotes; null when it is malformed. */
export function unquote(literal: string): string | null {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return null;
  const body = literal.slice(1, -1);
  if (quote === '`') return body.includes('`') ? null : body;
  if (quote !== '"' && quote !== "'") return null;
  if (body.includes('\n')) return null;
  return body.includes('\\') ? unescape(body, quote) : body.includes(quote) ? null : body;
}

/** Byte escapes (`\xff`, `\377`) name bytes of UTF-8, so the value is put together as bytes. */
function unescape(body: string, quote: string): string | null {
  const parts: Buffer[] = [];
  for (let index = 0; index < body.length;) {
    const character = body.charAt(index);
    if (character === quote) return null;
    if (character !== '\\') {
      const end = nextSpecial(body, index, quote);
      parts.push(Buffer.from(body.slice(index, end)));
      index = end;
      continue;
    }
    const escape = readEscape(body, index + 1, quote);
    if (!escape) return null;
    parts.push(escape.bytes);
    index = escape.end;
  }
  return decodeUtf8(Buffer.concat(parts));
}

function nextSpecial(body: string, from: number, quote: string): number {
  let end = from;
  while (end < body.length && body[end] !== '\\' && body[end] !== quote) end++;
  return end;
}

function readEscape(body: string, at: number, quote: string): { bytes: Buffer; end: number } | null {
  const letter = body.charAt(at);
  const simple = SIMPLE_ESCAPES[letter] ?? (letter === quote && letter !== '' ? letter : undefined);
  if (simple !== undefined) return { bytes: Buffer.from(simple), end: at + 1 };
  const octal = /^[0-7]{3}/.exec(body.slice(at, at + 3))?.[0];
  if (octal) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? null : { bytes: Buffer.from([value]), end: at + 3 };
  }
  const digits = { x: 2, u: 4, U: 8 }[letter];
  if (!digits) return null;
  const hex = body.slice(at + 1, at + 1 + digits);
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) return null;
  const value = Number.parseInt(hex, 16);
  const end = at + 1 + digits;
  if (letter === 'x') return { bytes: Buffer.from([value]), end };
  if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return null;
  return { bytes: Buffer.from(String.fromCodePoint(value)), end };
}
