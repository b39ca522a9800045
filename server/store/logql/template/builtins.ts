import { formatPrintf } from '../go/printf.ts';
import { TemplateError } from './ast.ts';
import { limited, text, type TemplateFunction } from './function.ts';
import { queryEscape } from './text-functions.ts';
import { isList, isMap, isTime, isTrue, printValue, typeName, type Value } from './values.ts';

const anyArgs = (count: number, call: TemplateFunction['call']): TemplateFunction => ({
  parameters: Array.from({ length: count + 1 }, () => 'any' as const),
  isVariadic: true,
  call,
});

type Kind = 'int' | 'float' | 'string' | 'bool' | 'other';

function kindOf(value: Value): Kind {
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'other';
}

function isEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (isTime(left) && isTime(right)) return left.unixNano === right.unixNano;
  const kind = kindOf(left);
  if (kind === 'other') throw new TemplateError('non-comparable type ' + typeName(left));
  if (kind !== kindOf(right)) throw new TemplateError('incompatible types for comparison');
  return left === right;
}

function isLess(left: Value, right: Value): boolean {
  const kind = kindOf(left);
  if (kind === 'other' || kind === 'bool') throw new TemplateError('invalid type for comparison');
  if (kind !== kindOf(right)) throw new TemplateError('incompatible types for comparison');
  return (left as string | number | bigint) < (right as string | number | bigint);
}

const compare = (test: (left: Value, right: Value) => boolean): TemplateFunction => ({
  parameters: ['any', 'any'],
  call: ([left = null, right = null]) => test(left, right),
});

function lengthOf(value: Value): bigint {
  if (typeof value === 'string') return BigInt(Buffer.byteLength(value));
  if (value !== null && isList(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(value.size);
  throw new TemplateError(`len of type ${typeName(value)}`);
}

function itemAt(value: Value, index: Value): Value {
  if (isMap(value)) {
    if (typeof index !== 'string') throw new TemplateError(`value has type ${typeName(index)}; should be string`);
    return value.get(index) ?? null;
  }
  if (typeof index !== 'bigint') throw new TemplateError(`cannot index slice/array with type ${typeName(index)}`);
  const at = Number(index);
  if (typeof value === 'string') {
    const byte = Buffer.from(value)[at];
    if (byte === undefined) throw new TemplateError('reflect: string index out of range');
    return BigInt(byte);
  }
  if (value === null || !isList(value)) throw new TemplateError(`can't index item of type ${typeName(value)}`);
  if (at < 0 || at >= value.length) throw new TemplateError(`index out of range: ${at}`);
  return value[at] ?? null;
}

function sliceOf(value: Value, bounds: readonly Value[]): Value {
  const [start = 0n, end] = bounds;
  if (typeof value !== 'string' && (value === null || !isList(value)))
    throw new TemplateError(`can't slice item of type ${typeName(value)}`);
  const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const from = Number(start);
  const to = end === undefined ? length : Number(end);
  const outside = [from, to].find((bound) => !(bound >= 0 && bound <= length));
  if (outside !== undefined) throw new TemplateError(`index out of range: ${outside}`);
  if (from > to) throw new TemplateError(`invalid slice index: ${from} > ${to}`);
  return typeof value === 'string' ? Buffer.from(value).subarray(from, to).toString() : value.slice(from, to);
}

/** As Go's `Sprint`: a space between operands when neither is a string. */
function print(args: readonly Value[]): string {
  let result = '';
  args.forEach((arg, index) => {
    const before = args[index - 1];
    if (index > 0 && typeof arg !== 'string' && typeof before !== 'string') result += ' ';
    result += printValue(arg);
  });
  return limited(result);
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const escapeHtml = (value: string) => value.replace(/[&<>"']/g, (char) => HTML[char] ?? char);
const escapeJs = (value: string) =>
  value.replace(/[\\'"<>&=\n\r\t]/g, (char) =>
    char === '\\' || char === "'" || char === '"'
      ? `\\${char}`
      : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

export const BUILTIN_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: anyArgs(1, (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1) ?? null),
  or: anyArgs(1, (args) => args.find(isTrue) ?? args.at(-1) ?? null),
  not: { parameters: ['any'], call: ([value = null]) => !isTrue(value) },
  len: { parameters: ['any'], call: ([value = null]) => lengthOf(value) },
  index: anyArgs(1, ([value = null, ...indices]) => indices.reduce(itemAt, value)),
  slice: anyArgs(1, ([value = null, ...bounds]) => sliceOf(value, bounds)),
  print: anyArgs(0, print),
  println: anyArgs(0, (args) => limited(`${args.map(printValue).join(' ')}\n`)),
  printf: {
    parameters: ['string', 'any'],
    isVariadic: true,
    call: ([format, ...args]) => limited(formatPrintf(text(format), args)),
  },
  html: anyArgs(0, (args) => escapeHtml(print(args))),
  js: anyArgs(0, (args) => escapeJs(print(args))),
  urlquery: anyArgs(0, (args) => queryEscape(print(args))),
  eq: anyArgs(2, ([left = null, ...others]) => others.some((other) => isEqual(left, other))),
  ne: compare((left, right) => !isEqual(left, right)),
  lt: compare(isLess),
  le: compare((left, right) => isLess(left, right) || isEqual(left, right)),
  gt: compare((left, right) => !isLess(left, right) && !isEqual(left, right)),
  ge: compare((left, right) => !isLess(left, right)),
};
