import { unitKind, type UnitKind } from './unit-table.ts';

/** A number ready for the screen; `suffix` carries its own leading space where one belongs. */
export interface FormattedValue {
  readonly prefix: string;
  readonly text: string;
  readonly suffix: string;
}

export interface FormatOptions {
  /** Grafana's unit id; unknown ids become a suffix. Default `none`. */
  readonly unit?: string | undefined;
  /** Digits after the point; default: three significant ones, none for a whole number. */
  readonly decimals?: number | undefined;
}

/** `prefix`, `text` and `suffix` in one string. */
export function formatText(value: number | null, options: FormatOptions = {}): string {
  const { prefix, text, suffix } = formatValue(value, options);
  return prefix + text + suffix;
}

/** NaN and null are a dash; infinities keep their sign. */
export function formatValue(value: number | null, { unit = 'none', decimals }: FormatOptions = {}): FormattedValue {
  if (value === null || Number.isNaN(value)) return bare('–');
  if (!Number.isFinite(value)) return bare(value > 0 ? '∞' : '−∞');
  return formatKind(value, unitKind(unit), decimals);
}

function formatKind(value: number, kind: UnitKind, decimals: number | undefined): FormattedValue {
  switch (kind.kind) {
    case 'plain':
      return { prefix: kind.prefix ?? '', text: digits(value, decimals), suffix: spaced(kind.suffix) };
    case 'percent':
      return { prefix: '', text: digits(value * kind.factor, decimals), suffix: '%' };
    case 'scaled': {
      const { scaled, symbol } = scale(value, kind);
      return { prefix: '', text: digits(scaled, decimals), suffix: spaced(symbol) };
    }
    case 'count': {
      const { scaled, symbol } = step(value, COUNT_SCALE);
      const suffix = [symbol, kind.suffix].filter(Boolean).join(' ');
      return { prefix: kind.prefix ?? '', text: digits(scaled, decimals), suffix: spaced(suffix) };
    }
    case 'time': {
      const { scaled, symbol } = step(value * kind.unitSeconds, TIME_SCALE);
      return { prefix: '', text: digits(scaled, decimals), suffix: spaced(symbol) };
    }
    case 'clock':
      return bare(clockText(value * kind.unitMs, kind.style));
    case 'date':
      return bare(dateText(value, kind.style));
    case 'choice':
      return bare(value === 0 ? kind.no : kind.yes);
    case 'text':
      return bare(plainText(value, kind.style, decimals));
  }
}

/**
 * Labels for axis ticks: each in its own best prefix, with as many digits as tell neighbours apart and no trailing
 * zeros.
 */
export function formatTicks(ticks: readonly number[], options: FormatOptions = {}): readonly string[] {
  const increment = ticks.length > 1 ? Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) : 0;
  return ticks.map((tick) => {
    const rounded = increment > 0 ? Number((Math.round(tick / increment) * increment).toPrecision(12)) : tick;
    if (options.decimals !== undefined) return formatText(rounded, options);
    const full = formatValue(rounded, { ...options, decimals: undefined });
    const shown = Math.abs(Number(full.text));
    const ratio = rounded === 0 || !shown ? 1 : shown / Math.abs(rounded);
    const places = Math.min(6, Math.max(0, Math.ceil(-Math.log10(increment * ratio || 1) - 1e-9) + 1));
    const { prefix, text, suffix } = formatValue(rounded, { ...options, decimals: places });
    return prefix + trimZeros(text) + suffix;
  });
}

const bare = (text: string): FormattedValue => ({ prefix: '', text, suffix: '' });
const trimZeros = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text);

/** A no-break space, so that a number and its unit never part; `°` and `%` stay tight. */
const spaced = (suffix: string): string => (suffix === '' || /^[°%]/.test(suffix) ? suffix : `\u00a0${suffix.trim()}`);

function digits(value: number, decimals: number | undefined): string {
  if (decimals !== undefined) return value.toFixed(Math.min(20, Math.max(0, decimals)));
  if (value === 0) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const magnitude = Math.floor(Math.log10(threeDigits(Math.abs(value))));
  if (magnitude < -12 || magnitude >= 15) return value.toExponential(2);
  return value.toFixed(Math.min(20, Math.max(0, 2 - magnitude)));
}

/** What is left of a number on the screen: 999.96 shows as 1000 and so belongs to the next prefix. */
const threeDigits = (size: number): number => (size < 1000 ? Number(size.toPrecision(3)) : Math.round(size));

interface Scaled {
  readonly scaled: number;
  readonly symbol: string;
}

const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
const FRACTIONS = ['', 'm', 'µ', 'n', 'p'] as const;

function scale(value: number, kind: Extract<UnitKind, { kind: 'scaled' }>): Scaled {
  const { base, symbol } = kind;
  let amount = value;
  let power = kind.offset ?? 0;
  while (threeDigits(Math.abs(amount)) >= base && power < POWERS.length - 1) {
    amount /= base;
    power++;
  }
  // Bytes have no fractions; seconds, volts and plain numbers do.
  const lowest = base === 1024 || /^[Bb]/.test(symbol) ? 0 : 1 - FRACTIONS.length;
  while (amount !== 0 && threeDigits(Math.abs(amount)) < 1 && power > lowest) {
    amount *= base;
    power--;
  }
  if (power < 0) return { scaled: amount, symbol: `${FRACTIONS[-power] ?? ''}${symbol}` };
  const letter = POWERS[power] ?? '';
  if (base === 1024) return { scaled: amount, symbol: `${letter}${letter && 'i'}${symbol}` };
  return { scaled: amount, symbol: `${letter === 'K' ? 'k' : letter}${symbol}` };
}

type Scale = readonly (readonly [from: number, symbol: string])[];

const COUNT_SCALE: Scale = [
  [1e18, 'Quint'],
  [1e15, 'Quadr'],
  [1e12, 'Tri'],
  [1e9, 'Bil'],
  [1e6, 'Mil'],
  [1e3, 'K'],
  [0, ''],
];
const TIME_SCALE: Scale = [
  [31_536_000, 'y'],
  [604_800, 'wk'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [0, 'ns'],
];

function step(value: number, steps: Scale): Scaled {
  const size = Math.abs(value);
  if (size === 0) return { scaled: 0, symbol: steps === TIME_SCALE ? 's' : '' };
  const [from, symbol] = steps.find(([bound]) => Number(size.toPrecision(3)) >= bound) ?? [0, ''];
  const unit = from === 0 ? (symbol === 'ns' ? 1e-9 : 1) : from;
  return { scaled: Number((value / unit).toPrecision(15)), symbol };
}

const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');

function clockText(ms: number, style: 'words' | 'hms' | 'dhms' | 'short'): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.abs(ms) / 1000;
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (style === 'hms') return `${sign}${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (style === 'dhms') return `${sign}${days} d ${clock}`;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 31_536_000), style === 'words' ? 'year' : 'y'],
    [Math.floor((seconds % 31_536_000) / 86_400), style === 'words' ? 'day' : 'd'],
    [Math.floor((seconds % 86_400) / 3600), style === 'words' ? 'hour' : 'h'],
    [Math.floor((seconds % 3600) / 60), style === 'words' ? 'minute' : 'm'],
    [Math.floor(seconds % 60), style === 'words' ? 'second' : 's'],
    [Math.round((seconds * 1000) % 1000), style === 'words' ? 'millisecond' : 'ms'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return style === 'words' ? '0 seconds' : '0s';
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  if (style === 'short') return sign + shown.map(([amount, name]) => `${amount}${name}`).join(' ');
  return sign + shown.map(([amount, name]) => `${amount} ${name}${amount === 1 ? '' : 's'}`).join(', ');
}

function dateText(ms: number, style: Extract<UnitKind, { kind: 'date' }>['style']): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '–';
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  switch (style) {
    case 'iso':
      return `${day} ${time}`;
    case 'iso-today':
      return new Date().toDateString() === date.toDateString() ? time : `${day} ${time}`;
    case 'us':
      return date.toLocaleString('en-US');
    case 'local':
      return date.toLocaleString();
    case 'from-now': {
      const away = Date.now() - ms;
      const text = formatText(Math.abs(away), { unit: 'ms', decimals: 0 });
      return away >= 0 ? `${text} ago` : `in ${text}`;
    }
  }
}

function plainText(value: number, style: 'hex' | 'sci' | 'locale', decimals: number | undefined): string {
  if (style === 'sci') return value.toExponential(decimals ?? 2);
  if (style === 'locale') return value.toLocaleString('en-US', { maximumFractionDigits: decimals ?? 3 });
  return Math.round(value).toString(16).toUpperCase();
}
