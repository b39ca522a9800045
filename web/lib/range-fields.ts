import type { RawRange } from '../../server/contract/query.ts';
import { parseTime } from '../../server/contract/time-range.ts';
import { epochMs, type EpochMs } from '../../server/contract/units.ts';
import { formatDateTime } from './time.ts';

/** `2026-11-22`, `2026-11-22 14:03`, `2026-11-22 14:03:07.123`; a T is as good as a space. */
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;

export type FieldResult = { readonly ok: true; readonly raw: string } | { readonly ok: false; readonly reason: string };

const EXPECTED = 'Expected now-1h, now/d, 2026-11-22 14:03:07 (your time) or epoch milliseconds.';

/**
 * What a person typed as one end of a range, in the form that goes into URLs. Dates without a zone are the reader's own
 * time, as they are shown; in a URL the same text would be UTC, so they become epoch ms.
 */
export function parseRangeField(text: string, end: 'from' | 'to', now: EpochMs): FieldResult {
  const trimmed = text.trim();
  const local = LOCAL.exec(trimmed);
  if (local) return localTime(local, end);
  const parsed = parseTime(trimmed, { now, roundUp: end === 'to' });
  return parsed === null ? { ok: false, reason: EXPECTED } : { ok: true, raw: trimmed };
}

function localTime(match: RegExpExecArray, end: 'from' | 'to'): FieldResult {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (year === undefined || month === undefined || day === undefined) return { ok: false, reason: EXPECTED };
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const wholeDay = match[4] === undefined;
  const date = new Date(year, month - 1, day, hour, minute, second, ms);
  // A Date rolls over: 31 February would silently be March.
  if (date.getMonth() !== month - 1 || date.getDate() !== day || (hour ?? 0) > 23 || (minute ?? 0) > 59) {
    return { ok: false, reason: 'There is no such date.' };
  }
  if (wholeDay && end === 'to') date.setHours(23, 59, 59, 999);
  return { ok: true, raw: String(date.getTime()) };
}

/** The range that two fields make, or what is wrong with either. */
export function parseRangeFields(
  fields: RawRange,
  now: EpochMs,
): { readonly range: RawRange | null; readonly from?: string; readonly to?: string } {
  const from = parseRangeField(fields.from, 'from', now);
  const to = parseRangeField(fields.to, 'to', now);
  if (!from.ok || !to.ok) {
    return { range: null, ...(from.ok ? {} : { from: from.reason }), ...(to.ok ? {} : { to: to.reason }) };
  }
  const start = parseTime(from.raw, { now, roundUp: false });
  const end = parseTime(to.raw, { now, roundUp: true });
  if (start === null || end === null || start >= end) return { range: null, to: 'The end must come after the start.' };
  return { range: { from: from.raw, to: to.raw } };
}

/** How one end of a range stands in its field. */
export const toField = (raw: string): string => (/^\d{9,16}$/.test(raw) ? formatDateTime(epochMs(Number(raw))) : raw);
