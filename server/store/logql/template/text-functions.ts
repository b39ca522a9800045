import { compileRegex } from '../../regex.ts';
import { parseBytes } from '../go/bytes.ts';
import { parseGoDuration } from '../go/duration.ts';
import { expandReplacement, replaceMatches } from '../go/regex-replace.ts';
import { TemplateError } from './ast.ts';
import { integer, limited, MAX_RESULT_LENGTH, text, type ParameterType, type TemplateFunction } from './function.ts';
import { fromJsonValue, isTrue, type Value } from './values.ts';

const S: ParameterType = 'string';
const I: ParameterType = 'int';

const define = (parameters: readonly ParameterType[], call: (...args: string[]) => Value): TemplateFunction => ({
  parameters,
  call: (args) => call(...args.map((arg) => (typeof arg === 'bigint' ? String(arg) : text(arg)))),
});

function trimChars(value: string, chars: string, sides: 'both' | 'left' | 'right'): string {
  const runes = Array.from(value);
  let start = 0;
  let end = runes.length;
  if (sides !== 'right') while (start < end && chars.includes(runes[start] ?? '\0')) start++;
  if (sides !== 'left') while (end > start && chars.includes(runes[end - 1] ?? '\0')) end--;
  return runes.slice(start, end).join('');
}

const removePrefix = (value: string, prefix: string) => (value.startsWith(prefix) ? value.slice(prefix.length) : value);
const removeSuffix = (value: string, suffix: string) =>
  suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;

/** As Go's `strings.Replace`: a negative count replaces all, nothing is found before every rune and at the end. */
function replaceCount(value: string, from: string, { to, count }: { to: string; count: number }): string {
  const most = count < 0 ? Infinity : count;
  if (from === '') return insertBetween(Array.from(value), to, most);
  let result = '';
  let at = 0;
  for (let done = 0; done < most; done++) {
    const found = value.indexOf(from, at);
    if (found < 0) break;
    result = limited(result + value.slice(at, found) + to);
    at = found + from.length;
  }
  return limited(result + value.slice(at));
}

function insertBetween(runes: readonly string[], part: string, most: number): string {
  const count = Math.min(most, runes.length + 1);
  checkLength(count, part);
  const before = runes.map((rune, index) => (index < count ? part + rune : rune)).join('');
  return limited(count > runes.length ? before + part : before);
}

/** sprig cuts by bytes. */
function cutBytes(value: string, start: number, end?: number): string {
  const bytes = Buffer.from(value);
  return bytes.subarray(start, end ?? bytes.length).toString();
}

function truncate(count: number, value: string): string {
  const length = Buffer.byteLength(value);
  if (count < 0) return length + count > 0 ? cutBytes(value, length + count) : value;
  return length > count ? cutBytes(value, 0, count) : value;
}

function substring(start: number, end: number, value: string): string {
  const length = Buffer.byteLength(value);
  const outside = (range: string) => new TemplateError(`runtime error: slice bounds out of range ${range}`);
  if (start < 0) {
    if (end > length) throw outside(`[:${end}] with length ${length}`);
    if (end < 0) throw outside(`[:${end}]`);
    return cutBytes(value, 0, end);
  }
  const last = end < 0 || end > length ? length : end;
  if (start > last) throw outside(`[${start}:${last}]`);
  return cutBytes(value, start, last);
}

function align(side: 'left' | 'right', count: number, value: string): string {
  const runes = Array.from(value);
  if (count < 0 || count === runes.length) return value;
  if (count > runes.length) {
    const pad = limitedRepeat(' ', count - runes.length);
    return side === 'left' ? value + pad : pad + value;
  }
  return (side === 'left' ? runes.slice(0, count) : runes.slice(runes.length - count)).join('');
}

function limitedRepeat(value: string, count: number): string {
  if (count < 0) throw new TemplateError('strings: negative Repeat count');
  checkLength(count, value);
  return value.repeat(count);
}

function checkLength(count: number, part: string): void {
  if (count * part.length > MAX_RESULT_LENGTH) throw new TemplateError('repeated text is too long');
}

function indent(spaces: number, value: string): string {
  const pad = limitedRepeat(' ', spaces);
  return replaceCount(pad + value, '\n', { to: `\n${pad}`, count: -1 });
}

const titleCase = (value: string) =>
  value.replace(/(^|[^\p{L}\p{Nd}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function decodeBase64(value: string): string {
  const isValid = /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.replace(/=+$/, '').length % 4 !== 1;
  if (!isValid) return `illegal base64 data at input byte ${base64Fault(value)}`;
  return Buffer.from(value, 'base64').toString();
}

/** The first byte that is none of the alphabet, or where the last, incomplete group of four begins. */
function base64Fault(value: string): number {
  const stranger = value.search(/[^A-Za-z0-9+/]/);
  return stranger < 0 ? value.length - (value.length % 4) : Buffer.byteLength(value.slice(0, stranger));
}

/** Go's `url.QueryEscape`. */
export const queryEscape = (value: string): string =>
  encodeURIComponent(value.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function queryUnescape(value: string): string {
  const bad = /%(?![\da-fA-F]{2}).{0,2}/.exec(value)?.[0];
  if (bad !== undefined) throw new TemplateError(`invalid URL escape ${JSON.stringify(bad)}`);
  const bytes = value.replaceAll('+', ' ').split(/%([\da-fA-F]{2})/);
  return Buffer.concat(
    bytes.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(part, 'hex'))),
  ).toString();
}

const orFail = (result: number | Error, scale = 1): number => {
  if (result instanceof Error) throw new TemplateError(result.message);
  return result / scale;
};

const replaceAll = (isLiteral: boolean): TemplateFunction =>
  define([S, S, S], (pattern = '', value = '', replacement = '') => {
    const regex = compileOrFail(pattern);
    let written = 0;
    const result = replaceMatches(regex, value, (groups) => {
      const text = isLiteral ? replacement : expandReplacement(replacement, groups, regex.groupNames);
      written += text.length;
      if (written > MAX_RESULT_LENGTH) throw new TemplateError('replaced text is too long');
      return text;
    });
    return limited(result);
  });

function compileOrFail(pattern: string) {
  try {
    return compileRegex(pattern, false);
  } catch (error) {
    throw new TemplateError((error as Error).message);
  }
}

function countMatches(pattern: string, value: string): bigint {
  let count = 0n;
  replaceMatches(compileOrFail(pattern), value, () => {
    count++;
    return '';
  });
  return count;
}

const NS_PER_SECOND = 1e9;
const seconds = define([S], (value = '') => orFail(parseGoDuration(value), NS_PER_SECOND));

export const TEXT_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ToLower: define([S], (value = '') => value.toLowerCase()),
  ToUpper: define([S], (value = '') => value.toUpperCase()),
  Replace: {
    parameters: [S, S, S, I],
    call: ([value, from, to, count]) => replaceCount(text(value), text(from), { to: text(to), count: integer(count) }),
  },
  Trim: define([S, S], (value = '', chars = '') => trimChars(value, chars, 'both')),
  TrimLeft: define([S, S], (value = '', chars = '') => trimChars(value, chars, 'left')),
  TrimRight: define([S, S], (value = '', chars = '') => trimChars(value, chars, 'right')),
  TrimPrefix: define([S, S], (value = '', prefix = '') => removePrefix(value, prefix)),
  TrimSuffix: define([S, S], (value = '', suffix = '') => removeSuffix(value, suffix)),
  TrimSpace: define([S], (value = '') => value.trim()),
  regexReplaceAll: replaceAll(false),
  regexReplaceAllLiteral: replaceAll(true),
  count: define([S, S], (pattern = '', value = '') => countMatches(pattern, value)),
  urldecode: define([S], (value = '') => queryUnescape(value)),
  urlencode: define([S], (value = '') => queryEscape(value)),
  bytes: define([S], (value = '') => orFail(parseBytes(value))),
  duration: seconds,
  duration_seconds: seconds,
  alignLeft: { parameters: [I, S], call: ([count, value]) => align('left', integer(count), text(value)) },
  alignRight: { parameters: [I, S], call: ([count, value]) => align('right', integer(count), text(value)) },
  b64enc: define([S], (value = '') => Buffer.from(value).toString('base64')),
  b64dec: define([S], (value = '') => decodeBase64(value)),
  lower: define([S], (value = '') => value.toLowerCase()),
  upper: define([S], (value = '') => value.toUpperCase()),
  title: define([S], (value = '') => titleCase(value)),
  trunc: { parameters: [I, S], call: ([count, value]) => truncate(integer(count), text(value)) },
  substr: {
    parameters: [I, I, S],
    call: ([start, end, value]) => substring(integer(start), integer(end), text(value)),
  },
  contains: define([S, S], (part = '', value = '') => value.includes(part)),
  hasPrefix: define([S, S], (prefix = '', value = '') => value.startsWith(prefix)),
  hasSuffix: define([S, S], (suffix = '', value = '') => value.endsWith(suffix)),
  indent: { parameters: [I, S], call: ([spaces, value]) => indent(integer(spaces), text(value)) },
  nindent: { parameters: [I, S], call: ([spaces, value]) => `\n${indent(integer(spaces), text(value))}` },
  replace: define([S, S, S], (from = '', to = '', value = '') => replaceCount(value, from, { to, count: -1 })),
  repeat: { parameters: [I, S], call: ([count, value]) => limitedRepeat(text(value), integer(count)) },
  trim: define([S], (value = '') => value.trim()),
  trimAll: define([S, S], (chars = '', value = '') => trimChars(value, chars, 'both')),
  trimSuffix: define([S, S], (suffix = '', value = '') => removeSuffix(value, suffix)),
  trimPrefix: define([S, S], (prefix = '', value = '') => removePrefix(value, prefix)),
  default: {
    parameters: ['any', 'any'],
    isVariadic: true,
    call: ([fallback = null, value = null]) => (isTrue(value) ? value : fallback),
  },
  fromJson: define([S], (value = '') => parseJson(value)),
};

function parseJson(value: string): Value {
  try {
    return fromJsonValue(JSON.parse(value));
  } catch {
    return null;
  }
}
