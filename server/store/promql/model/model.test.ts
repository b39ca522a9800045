import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './durations.ts';
import { hashFraction, xxHash64 } from './hash.ts';
import { addToMean, kahanAdd, meanValue, startMean } from './kahan.ts';
import { compareLabels, filterLabels, formatLabels, labelObject, labelSetFrom, withLabels } from './labels.ts';
import { createMatcher, formatMatcher } from './matchers.ts';
import {
  formatGeneric,
  formatOpenMetrics,
  formatPlain,
  formatSample,
  formatShort,
  formatTwoDigits,
  parseNumber,
} from './numbers.ts';
import { quote } from './quote.ts';
import { cpuMs } from '../../../testing/cpu-time.ts';

describe('durations', () => {
  it.each([
    ['1h30m', 5_400_000],
    ['1y2w3d4h5m6s7ms', 33_019_506_007],
    ['0', 0],
    ['0s', 0],
    ['250ms', 250],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
  it.each(['', '1', '30m1h', '1m1m', '-1m', '1.5m', 'm', '1000000y'])('not %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
  it('are printed with years and weeks only where nothing is left', () => {
    expect([0, 5_400_000, 86_400_000, 90_000_000, -60_000, 604_800_000, 1].map(formatDuration)).toEqual([
      '0s',
      '1h30m',
      '1d',
      '1d1h',
      '-1m',
      '1w',
      '1ms',
    ]);
  });
  it('are read as they were printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});

describe('numbers', () => {
  const all = [0, -0, 1, 0.1, 1e-7, 123_456_789, 1e21, 1.5e300, NaN, Infinity, -Infinity];
  it.each<[(value: number) => string, string]>([
    [formatSample, '0 -0 1 0.1 1e-07 123456789 1e+21 1.5e+300 NaN +Inf -Inf'],
    [formatGeneric, '0 -0 1 0.1 1e-07 123456789 1e+21 1.5e+300 NaN +Inf -Inf'],
    [formatShort, '0 -0 1 0.1 1e-07 1.23456789e+08 1e+21 1.5e+300 NaN +Inf -Inf'],
    [formatTwoDigits, '0 -0 1 0.1 1e-07 1.2e+08 1e+21 1.5e+300 NaN +Inf -Inf'],
    [formatOpenMetrics, '0.0 -0.0 1.0 0.1 1e-07 1.23456789e+08 1e+21 1.5e+300 NaN +Inf -Inf'],
  ])('%o', (format, expected) => {
    expect(all.map(format).join(' ')).toBe(expected);
  });
  it('are read back as they were, without an exponent too', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        for (const text of [formatPlain(value), formatSample(value)]) expect(parseNumber(text)).toBe(value);
        expect(formatPlain(value)).not.toContain('e');
      }),
    );
  });
  it.each([
    ['0x1F', 31],
    ['017', 15],
    ['1_000', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['+iNf', Infinity],
    ['-Infinity', -Infinity],
    ['1e3', 1000],
  ])('%s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });
  it.each(['', 'x', '1e', '1..2', '0x', 'Inf1', ' 1'])('not %j', (text) => {
    expect(parseNumber(text)).toBeNull();
  });
  it('are told from long texts at once', () => {
    const start = cpuMs();
    expect(parseNumber(`${'1'.repeat(200_000)}x`)).toBeNull();
    expect(cpuMs() - start).toBeLessThan(200);
  });
});

describe('sums', () => {
  it('lose nothing small beside something large', () => {
    const total = { sum: 0, compensation: 0 };
    for (const value of [1e16, 1, -1e16]) kahanAdd(total, value);
    expect(total.sum + total.compensation).toBe(1);
  });
  it('average what no sum could hold', () => {
    const mean = startMean(1e308);
    for (const value of [1e308, 1e308, 1e308]) addToMean(mean, value);
    expect(meanValue(mean)).toBeCloseTo(1e308, -300);
    const small = startMean(1);
    addToMean(small, 2);
    expect(meanValue(small)).toBe(1.5);
  });
});

it('hashes as xxHash does', () => {
  const hash = (text: string) => xxHash64(Buffer.from(text)).toString(16);
  expect(
    ['', 'a', 'abc', 'as', 'asdf', 'Call me Ishmael. Some years ago--never mind how long precisely-'].map(hash),
  ).toEqual([
    'ef46db3751d8e999',
    'd24ec4f1a98c6e5b',
    '44bc2cf5ad770999',
    '1c330fb2d66be179',
    '415872f599cea71e',
    '2a2e85470d6fd96',
  ]);
  const fraction = hashFraction(labelSetFrom([['a', 'b']]));
  expect(fraction).toBeGreaterThanOrEqual(0);
  expect(fraction).toBeLessThan(1);
});

describe('labels', () => {
  const set = labelSetFrom([
    ['b', '2'],
    ['a', '1'],
    ['empty', ''],
  ]);
  it('are a set, in order and without empty values', () => {
    expect(labelObject(set)).toEqual({ a: '1', b: '2' });
    expect(set.key).toBe(labelSetFrom(Object.entries({ a: '1', b: '2' })).key);
    expect(
      labelObject(
        withLabels(set, [
          ['a', ''],
          ['c', '3'],
        ]),
      ),
    ).toEqual({ b: '2', c: '3' });
    expect(labelObject(filterLabels(set, (name) => name === 'a'))).toEqual({ a: '1' });
  });
  it('sort by names, then values, the shorter first', () => {
    const sets = [{ a: '1', b: '1' }, { b: '0' }, { a: '1' }, { a: '0', z: '1' }].map((entries) =>
      labelSetFrom(Object.entries(entries)),
    );
    expect(sets.sort(compareLabels).map(labelObject)).toEqual([
      { a: '0', z: '1' },
      { a: '1' },
      { a: '1', b: '1' },
      { b: '0' },
    ]);
  });
  it('are printed with quotes where a name needs them', () => {
    const labels = labelSetFrom([
      ['__name__', 'up'],
      ['a.b', 'say "x"\n'],
    ]);
    expect(formatLabels(labels)).toBe(String.raw`{__name__="up", "a.b"="say \"x\"\n"}`);
  });
});

describe('matchers', () => {
  it.each([
    ['=', 'a', 'a', 'ab'],
    ['!=', 'a', 'ab', 'a'],
    ['=~', 'a|b.', 'bx', 'ab'],
    ['!~', 'a.*', 'ba', 'ab'],
    ['=~', 'a|b', 'b', 'a|b'],
    ['=~', '', '', 'a'],
  ] as const)('%s %j', (...[operator, value, yes, no]) => {
    const { matches } = createMatcher('x', operator, value);
    expect([matches(yes), matches(yes), matches(no)]).toEqual([true, true, false]);
  });
  it('know the values they can have', () => {
    expect(createMatcher('x', '=~', 'a|b').literals).toEqual(['a', 'b']);
    expect(createMatcher('x', '=~', 'a.|b').literals).toBeNull();
  });
  it('are printed as they are read', () => {
    expect(formatMatcher(createMatcher('a b', '=~', 'x"'))).toBe(String.raw`"a b"=~"x\""`);
  });
});

it('quotes as Go does', () => {
  expect(quote('a\t\u0001"\\é\u{1f600}\u2028')).toBe(String.raw`"a\t\x01\"\\é😀\u2028"`);
});
