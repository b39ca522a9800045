import { decimalFold, type DecimalOp } from '../go/decimal.ts';
import { parseGoFloat } from '../go/numbers.ts';
import { TemplateError } from './ast.ts';
import type { TemplateFunction } from './function.ts';
import type { Value } from './values.ts';

const INT64 = 64;

/** Whatever looks like a number, without its fraction; 0 for the rest, as sprig has it. */
export function toInteger(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value !== 'string') return 0n;
  const text = value.replace(/\.\d*$/, '');
  if (!/^[+-]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/.test(text)) return 0n;
  const magnitude = text.replace(/^[+-]/, '');
  const parsed = BigInt(/^0[0-7]/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude);
  return text.startsWith('-') ? -parsed : parsed;
}

export function toFloat(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  const parsed = typeof value === 'string' ? parseGoFloat(value) : 0;
  return parsed instanceof Error ? 0 : parsed;
}

const integers = (fold: (left: bigint, right: bigint) => bigint): TemplateFunction => ({
  parameters: ['any', 'any'],
  isVariadic: true,
  call: (args) => BigInt.asIntN(INT64, args.map(toInteger).reduce(fold)),
});

const binaryIntegers = (compute: (left: bigint, right: bigint) => bigint): TemplateFunction => ({
  parameters: ['any', 'any'],
  call: ([left, right]) => BigInt.asIntN(INT64, compute(toInteger(left), toInteger(right))),
});

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new TemplateError('runtime error: integer divide by zero');
  return value;
}

const decimals = (op: DecimalOp): TemplateFunction => ({
  parameters: op === 'add' ? ['any'] : ['any', 'any'],
  isVariadic: true,
  call(args) {
    try {
      return decimalFold(op, op === 'add' ? [0, ...args.map(toFloat)] : args.map(toFloat));
    } catch (error) {
      throw new TemplateError((error as Error).message);
    }
  },
});

const floats = (fold: (left: number, right: number) => number): TemplateFunction => ({
  parameters: ['any', 'any'],
  isVariadic: true,
  call: (args) => args.map(toFloat).reduce((left, right) => fold(left, right)),
});

const oneFloat = (compute: (value: number) => number): TemplateFunction => ({
  parameters: ['any'],
  call: ([value]) => compute(toFloat(value)),
});

function round(value: number, places: number, roundOn: number): number {
  const scale = 10 ** places;
  const digit = scale * value;
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / scale;
}

export const MATH_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  int: { parameters: ['any'], call: ([value]) => toInteger(value) },
  float64: { parameters: ['any'], call: ([value]) => toFloat(value) },
  add: {
    parameters: ['any'],
    isVariadic: true,
    call: (args) =>
      BigInt.asIntN(
        INT64,
        args.reduce((sum: bigint, value) => sum + toInteger(value), 0n),
      ),
  },
  sub: binaryIntegers((left, right) => left - right),
  mul: integers((left, right) => left * right),
  div: binaryIntegers((left, right) => left / nonZero(right)),
  mod: binaryIntegers((left, right) => left % nonZero(right)),
  max: integers((left, right) => (right > left ? right : left)),
  min: integers((left, right) => (right < left ? right : left)),
  addf: decimals('add'),
  subf: decimals('sub'),
  mulf: decimals('mul'),
  divf: decimals('div'),
  maxf: floats(Math.max),
  minf: floats(Math.min),
  ceil: oneFloat(Math.ceil),
  floor: oneFloat(Math.floor),
  round: {
    parameters: ['any', 'int', 'float'],
    isVariadic: true,
    call: ([value, places, roundOn]) =>
      round(toFloat(value), Number(toInteger(places)), roundOn === undefined ? 0.5 : toFloat(roundOn)),
  },
};
