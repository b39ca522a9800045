import { goQuote } from './quote.ts';

/** Digits may stand apart by single underscores. */
const GO_FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const GO_HEX_FLOAT = /^0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d+)$/;
const SPECIAL_FLOATS: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};

/** Go's `strconv.ParseFloat(text, 64)` for decimal numbers. */
export function parseGoFloat(text: string): number | Error {
  const code = text.charCodeAt(0);
  const looksSpecial = text.length > 2 && text.length < 10 && (code > 57 || text.charCodeAt(1) > 57);
  const special = looksSpecial ? SPECIAL_FLOATS[text.toLowerCase()] : undefined;
  if (special !== undefined) return special;
  if (code === 48 && GO_HEX_FLOAT.test(text)) return parseHexFloat(text);
  if (!GO_FLOAT.test(text)) return new Error(`strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`);
  const value = Number(text.includes('_') ? text.replaceAll('_', '') : text);
  if (!Number.isFinite(value)) return new Error(`strconv.ParseFloat: parsing ${goQuote(text)}: value out of range`);
  return value;
}

function parseHexFloat(text: string): number {
  const [, whole = '', fraction = '', exponent = '0'] = GO_HEX_FLOAT.exec(text) ?? [];
  return Number.parseInt(whole + fraction || '0', 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** Go's `strconv.FormatFloat(value, 'f', -1, 64)`, with Go's names of the special values. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const exponent = text.indexOf('e');
  return exponent < 0 ? text : expand(text.slice(0, exponent), Number(text.slice(exponent + 1)));
}

function expand(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Go's `%v` of a float64: the exponent form from 1e6 on and below 1e-4. */
export function formatGoFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatFloat(value);
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return formatFloat(value);
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}
