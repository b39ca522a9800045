import { describe, expect, it } from 'vitest';
import { parseShift, parseTime, resolveRange, toRawRange } from './time-range.ts';
import { epochMs } from './units.ts';

// Wednesday
const now = epochMs(Date.parse('2026-11-25T13:45:30.250Z'));
const at = (text: string, roundUp = false, fiscalYearStartMonth = 0) => {
  const ms = parseTime(text, { now, utc: true, roundUp, fiscalYearStartMonth });
  return ms === null ? null : new Date(ms).toISOString();
};

describe('parseTime', () => {
  it.each([
    ['now', '2026-11-25T13:45:30.250Z'],
    ['now-1h', '2026-11-25T12:45:30.250Z'],
    ['now+5m', '2026-11-25T13:50:30.250Z'],
    ['now-1M', '2026-10-25T13:45:30.250Z'],
    ['now-2w', '2026-11-11T13:45:30.250Z'],
    ['now-1Q', '2026-08-25T13:45:30.250Z'],
    ['now/d', '2026-11-25T00:00:00.000Z'],
    ['now/w', '2026-11-22T00:00:00.000Z'],
    ['now-1h/h', '2026-11-25T12:00:00.000Z'],
    ['now/d+8h', '2026-11-25T08:00:00.000Z'],
    ['now/Q', '2026-10-01T00:00:00.000Z'],
    ['now/y', '2026-01-01T00:00:00.000Z'],
    ['1795367640000', new Date(1795367640000).toISOString()],
    ['20261122', '2026-11-22T00:00:00.000Z'],
    ['20261122T081500', '2026-11-22T08:15:00.000Z'],
    ['2026-11-22 08:15:00', '2026-11-22T08:15:00.000Z'],
    ['2026-11-22T08:15:00.123Z', '2026-11-22T08:15:00.123Z'],
  ])('reads %s', (text, expected) => expect(at(text)).toBe(expected));

  it('rounds the end of a range up to the last millisecond of the unit', () => {
    expect(at('now/d', true)).toBe('2026-11-25T23:59:59.999Z');
    expect(at('now-1d/d', true)).toBe('2026-11-24T23:59:59.999Z');
    expect(at('now/M', true)).toBe('2026-11-30T23:59:59.999Z');
  });

  it('knows fiscal years', () => {
    expect(at('now/fy', false, 3)).toBe('2026-04-01T00:00:00.000Z');
    expect(at('now/fQ', false, 1)).toBe('2026-11-01T00:00:00.000Z');
  });

  it.each(['', 'tomorrow', 'now-1x', 'now-', 'nowhere', 'now-123456h', '2026'])('is not fooled by %j', (text) => {
    expect(['2026'].includes(text) ? at(text) : parseTime(text, { now, utc: true, roundUp: false })).toBe(
      text === '2026' ? '1970-01-01T00:00:02.026Z' : null,
    );
  });

  it('keeps the last day of a short month', () => {
    const march = epochMs(Date.parse('2026-03-31T10:00:00Z'));
    expect(parseTime('now-1M', { now: march, utc: true, roundUp: false })).toBe(Date.parse('2026-02-28T10:00:00Z'));
  });
});

describe('resolveRange', () => {
  it('falls back to the last hour when an end does not parse or the ends cross', () => {
    const hour = { from: now - 3_600_000, to: now };
    expect(resolveRange({ from: 'x', to: 'now' }, { now })).toEqual(hour);
    expect(resolveRange({ from: 'now', to: 'now-1h' }, { now })).toEqual(hour);
  });

  it('writes absolute ranges that contain what they stand for', () => {
    expect(toRawRange({ from: epochMs(1.5), to: epochMs(2.5) })).toEqual({ from: '1', to: '3' });
  });
});

it('reads shifts of data source settings', () => {
  expect([
    parseShift('-2m'),
    parseShift('1h'),
    parseShift('0'),
    parseShift('5ms'),
    parseShift('1M'),
    parseShift('2 minutes'),
  ]).toEqual([-120_000, 3_600_000, 0, 5, 2_592_000_000, null]);
});
