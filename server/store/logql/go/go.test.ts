import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from './bytes.ts';
import { decimalFold } from './decimal.ts';
import { formatGoDuration, formatPrometheusDuration, parseGoDuration, parsePrometheusDuration } from './duration.ts';
import { formatFloat, formatGoFloat, parseGoFloat } from './numbers.ts';
import { formatPrintf } from './printf.ts';
import { goQuote, goUnquote } from './quote.ts';
import { formatGoTime, parseGoTime } from './time.ts';

describe('durations', () => {
  it.each([
    ['1h30m', 5400e9],
    ['1.5s', 1.5e9],
    ['-20ms', -20e6],
    ['300us', 300e3],
    ['0', 0],
    ['.5h', 1800e9],
  ])('reads %s as Go does', (text, ns) => {
    expect(parseGoDuration(text)).toBe(ns);
  });

  it.each([
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['90', 'time: missing unit in duration "90"'],
    ['oops', 'time: invalid duration "oops"'],
    ['', 'time: invalid duration ""'],
  ])('refuses %j as Go does', (text, message) => {
    expect(parseGoDuration(text)).toEqual(new Error(message));
  });

  it('reads and writes Prometheus durations', () => {
    expect(parsePrometheusDuration('1w2d')).toBe(9 * 86_400e9);
    expect(parsePrometheusDuration('1.5h')).toBeInstanceOf(Error);
    expect([90e9, 86_400e9, 5400e9, 1e6].map(formatPrometheusDuration)).toEqual(['1m30s', '1d', '1h30m', '1ms']);
    expect([5400e9, 1.5e9, 20e6, 0].map(formatGoDuration)).toEqual(['1h30m0s', '1.5s', '20ms', '0s']);
  });
});

it('reads sizes with both kinds of units', () => {
  expect(['1KB', '1KiB', '1.5 MB', '2,048', '42b'].map(parseBytes)).toEqual([1000, 1024, 1_500_000, 2048, 42]);
  expect(parseBytes('5 apples')).toEqual(new Error('unhandled size name: apples'));
  expect(parseBytes('oops')).toEqual(new Error('strconv.ParseFloat: parsing "": invalid syntax'));
  expect([9, 1500, 82_854_982].map(formatBytes)).toEqual(['9B', '1.5kB', '83MB']);
});

it('reads and writes floats as Go does', () => {
  expect(['1e3', '0x1p3', '-Inf', 'nan', '1_0', '1__0', '', '0x10'].map(parseGoFloat)).toEqual([
    1000,
    8,
    -Infinity,
    Number.NaN,
    10,
    ...['1__0', '', '0x10'].map(
      (text) => new Error(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`),
    ),
  ]);
  expect([1e21, 1.5e-7, Number.NaN, -0].map(formatFloat)).toEqual([
    '1000000000000000000000',
    '0.00000015',
    'NaN',
    '-0',
  ]);
  expect([3e6, 123456, 0.00001, 1.25].map(formatGoFloat)).toEqual(['3e+06', '123456', '1e-05', '1.25']);
});

it('adds decimals without binary rounding', () => {
  expect(decimalFold('add', [0.1, 0.2])).toBe(0.3);
  expect(decimalFold('div', [1, 3])).toBe(0.3333333333333333);
  expect(() => decimalFold('div', [1, 0])).toThrow(RangeError);
});

it('quotes and unquotes as Go does', () => {
  expect(goQuote('a"\n\u0001é')).toBe('"a\\"\\n\\x01é"');
  expect(goUnquote('"\\u00e9\\x41\\101\\n"')).toBe('éAA\n');
  expect(goUnquote('`\\n`')).toBe('\\n');
  expect(goUnquote('"\\q"')).toBeNull();
});

it('formats like Sprintf', () => {
  expect(formatPrintf('%-5s|%5d|%05.1f|%x|%q|%v|%%', ['ab', 42n, 3.14159, 'hi', 'q"', true])).toBe(
    'ab   |   42|003.1|6869|"q\\""|true|%',
  );
  expect(formatPrintf('%d %s', ['x'])).toBe('%!d(string=x) %!s(MISSING)');
});

describe('times', () => {
  const time = { unixNano: 1_656_353_124_120_000_000n, zone: 'UTC' };

  it('formats by layout', () => {
    expect(formatGoTime(time, 'Mon Jan _2 15:04:05.000 2006')).toBe('Mon Jun 27 18:05:24.120 2022');
    expect(formatGoTime({ ...time, zone: 'America/New_York' }, '2006-01-02T3:04PM-07:00')).toBe(
      '2022-06-27T2:05PM-04:00',
    );
  });

  it('reads by layout and refuses what does not fit', () => {
    expect(parseGoTime('2006-01-02', '2021-11-02', 'UTC')?.unixNano).toBe(1_635_811_200_000_000_000n);
    expect(parseGoTime('2006-01-02T15:04:05Z07:00', '2021-11-02T00:00:00+02:00', 'UTC')?.unixNano).toBe(
      1_635_804_000_000_000_000n,
    );
    expect(parseGoTime('2006-01-02', '2021-02-30', 'UTC')).toBeNull();
    expect(parseGoTime('2006-01-02', 'soon', 'UTC')).toBeNull();
  });
});
