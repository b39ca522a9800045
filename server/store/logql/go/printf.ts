import { printValue, typeName, type Value } from '../template/values.ts';
import { formatFloat, formatGoFloat } from './numbers.ts';
import { goQuote } from './quote.ts';

const VERB = /%([-+# 0]*)(\d+|\*)?(?:\.(\d+|\*)?)?([a-zA-Z%])/g;
const MAX_WIDTH = 10_000;

/** Go's `Sprintf` for the values that templates have. */
export function formatPrintf(format: string, args: readonly Value[]): string {
  let used = 0;
  const takeNumber = (text: string | undefined) => {
    if (text !== '*') return text === undefined ? null : Number(text);
    const value = args[used++];
    return typeof value === 'bigint' ? Number(value) : null;
  };
  const formatOne = ([whole = '', flags = '', widthText, precisionText, verb = '']: readonly (
    | string
    | undefined
  )[]) => {
    if (verb === '%') return '%';
    const width = Math.min(takeNumber(widthText) ?? 0, MAX_WIDTH);
    const wanted = takeNumber(precisionText ?? (/\.[a-zA-Z]$/.test(whole) ? '0' : undefined));
    const precision = wanted !== null && wanted < 0 ? null : wanted;
    if (used >= args.length) return `%!${verb}(MISSING)`;
    return pad(formatVerb(verb, args[used++] ?? null, { flags, precision }), width, flags);
  };
  let result = '';
  let from = 0;
  for (const match of format.matchAll(VERB)) {
    result += format.slice(from, match.index) + formatOne(match);
    from = match.index + match[0].length;
  }
  result += format.slice(from);
  if (used >= args.length) return result;
  const extra = args.slice(used).map((arg) => `${typeName(arg)}=${printValue(arg)}`);
  return `${result}%!(EXTRA ${extra.join(', ')})`;
}

function pad(text: string, width: number, flags: string): string {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[+-]/.test(text) ? (text[0] ?? '') : '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

interface VerbOptions {
  readonly flags: string;
  readonly precision: number | null;
}

function formatVerb(verb: string, value: Value, options: VerbOptions): string {
  if (verb === 'v') return printValue(value);
  if (verb === 'T') return typeName(value);
  const text =
    typeof value === 'string'
      ? formatText(verb, value, options)
      : typeof value === 'bigint'
        ? formatInteger(verb, value, options)
        : typeof value === 'number'
          ? formatNumber(verb, value, options)
          : typeof value === 'boolean' && verb === 't'
            ? String(value)
            : null;
  return text ?? `%!${verb}(${typeName(value)}=${printValue(value)})`;
}

function formatText(verb: string, value: string, { flags, precision }: VerbOptions): string | null {
  const cut = precision === null ? value : Array.from(value).slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return flags.includes('#') && !value.includes('`') ? `\`${cut}\`` : goQuote(cut);
  if (verb !== 'x' && verb !== 'X') return null;
  const hex = Buffer.from(cut).toString('hex');
  return verb === 'x' ? hex : hex.toUpperCase();
}

const RADIX: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 };

/** What is no code point is U+FFFD. */
const runeOf = (value: bigint): string =>
  String.fromCodePoint(value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd).toWellFormed();

function formatInteger(verb: string, value: bigint, { flags }: VerbOptions): string | null {
  if (verb === 'c') return runeOf(value);
  if (verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
  if (verb === 'q') return `'${runeOf(value)}'`;
  const radix = RADIX[verb];
  if (radix === undefined) return null;
  const digits = value.toString(radix);
  return withSign(verb === 'X' ? digits.toUpperCase() : digits, flags);
}

function formatNumber(verb: string, value: number, { flags, precision }: VerbOptions): string | null {
  switch (verb) {
    case 'f':
    case 'F':
      return withSign(
        Number.isFinite(value) ? value.toFixed(Math.min(precision ?? 6, 100)) : formatFloat(value),
        flags,
      );
    case 'e':
    case 'E': {
      const [mantissa = '', exponent = ''] = value.toExponential(Math.min(precision ?? 6, 100)).split('e');
      const text = `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
      return withSign(verb === 'E' ? text.toUpperCase() : text, flags);
    }
    case 'g':
    case 'G':
      return withSign(
        formatGoFloat(precision === null ? value : Number(value.toPrecision(Math.max(1, Math.min(precision, 100))))),
        flags,
      );
    default:
      return null;
  }
}

const withSign = (text: string, flags: string) =>
  text.startsWith('-') || text.startsWith('+')
    ? text
    : flags.includes('+')
      ? `+${text}`
      : flags.includes(' ')
        ? ` ${text}`
        : text;
