/** An IP address as a number: IPv4 in 32 bits, IPv6 in 128. */
interface Address {
  readonly isV6: boolean;
  readonly value: bigint;
}

/** A single address, `a-b`, or CIDR. */
export type IpMatcher = (address: Address) => boolean;

/** null when the pattern is none. */
export function parseIpPattern(pattern: string): IpMatcher | null {
  const single = parseAddress(pattern);
  if (single) return (address) => address.isV6 === single.isV6 && address.value === single.value;
  return parsePrefix(pattern) ?? parseRange(pattern);
}

function parsePrefix(pattern: string): IpMatcher | null {
  const [text = '', bits = '', ...rest] = pattern.split('/');
  const address = parseAddress(text);
  if (!address || rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(bits)) return null;
  const width = address.isV6 ? 128 : 32;
  const length = Number(bits);
  if (length > width) return null;
  const shift = BigInt(width - length);
  const prefix = address.value >> shift;
  return ({ isV6, value }) => isV6 === address.isV6 && value >> shift === prefix;
}

function parseRange(pattern: string): IpMatcher | null {
  const dash = pattern.indexOf('-');
  if (dash < 0) return null;
  const from = parseAddress(pattern.slice(0, dash));
  const to = parseAddress(pattern.slice(dash + 1));
  if (!from || !to || from.isV6 !== to.isV6 || from.value > to.value) return null;
  return ({ isV6, value }) => isV6 === from.isV6 && value >= from.value && value <= to.value;
}

export function parseAddress(text: string): Address | null {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return { isV6: false, value };
}

function parseV6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : hextets(half)));
  if (!head || (halves.length === 2 && !tail)) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return { isV6: true, value: all.reduce((value, part) => (value << 16n) | BigInt(part), 0n) };
}

function hextets(text: string): number[] | null {
  const values: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (!v4) return null;
      values.push(Number(v4.value >> 16n), Number(v4.value & 0xffffn));
    } else if (/^[\da-fA-F]{1,4}$/.test(part)) values.push(Number.parseInt(part, 16));
    else return null;
  }
  return values;
}

const V4_CHARS = /[\d.]*/y;
const V6_CHARS = /[\da-fA-F:.]*/y;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isHex = (code: number) => isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const DOT = 46;
const COLON = 58;

/** Whether the text holds an address that matches. Where Loki's hints see no address, neither does this. */
export function containsIp(text: string, matcher: IpMatcher): boolean {
  for (let at = 0; at < text.length; at++) {
    const chars = looksLikeV4(text, at) ? V4_CHARS : looksLikeV6(text, at) ? V6_CHARS : null;
    if (!chars) continue;
    chars.lastIndex = at;
    const candidate = chars.exec(text)?.[0] ?? '';
    const address = parseAddress(candidate);
    if (address && matcher(address)) return true;
    at += candidate.length;
  }
  return false;
}

function looksLikeV4(text: string, at: number): boolean {
  if (at + 3 >= text.length || !isDigit(text.charCodeAt(at))) return false;
  return text.charCodeAt(at + 1) === DOT || text.charCodeAt(at + 2) === DOT || text.charCodeAt(at + 3) === DOT;
}

function looksLikeV6(text: string, at: number): boolean {
  if (text.charCodeAt(at) === COLON) return text.charCodeAt(at + 1) === COLON && isHex(text.charCodeAt(at + 2));
  for (let length = 0; length < 5; length++) {
    const code = text.charCodeAt(at + length);
    if (code === COLON) return length > 0;
    if (!isHex(code)) return false;
  }
  return false;
}
