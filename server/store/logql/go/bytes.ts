import { parseGoFloat } from './numbers.ts';
import { goQuote } from './quote.ts';

const SIZES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['', 0],
    ['k', 1],
    ['m', 2],
    ['g', 3],
    ['t', 4],
    ['p', 5],
    ['e', 6],
  ].flatMap(([prefix, power]) => [
    [`${prefix}b`, 1000 ** Number(power)],
    [String(prefix), 1000 ** Number(power)],
    [`${prefix}ib`, 1024 ** Number(power)],
    [`${prefix}i`, 1024 ** Number(power)],
  ]),
) as Record<string, number>;
delete (SIZES as Record<string, number>)['ib'];
delete (SIZES as Record<string, number>)['i'];

/** A size as go-humanize reads it: `1KB`, `1.5 MiB`, `42`, `2,048`. */
export function parseBytes(text: string): number | Error {
  const number = /^[\d.,]*/.exec(text)?.[0] ?? '';
  const value = parseGoFloat(number.replaceAll(',', ''));
  if (value instanceof Error) return value;
  const unit = text.slice(number.length).trim().toLowerCase();
  const scale = SIZES[unit];
  if (scale === undefined) return new Error(`unhandled size name: ${unit}`);
  const bytes = value * scale;
  if (bytes >= 2 ** 64) return new Error(`too large: ${text}`);
  return Math.trunc(bytes);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** go-humanize's `Bytes` without the space: `82kB`, `1.5MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 10) return `${bytes}B`;
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(1000)), UNITS.length - 1);
  const value = Math.floor((bytes / 1000 ** power) * 10 + 0.5) / 10;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)}${UNITS[power]}`;
}

/** The error that Go gives for text that is no whole number. */
export const notAnInteger = (call: string, text: string) =>
  new Error(`strconv.${call}: parsing ${goQuote(text)}: invalid syntax`);
