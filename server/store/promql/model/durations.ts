import { quote } from './quote.ts';

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNIT_MS = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1000, 1];
const UNIT_NAMES = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** 2^63 ns, the longest duration Prometheus can hold. */
const MAX_DURATION_MS = 9_223_372_036_854;

/** What is wrong with a duration that `parseDuration` does not take. */
export const durationProblem = (text: string): string =>
  DURATION.test(text) ? 'duration out of range' : `not a valid duration string: ${quote(text)}`;

/**
 * `1h30m` in ms; null for anything else. `0` alone needs no unit.
 */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const match = text === '' ? null : DURATION.exec(text);
  if (!match) return null;
  const total = UNIT_MS.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
  return total > MAX_DURATION_MS ? null : total;
}

/** Years and weeks only where they divide the rest exactly, as Prometheus prints durations. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  if (rest === 0) return '0s';
  let text = rest < 0 ? '-' : '';
  rest = Math.abs(rest);
  UNIT_MS.forEach((unit, index) => {
    const exactOnly = index < 2;
    if (exactOnly && rest % unit !== 0) return;
    const count = Math.floor(rest / unit);
    if (count === 0) return;
    text += `${count}${UNIT_NAMES[index]}`;
    rest -= count * unit;
  });
  return text;
}
