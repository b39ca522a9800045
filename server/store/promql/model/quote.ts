import { isUtf8 } from 'node:buffer';

const NAMED: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** A string in double quotes with the escapes Prometheus prints. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/["\\\u0000-\u001f\u007f]|[^\u0020-\u007e]/.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += NAMED[character] ?? escapeCharacter(character);
  return `${quoted}"`;
}

/** A character in single quotes; without one, what Go prints for the end of the text. */
export function quoteCharacter(character: string): string {
  if (character === '') return "'\ufffd'";
  if (character === "'" || character === '"') return character === '"' ? `'"'` : String.raw`'\''`;
  return `'${NAMED[character] ?? escapeCharacter(character)}'`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code >= FIRST_ESCAPED_BYTE && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x7f || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A byte that is no UTF-8 is kept as a lone surrogate of its own, so that it can be told and printed. */
const FIRST_ESCAPED_BYTE = 0xdc80;

export function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const size = [1, 2, 3, 4].find((length) => isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length);
    text += size ? bytes.toString('utf8', at, at + size) : String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += size ?? 1;
  }
  return text;
}

/** Any name goes that is not empty and is proper Unicode. */
export const isValidLabelName = (name: string): boolean => name !== '' && name.isWellFormed();
