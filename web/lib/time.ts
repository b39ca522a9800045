import type { AbsoluteRange, RawRange } from '../../server/contract/query.ts';
import { isRelative } from '../../server/contract/time-range.ts';
import { type DurationMs, type EpochMs, nanoToMs, type UnixNano } from '../../server/contract/units.ts';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** `14:03:07.123`, in the reader's zone. */
export function formatClock(ms: EpochMs, withMs = true): string {
  const date = new Date(ms);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMs ? `${clock}.${pad(date.getMilliseconds(), 3)}` : clock;
}

/** `2026-11-22`, in the reader's zone. */
export function formatDate(ms: EpochMs): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** `2026-11-22 14:03:07`, with `.123` when asked for. Also what the range fields accept. */
export const formatDateTime = (ms: EpochMs, withMs = false): string => `${formatDate(ms)} ${formatClock(ms, withMs)}`;

export const formatNanoClock = (nano: UnixNano): string => formatClock(nanoToMs(nano));
/** With all nine digits: `2026-11-22 14:03:07.123456789`. */
export const formatNano = (nano: UnixNano): string =>
  `${formatDateTime(nanoToMs(nano))}.${nano.slice(-9).padStart(9, '0')}`;

/** `850 ms`, `1.25 s`, `3 min 20 s`, `2 h`: three digits at most, as a reader would say it. */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 0.001) return `${round(ms * 1e6)} ns`;
  if (size < 1) return `${round(ms * 1000)} µs`;
  if (size < 1000) return `${round(ms)} ms`;
  if (size < 60_000) return `${round(ms / 1000)} s`;
  if (size < 3_600_000) return twoUnits({ ms, big: 60_000, bigName: 'min', small: 1000, smallName: 's' });
  if (size < 86_400_000) return twoUnits({ ms, big: 3_600_000, bigName: 'h', small: 60_000, smallName: 'min' });
  return twoUnits({ ms, big: 86_400_000, bigName: 'd', small: 3_600_000, smallName: 'h' });
}

const round = (value: number): string => String(Number(value.toPrecision(3)));

interface TwoUnits {
  readonly ms: number;
  readonly big: number;
  readonly bigName: string;
  readonly small: number;
  readonly smallName: string;
}
function twoUnits({ ms, big, bigName, small, smallName }: TwoUnits): string {
  const sign = ms < 0 ? '-' : '';
  const total = Math.round(Math.abs(ms) / small);
  const whole = Math.floor((total * small) / big);
  const rest = total - (whole * big) / small;
  return `${sign}${whole} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

const UNIT_WORDS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  Q: 'quarter',
  y: 'year',
};

/** What a range button says: `Last 1 hour`, `Today`, or both ends. */
export function formatRange(raw: RawRange, resolved: AbsoluteRange): string {
  const last = /^now-(\d+)([smhdwMQy])$/.exec(raw.from);
  if (last && raw.to === 'now') return `Last ${last[1]} ${UNIT_WORDS[last[2] ?? '']}${last[1] === '1' ? '' : 's'}`;
  if (raw.from === 'now/d' && raw.to === 'now/d') return 'Today';
  if (raw.from === 'now-1d/d' && raw.to === 'now-1d/d') return 'Yesterday';
  if (isRelative(raw.from) || isRelative(raw.to)) return `${raw.from} to ${raw.to}`;
  return formatAbsoluteRange(resolved);
}

/** Both ends, the date of the second one only when it differs. */
export function formatAbsoluteRange({ from, to }: AbsoluteRange): string {
  const withMs = to - from < 10_000;
  const end = formatDate(from) === formatDate(to) ? formatClock(to, withMs) : formatDateTime(to, withMs);
  return `${formatDateTime(from, withMs)} – ${end}`;
}

/** As short as it stays clear: without the date where both ends lie on the day of `now`. */
export function formatShortRange({ from, to }: AbsoluteRange, now: EpochMs): string {
  const withMs = to - from < 10_000;
  const today = formatDate(now);
  if (formatDate(from) !== today || formatDate(to) !== today) return formatAbsoluteRange({ from, to });
  return `${formatClock(from, withMs)} – ${formatClock(to, withMs)}`;
}

/** How long ago, for lists: `just now`, `5 min ago`, else the date. */
export function formatAgo(ms: EpochMs, now: EpochMs): string {
  const age = now - ms;
  if (age < 45_000) return 'just now';
  if (age < 3_600_000) return `${Math.round(age / 60_000)} min ago`;
  if (age < 86_400_000) return `${Math.round(age / 3_600_000)} h ago`;
  return formatDateTime(ms);
}

const STEPS_S = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

/** A round step that gives about `points` points, at least `minStepMs`. ms. */
export function niceStep(range: AbsoluteRange, points: number, minStepMs = 1000): DurationMs {
  const ideal = Math.max((range.to - range.from) / Math.max(points, 1), minStepMs);
  const step = STEPS_S.find((seconds) => seconds * 1000 >= ideal);
  return (step === undefined ? Math.ceil(ideal / 86_400_000) * 86_400_000 : step * 1000) as DurationMs;
}

/** The range widened to multiples of the step, so that the keys of repeated queries repeat. */
export function alignRange({ from, to }: AbsoluteRange, stepMs: number): AbsoluteRange {
  return {
    from: (Math.floor(from / stepMs) * stepMs) as EpochMs,
    to: (Math.ceil(to / stepMs) * stepMs) as EpochMs,
  };
}

/** The same length, moved by half of itself. */
export function shiftRange({ from, to }: AbsoluteRange, direction: -1 | 1): AbsoluteRange {
  const by = ((to - from) / 2) * direction;
  return { from: Math.round(from + by) as EpochMs, to: Math.round(to + by) as EpochMs };
}

/** Twice as long, around the same centre, not past `now`. */
export function zoomOut({ from, to }: AbsoluteRange, now: EpochMs): AbsoluteRange {
  const half = Math.max((to - from) / 2, 500);
  const end = Math.max(Math.min(to + half, now), to);
  return { from: Math.round(end - 2 * Math.max(to - from, 1000)) as EpochMs, to: Math.round(end) as EpochMs };
}
