import { describe, expect, it } from 'vitest';
import { epochMs, unixNano } from '../../server/contract/units.ts';
import { fillIntervals } from '../../server/contract/intervals.ts';
import { parseRangeField, parseRangeFields, toField } from './range-fields.ts';
import {
  alignRange,
  formatAbsoluteRange,
  formatAgo,
  formatDuration,
  formatNano,
  formatRange,
  formatShortRange,
  niceStep,
  shiftRange,
  zoomOut,
} from './time.ts';

const at = (text: string) => epochMs(new Date(text).getTime());
const range = (from: string, to: string) => ({ from: at(from), to: at(to) });

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.0000005, '0.5 ns'],
    [0.0123, '12.3 µs'],
    [1.5, '1.5 ms'],
    [999.9, '1000 ms'],
    [12_345, '12.3 s'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [3_599_999, '60 min'],
    [90_000_000, '1 d 1 h'],
    [-1500, '-1.5 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('ranges in words', () => {
  const now = at('2026-11-22T14:00:00');
  it.each([
    [{ from: 'now-1h', to: 'now' }, 'Last 1 hour'],
    [{ from: 'now-15m', to: 'now' }, 'Last 15 minutes'],
    [{ from: 'now/d', to: 'now/d' }, 'Today'],
    [{ from: 'now-1d/d', to: 'now-1d/d' }, 'Yesterday'],
    [{ from: 'now-2h', to: 'now-1h' }, 'now-2h to now-1h'],
  ])('%o', (raw, text) => {
    expect(formatRange(raw, { from: now, to: now })).toBe(text);
  });

  it('leaves out what repeats', () => {
    const day = range('2026-11-22T13:00:00', '2026-11-22T14:00:00');
    expect(formatAbsoluteRange(day)).toBe('2026-11-22 13:00:00 – 14:00:00');
    expect(formatShortRange(day, now)).toBe('13:00:00 – 14:00:00');
    expect(formatShortRange(day, at('2026-11-23T14:00:00'))).toBe('2026-11-22 13:00:00 – 14:00:00');
    expect(formatAbsoluteRange(range('2026-11-21T23:59:59.5', '2026-11-22T00:00:01'))).toBe(
      '2026-11-21 23:59:59.500 – 2026-11-22 00:00:01.000',
    );
  });

  it('keeps all nine digits', () => {
    const ms = at('2026-11-22T14:03:07.123');
    expect(formatNano(unixNano(`${ms}456789`))).toBe('2026-11-22 14:03:07.123456789');
  });

  it('says how long ago', () => {
    expect(formatAgo(epochMs(now - 10_000), now)).toBe('just now');
    expect(formatAgo(epochMs(now - 120_000), now)).toBe('2 min ago');
    expect(formatAgo(epochMs(now - 7_200_000), now)).toBe('2 h ago');
  });
});

describe('steps and moves', () => {
  it('chooses round steps', () => {
    expect(niceStep(range('2026-11-22T13:00:00', '2026-11-22T14:00:00'), 80)).toBe(60_000);
    expect(niceStep(range('2026-11-22T13:00:00', '2026-11-22T13:00:01'), 80)).toBe(1000);
    expect(niceStep(range('2025-11-22T13:00:00', '2026-11-22T13:00:00'), 80) % 86_400_000).toBe(0);
  });

  it('aligns outwards', () => {
    expect(alignRange({ from: epochMs(1501), to: epochMs(2999) }, 1000)).toEqual({ from: 1000, to: 3000 });
  });

  it('shifts by half and zooms out without leaving now behind', () => {
    expect(shiftRange({ from: epochMs(1000), to: epochMs(2000) }, -1)).toEqual({ from: 500, to: 1500 });
    expect(zoomOut({ from: epochMs(10_000), to: epochMs(20_000) }, epochMs(100_000))).toEqual({
      from: 5000,
      to: 25_000,
    });
    expect(zoomOut({ from: epochMs(10_000), to: epochMs(20_000) }, epochMs(20_000))).toEqual({ from: 0, to: 20_000 });
  });
});

describe('range fields', () => {
  const now = at('2026-11-22T14:00:00');

  it('takes dates as the reader’s time and says nothing else', () => {
    expect(parseRangeField('2026-11-22 14:03:07', 'from', now)).toEqual({
      ok: true,
      raw: String(at('2026-11-22T14:03:07')),
    });
    expect(parseRangeField('2026-11-22T14:03', 'from', now)).toEqual({
      ok: true,
      raw: String(at('2026-11-22T14:03:00')),
    });
    expect(parseRangeField(' now-1h ', 'from', now)).toEqual({ ok: true, raw: 'now-1h' });
  });

  it('lets a bare date end with the day', () => {
    expect(parseRangeField('2026-11-22', 'to', now)).toEqual({ ok: true, raw: String(at('2026-11-22T23:59:59.999')) });
    expect(parseRangeField('2026-11-22', 'from', now)).toEqual({ ok: true, raw: String(at('2026-11-22T00:00:00')) });
  });

  it.each(['yesterday', '', '2026-02-31', '2026-13-01', '2026-11-22 25:00', 'now-1x'])('refuses %s', (text) => {
    expect(parseRangeField(text, 'from', now).ok).toBe(false);
  });

  it('refuses an end before the start', () => {
    expect(parseRangeFields({ from: 'now', to: 'now-1h' }, now)).toMatchObject({ range: null, to: expect.any(String) });
    expect(parseRangeFields({ from: 'now-1h', to: 'x' }, now).from).toBeUndefined();
    expect(parseRangeFields({ from: 'now-1h', to: 'now' }, now).range).toEqual({ from: 'now-1h', to: 'now' });
  });

  it('shows what it accepts', () => {
    const shown = toField(String(at('2026-11-22T14:03:07')));
    expect(shown).toBe('2026-11-22 14:03:07');
    expect(parseRangeField(shown, 'from', now)).toEqual({ ok: true, raw: String(at('2026-11-22T14:03:07')) });
    expect(toField('now-1h')).toBe('now-1h');
  });
});

describe('fillIntervals', () => {
  const scope = { range: range('2026-11-22T13:00:00', '2026-11-22T14:00:00'), stepMs: 30_000 };

  it('fills Grafana’s variables in both spellings', () => {
    expect(fillIntervals('rate(x[$__rate_interval]) + y[${__interval}] / $__range_s', scope)).toBe(
      'rate(x[1m]) + y[30s] / 3600',
    );
    expect(fillIntervals('x[$__range]', scope)).toBe('x[1h]');
    expect(fillIntervals('x[$__rate_interval]', { ...scope, stepMs: 120_000 })).toBe('x[135s]');
  });

  it('leaves other variables alone, names of every object among them', () => {
    expect(fillIntervals('{a="$app", b="${__constructor}", c="$__proto__"}', scope)).toBe(
      '{a="$app", b="${__constructor}", c="$__proto__"}',
    );
  });
});
