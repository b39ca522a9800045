const SECOND = 1000;
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^s/, SECOND],
  [/^(mon|M)/, 30 * 86_400 * SECOND],
  [/^m/, 60 * SECOND],
  [/^h/, 3600 * SECOND],
  [/^d/, 86_400 * SECOND],
  [/^w/, 7 * 86_400 * SECOND],
  [/^y/, 365 * 86_400 * SECOND],
];

/**
 * Times as Pyroscope's older API writes them (Graphite's `at`): epoch s, ms, µs or ns by the number of digits,
 * `YYYYMMDD`, or `now` with an offset such as `now-1h`. In epoch ms, from 1970 to as far as dates reach; what cannot be
 * read is now.
 */
export const parseAtTime = (text: string, nowMs: number): number =>
  Math.min(Math.max(0, readTime(text, nowMs)), MAX_DATE_MS);

const MAX_DATE_MS = 8.64e15;

function readTime(text: string, nowMs: number): number {
  const compact = text.replaceAll(/[\s_,]/g, '');
  if (/^\d+$/.test(compact)) return parseDigits(compact);
  const sign = compact.search(/[+-]/);
  if (sign < 0) return nowMs;
  // Pyroscope takes all behind the first number for its unit.
  const [, amount, unit = ''] = /^(\d*)(.*)$/.exec(compact.slice(sign + 1)) ?? [];
  const offset = Number(amount) * (UNITS.find(([name]) => name.test(unit))?.[1] ?? 0);
  return compact[sign] === '-' ? nowMs - offset : nowMs + offset;
}

function parseDigits(digits: string): number {
  if (digits.length === 8) {
    const date = Date.parse(digits.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3T00:00:00Z'));
    if (!Number.isNaN(date)) return date;
  }
  const value = Number(digits);
  if (digits.length === 13) return value;
  if (digits.length === 16) return Math.floor(value / 1e3);
  if (digits.length === 19) return Math.floor(value / 1e6);
  return value * SECOND;
}
