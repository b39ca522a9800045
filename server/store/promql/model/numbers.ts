/** The shortest digits that read back as the same number, never with an exponent. */
export function formatPlain(value: number): string {
  const special = formatSpecial(value);
  if (special) return special;
  const text = String(value);
  const exponentAt = text.indexOf('e');
  if (exponentAt < 0) return Object.is(value, -0) ? '-0' : text;
  const sign = text.startsWith('-') ? '-' : '';
  const [integer = '', fraction = ''] = text.slice(sign.length, exponentAt).split('.');
  const point = integer.length + Number(text.slice(exponentAt + 1));
  const digits = integer + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function formatSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : undefined;
}

function formatExponent(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}

/** A sample value in an answer: plain digits, with an exponent only below 1e-6 and from 1e21. */
export function formatSample(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21) && Number.isFinite(value)) return formatExponent(value);
  return formatPlain(value);
}

/** Go's `%v`: an exponent below 1e-4 and from 1e21. */
export const formatGeneric = (value: number): string => formatFromExponent(value, 1e21);

/** Go's `%g`: an exponent below 1e-4 and from 1e6. */
export const formatShort = (value: number): string => formatFromExponent(value, 1e6);

function formatFromExponent(value: number, limit: number): string {
  const size = Math.abs(value);
  const isExponential = size !== 0 && (size < 1e-4 || size >= limit) && Number.isFinite(value);
  return isExponential ? formatExponent(value) : formatPlain(value);
}

/** `%.2g` */
export function formatTwoDigits(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatPlain(value);
  const rounded = Number(value.toPrecision(2));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-4 || size >= 100) ? formatExponent(rounded) : formatPlain(rounded);
}

/** Six digits after the point: `%f`. */
export const formatFixed = (value: number): string => formatSpecial(value) ?? value.toFixed(6);

/** As `le` and `quantile` labels are written in the exposition formats: integers get `.0`. */
export function formatOpenMetrics(value: number): string {
  const text = formatShort(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const HEX_FLOAT = /^([+-]?)0x([0-9a-f]+)$/i;
const DECIMAL = /^[+-]?(\d[\d_]*(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A number as the query language and label values write it; null when the text is none. */
export function parseNumber(text: string): number | null {
  const hex = HEX_FLOAT.exec(text);
  if (hex) return (hex[1] === '-' ? -1 : 1) * Number.parseInt(hex[2] ?? '', 16);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (!DECIMAL.test(text)) return null;
  const octal = /^0[0-7]+$/.exec(text);
  return octal ? Number.parseInt(text, 8) : Number(text.replaceAll('_', ''));
}
