import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeRegex } from './formats.ts';
import { plainAlternatives, refusesEmpty, wholeNumbers } from './regex-text.ts';

describe('alternatives of plain text', () => {
  it.each([
    ['a|b', ['a', 'b']],
    ['(a|b)', ['a', 'b']],
    ['(?:a\\.b|c\\\\d)', ['a.b', 'c\\d']],
    ['a|', ['a', '']],
    ['', ['']],
    ['a\\-b', ['a-b']],
    ['a.b', null],
    ['a\\d', null],
    ['(a|b)|c', null],
    ['a\\', null],
    ['\\Qa', null],
    ['(?i)a', null],
    ['(a\\)', null],
  ])('%j: %j', (pattern, expected) => expect(plainAlternatives(pattern)).toEqual(expected));

  it('are read as they were escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        expect(plainAlternatives(texts.map(escapeRegex).join('|'))).toEqual(texts);
      }),
    );
  });
});

describe('what is told of a pattern', () => {
  const pattern = fc
    .array(
      fc.constantFrom('a', '5', '0', '.', '|', '*', '+', '?', '[45]', '[1-3]', '\\d', '[0-9]', '\\.', '(?:', '(', ')'),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(''));
  const compiled = (text: string) => {
    try {
      // Of these pieces JavaScript makes the same as RE2.
      return new RegExp(`^(?:${text})$`, 's');
    } catch {
      return null;
    }
  };

  it('that it refuses the empty text is true', () => {
    expect(['.+', 'a|b', 'pay.*', 'a.*|b.+', '(a|b)'].map(refusesEmpty)).toEqual([true, true, true, true, true]);
    expect(['.*', '', 'a|', 'a*', 'a?|b', '(a|b)?', '[ab]', '\\Qa'].some(refusesEmpty)).toBe(false);
    fc.assert(
      fc.property(pattern, (text) => !refusesEmpty(text) || compiled(text)?.test('') !== true),
      { numRuns: 3000 },
    );
  });

  it('the numbers that it matches are all of those', () => {
    expect(wholeNumbers('5..|404')).toEqual([
      { min: 500, max: 599 },
      { min: 404, max: 404 },
    ]);
    expect(wholeNumbers('[45]\\d[0-9]')).toEqual([
      { min: 400, max: 499 },
      { min: 500, max: 599 },
    ]);
    expect(['5.*', '', '5..|x', '05', '.5'].map(wholeNumbers)).toEqual([null, null, null, null, null]);
    fc.assert(
      fc.property(pattern, fc.integer({ min: 0, max: 9999 }), (text, number) => {
        const ranges = wholeNumbers(text);
        const regex = ranges && compiled(text);
        if (!ranges || !regex) return;
        expect(ranges.some(({ min, max }) => number >= min && number <= max)).toBe(regex.test(String(number)));
      }),
      { numRuns: 3000 },
    );
  });
});
