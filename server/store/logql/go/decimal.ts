/** Decimal arithmetic over the shortest forms of floats, as the template functions `addf` … `divf` have it. */
interface Decimal {
  readonly digits: bigint;
  /** How many of the digits stand after the point. */
  readonly scale: number;
}
const DIVISION_DIGITS = 16;

function fromNumber(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

const toNumber = ({ digits, scale }: Decimal): number => Number(`${digits}e-${scale}`);

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  const widen = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  return [widen(a), widen(b), scale];
}

export type DecimalOp = 'add' | 'sub' | 'mul' | 'div';

/** @throws RangeError on division by zero */
export function decimalFold(op: DecimalOp, values: readonly number[]): number {
  const [first = 0, ...rest] = values;
  if (!values.every(Number.isFinite)) return Number.NaN;
  return toNumber(rest.reduce((left, right) => apply(op, left, fromNumber(right)), fromNumber(first)));
}

function apply(op: DecimalOp, a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  switch (op) {
    case 'add':
      return { digits: left + right, scale };
    case 'sub':
      return { digits: left - right, scale };
    case 'mul':
      return { digits: a.digits * b.digits, scale: a.scale + b.scale };
    case 'div':
      return divide(left, right);
  }
}

function divide(left: bigint, right: bigint): Decimal {
  if (right === 0n) throw new RangeError('decimal division by 0');
  const scaled = left * 10n ** BigInt(DIVISION_DIGITS + 1);
  const quotient = scaled / right;
  const half = quotient < 0n ? -5n : 5n;
  return { digits: (quotient + half) / 10n, scale: DIVISION_DIGITS };
}
