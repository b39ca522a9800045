import type { NanoRange } from './nano-range.ts';

const ALL: NanoRange = { oldest: 0n, newest: (1n << 64n) - 1n };
const MINUTE_MS = 60_000;
/** How far back a sample may lie for an instant to show it. */
const LOOKBACK_MS = 5 * MINUTE_MS;
/** Loki looks at the last hours when a query says nothing. */
const LOKI_DEFAULT_MS = 6 * 60 * MINUTE_MS;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
  w: 7 * 24 * 60 * MINUTE_MS,
  y: 365 * 24 * 60 * MINUTE_MS,
};

/**
 * The data a query of any of the four APIs may look at: its range, and before it as far as the durations in its text
 * reach (`[5m]`, `offset 1h`). May be more than that, never less.
 *
 * @param path without the prefix of the API's mount
 */
export function queriedRange(path: string, params: URLSearchParams, nowMs: number): NanoRange {
  const read = (...names: readonly string[]): number | null => {
    const text = names.map((name) => params.get(name)).find((value) => value !== null && value !== '');
    return text === undefined || text === null ? null : toEpochMs(text, nowMs);
  };
  const text = params.get('query') ?? params.get('q') ?? '';
  const endMs = read('end', 'until', 'time') ?? nowMs;
  const isInstant = params.get('start') === null && path.endsWith('/query');
  let startMs = read('start', 'from');
  if (startMs === null && isInstant) startMs = endMs;
  if (startMs === null && path.startsWith('/loki/')) startMs = endMs - LOKI_DEFAULT_MS;
  // `@` moves an evaluation anywhere.
  if (startMs === null || Number.isNaN(startMs) || Number.isNaN(endMs) || text.includes('@')) return ALL;
  // An offset may be negative and reach forward.
  const reachMs = sumDurations(text);
  const oldestMs = startMs - LOOKBACK_MS - reachMs - sumDurations(params.get('since') ?? '');
  return { oldest: toNanos(Math.min(oldestMs, endMs)), newest: toNanos(Math.max(endMs, startMs) + reachMs + 1) };
}

/** NaN when it is not a time. */
function toEpochMs(text: string, nowMs: number): number {
  if (/^-?\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) {
    const value = Number(text);
    if (value > 1e16) return value / 1e6;
    return value > 1e11 ? value : value * 1000;
  }
  if (text.startsWith('now')) return nowMs - sumDurations(text.slice(3));
  return Date.parse(text);
}

function sumDurations(text: string): number {
  let sum = 0;
  for (const [, amount = '0', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g))
    sum += Number(amount) * (UNIT_MS[unit] ?? 0);
  return sum;
}

const toNanos = (ms: number): bigint => (ms <= 0 ? 0n : BigInt(Math.floor(Math.min(ms, 9e12))) * 1_000_000n);
