import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compileRegex } from '../regex.ts';
import { toNative } from './native.ts';
import { cpuMs } from '../../testing/cpu-time.ts';

const LONG = 'a'.repeat(20_000);

describe('patterns in JavaScript’s own engine', () => {
  it.each([
    ['error|warn', false],
    ['status=5\\d\\d', false],
    ['level=(\\w+) .*status=(?P<status>\\d+)', false],
    ['.*foo.*', true],
    ['(?i)error', false],
    ['"[^"]*"\\s+\\S', false],
    ['(GET|POST)? /cart', false],
    ['a|'.repeat(400) + 'b', true],
  ])('take %s', (pattern, anchored) => {
    expect(toNative(pattern, anchored)?.maxLength).toBeGreaterThan(300);
  });

  it.each([
    '[[:alpha:]]',
    '[]a]',
    '[^]a]',
    '[a[:digit:]]',
    '(a+)+',
    '(?:ab)*',
    '\\pL',
    '(?s:.)',
    '\\Qa\\E',
    '\\x41',
    '(?i)été',
    '(?i)\\bword',
    '[\\S]',
    '^*',
  ])('do not take %s', (pattern) => {
    expect(toNative(pattern, false)).toBeNull();
  });

  it.each(['a?'.repeat(30) + 'a'.repeat(30), '(a|a)'.repeat(24) + 'b', 'x*x*x*x*x*x*y'])(
    'do not go back for ever: %s',
    (pattern) => {
      expect(toNative(pattern, false)).toBeNull();
    },
  );

  it('take texts only as long as they can be searched soon', () => {
    expect(toNative('a*b', false)?.maxLength).toBe(5_000);
    expect(toNative('^a*b', false)?.maxLength).toBeGreaterThan(1e6);
    // What follows cannot be part of the run, so nothing is tried twice.
    expect(toNative('^\\w+ \\d+ x', false)?.maxLength).toBeGreaterThan(1e6);
    expect(toNative('.*a.*b.*', true)?.maxLength).toBeLessThan(500);
  });
});

describe('a compiled expression', () => {
  it.each([
    ['a.c', 'a\rc a\u2028c'],
    ['a.c', 'a\nc'],
    ['^.$', '😀'],
    ['[^a]', '😀'],
    ['\\s', '\u00a0'],
    ['\\S', '\v'],
    ['x{,2}', 'x{,2}'],
    ['x{01}', 'x'],
    ['a]|{', ']'],
    ['(a*)?b', 'b'],
    ['(?i)k', '\u212a'],
    ['(?i)[a-z]', 'ſ'],
    ['(?i)[^k]', '\u212a'],
    ['[+--]', ','],
    ['\\-\\/\\"', '-/"'],
    ['a$|^b', 'ba'],
    ['(?P<x>a)|(b)', 'b'],
  ])('matches /%s/ in %j as RE2 does', (pattern, text) => {
    for (const anchored of [false, true]) {
      const matcher = RE2JS.compile(anchored ? `^(?s:${pattern})$` : pattern).matcher(text);
      const found = matcher.find();
      const regex = compileRegex(pattern, anchored);
      expect(regex.test(text)).toBe(found);
      const groups = found
        ? Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined)
        : null;
      const actual = regex.exec(text);
      expect(actual && [...actual]).toEqual(groups);
    }
  });

  it('is quick whatever the pattern and the text', () => {
    const patterns = ['a*a*b', 'a?'.repeat(40) + 'b', '(a|aa)+$b', '(a+)+b', '.*.*.*c', '(x|a)(x|a)*b'];
    for (const pattern of patterns) {
      const began = cpuMs();
      expect(compileRegex(pattern, false).test(LONG)).toBe(false);
      expect(compileRegex(pattern, true).exec(LONG)).toBeNull();
      expect([...compileRegex(pattern, false).findAll(LONG.slice(0, 3000))]).toEqual([]);
      expect(cpuMs() - began).toBeLessThan(3000);
    }
  });

  it('keeps names, and finds empty matches once', () => {
    expect(compileRegex('(?P<key>\\w+)=(\\w*)', false).groupNames).toEqual(['key', '']);
    expect([...compileRegex('a*', false).findAll('baac')].map(({ index }) => index)).toEqual([0, 1, 4]);
  });

  it('takes patterns that JavaScript finds too large', () => {
    expect(compileRegex('x'.repeat(50_000), true).test('x'.repeat(50_000))).toBe(true);
  });

  it('refuses what would take too much memory', () => {
    expect(() => compileRegex('(a||a)'.repeat(1000), true)).toThrow('expression too large: it has 1000 groups');
    expect(compileRegex('(a|b)'.repeat(200), true).test('ab'.repeat(100))).toBe(true);
  });

  it('refuses what is no RE2', () => {
    expect(() => compileRegex('(?=a)', false)).toThrow('invalid or unsupported Perl syntax');
    expect(() => compileRegex('a**', false)).toThrow('invalid nested repetition operator');
  });
});

describe('a pattern for the whole text', () => {
  it('stands alone: it cannot close the group it is put in', () => {
    expect(() => compileRegex('a)(b', true)).toThrow('error parsing regexp: unexpected ): `a)(b`');
    expect(compileRegex('\\Qa.b', true).test('a.b')).toBe(true);
    expect(compileRegex('\\Qa.b', true).test('axb')).toBe(false);
  });
  it.each([
    ['(', 'missing closing ): `(`'],
    ['[a', 'missing closing ]: `[a`'],
    ['a**', 'invalid nested repetition operator: `**`'],
  ])('is named in errors as it was written: %s', (pattern, problem) => {
    expect(() => compileRegex(pattern, true)).toThrow(problem);
  });
});
