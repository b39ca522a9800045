import type { AbsoluteRange, RawRange } from './query.ts';
import { epochMs, type EpochMs } from './units.ts';

/**
 * Time ranges as Grafana's URLs and dashboards write them: `now-1h`, `now/d`, epoch ms, and four UTC date forms told
 * apart by their length.
 */
export interface TimeOptions {
  readonly now: EpochMs;
  /** Where days start. Default: the machine's zone, which in a browser is the reader's. */
  readonly utc?: boolean;
  /** 0 = January. */
  readonly fiscalYearStartMonth?: number;
}

export const DEFAULT_RANGE: RawRange = { from: 'now-1h', to: 'now' };

export const isRelative = (text: string): boolean => text.includes('now');

/** A range on an absolute clock. An end that does not parse falls back to the default range, as in Grafana. */
export function resolveRange(raw: RawRange, options: TimeOptions): AbsoluteRange {
  const from = parseTime(raw.from, { ...options, roundUp: false });
  const to = parseTime(raw.to, { ...options, roundUp: true });
  if (from === null || to === null || from > to) {
    return { from: epochMs(options.now - 3_600_000), to: options.now };
  }
  return { from, to };
}

export const toRawRange = (range: AbsoluteRange): RawRange => ({
  from: String(Math.floor(range.from)),
  to: String(Math.ceil(range.to)),
});

/** One end of a range, or null when the text is none of the known forms. `roundUp`: `now/d` is the day's last ms. */
export function parseTime(text: string, options: TimeOptions & { readonly roundUp: boolean }): EpochMs | null {
  if (isRelative(text)) return parseRelative(text, options);
  if (text.length === 8 && /^\d{8}$/.test(text)) return fromUtc(text.replace(/(....)(..)(..)/, '$1-$2-$3T00:00:00Z'));
  if (/^\d{8}T\d{6}$/.test(text)) return fromUtc(text.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return fromUtc(`${text.replace(' ', 'T')}Z`);
  if (/^-?\d{1,16}$/.test(text)) return epochMs(Number(text));
  return /^\d{4}-\d\d-\d\dT/.test(text) ? fromUtc(text) : null;
}

function fromUtc(iso: string): EpochMs | null {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : epochMs(ms);
}

const STEP = /([+-])(\d{1,5})([smhdwMQy])|\/(f?)([smhdwMQy])/y;

function parseRelative(text: string, options: TimeOptions & { readonly roundUp: boolean }): EpochMs | null {
  if (!text.startsWith('now')) return null;
  const clock = new Clock(options);
  STEP.lastIndex = 3;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return null;
    const [, sign, amount, unit, fiscal, roundUnit] = match;
    if (unit) clock.add((sign === '-' ? -1 : 1) * Number(amount), unit);
    else if (roundUnit) clock.round({ unit: roundUnit, fiscal: fiscal === 'f', up: options.roundUp });
  }
  return clock.value();
}

const FIXED_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Calendar arithmetic in the reader's zone or UTC, on one broken-down time. */
class Clock {
  private date: Date;
  private readonly utc: boolean;
  private readonly fiscalStart: number;

  constructor(options: TimeOptions) {
    this.date = new Date(options.now);
    this.utc = options.utc ?? false;
    this.fiscalStart = options.fiscalYearStartMonth ?? 0;
  }

  value(): EpochMs {
    return epochMs(this.date.getTime());
  }

  add(amount: number, unit: string): void {
    const fixed = FIXED_MS[unit];
    // Days and weeks follow the calendar, so that a day across a clock change stays a day.
    if (fixed !== undefined && (unit === 's' || unit === 'm' || unit === 'h')) {
      this.date = new Date(this.date.getTime() + amount * fixed);
      return;
    }
    const { year, month, day } = this.parts();
    if (unit === 'd' || unit === 'w') this.set({ year, month, day: day + amount * (unit === 'w' ? 7 : 1) });
    else {
      const months = unit === 'y' ? 12 * amount : unit === 'Q' ? 3 * amount : amount;
      const lastDay = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
      this.set({ year, month: month + months, day: Math.min(day, lastDay) });
    }
  }

  round({ unit, fiscal, up }: { readonly unit: string; readonly fiscal: boolean; readonly up: boolean }): void {
    const fixed = FIXED_MS[unit];
    if (fixed !== undefined && (unit === 's' || unit === 'm' || unit === 'h')) {
      const offset = this.utc ? 0 : this.date.getTimezoneOffset() * 60_000;
      const start = Math.floor((this.date.getTime() - offset) / fixed) * fixed + offset;
      this.date = new Date(up ? start + fixed - 1 : start);
      return;
    }
    const { year, month, day, weekday } = this.parts();
    const shift = fiscal ? this.fiscalStart : 0;
    const starts: Readonly<Record<string, Day>> = {
      d: { year, month, day },
      w: { year, month, day: day - weekday },
      M: { year, month, day: 1 },
      Q: { year, month: month - ((month - shift + 12) % 3), day: 1 },
      y: { year, month: month - ((month - shift + 12) % 12), day: 1 },
    };
    const start = starts[unit] ?? { year, month, day };
    const next = {
      d: { ...start, day: start.day + 1 },
      w: { ...start, day: start.day + 7 },
      M: { ...start, month: start.month + 1 },
      Q: { ...start, month: start.month + 3 },
      y: { ...start, month: start.month + 12 },
    }[unit];
    this.midnight(up && next ? next : start);
    if (up) this.date = new Date(this.date.getTime() - 1);
  }

  private parts(): Day & { readonly weekday: number } {
    const d = this.date;
    return this.utc
      ? { year: d.getUTCFullYear(), month: d.getUTCMonth(), day: d.getUTCDate(), weekday: d.getUTCDay() }
      : { year: d.getFullYear(), month: d.getMonth(), day: d.getDate(), weekday: d.getDay() };
  }

  private set({ year, month, day }: Day): void {
    const date = new Date(this.date);
    if (this.utc) date.setUTCFullYear(year, month, day);
    else date.setFullYear(year, month, day);
    this.date = date;
  }

  private midnight(day: Day): void {
    this.set(day);
    if (this.utc) this.date.setUTCHours(0, 0, 0, 0);
    else this.date.setHours(0, 0, 0, 0);
  }
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const SHIFT = /^(-?)(\d+(?:\.\d+)?)(ms|[smhdwMy])$/;

/** A signed length of time as data source settings write it (`-2m`, `1h`), in ms; null when malformed. */
export function parseShift(text: string): number | null {
  const match = SHIFT.exec(text.trim());
  if (!match) return text.trim() === '0' ? 0 : null;
  const unit = match[3] ?? '';
  const size = unit === 'ms' ? 1 : (FIXED_MS[unit] ?? (unit === 'M' ? 30 * 86_400_000 : 365 * 86_400_000));
  return (match[1] === '-' ? -1 : 1) * Number(match[2]) * size;
}
