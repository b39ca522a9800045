import { describe, expect, it } from 'vitest';
import { offsetInWritten } from './asked-text.ts';

describe('offsetInWritten', () => {
  it.each([
    ['rate(x[$__rate_interval]) +', 'rate(x[1m0s]) +', 'rate(x[1m0s]) +'.length - 1, 26],
    ['sum(x', 'sum(x', 5, 5],
    ['x[$__interval] y ${__range_s}', 'x[15s] y 3600', 7, 15],
    ['x[$__interval] y', 'x[15s] y', 3, 2],
    ['  { a = }  ', '{ a = }', 6, 8],
    ['rate(x[$unknown]) (', 'rate(x[$unknown]) (', 18, 18],
  ])('%s, asked as %s: %i is %i', (...[written, asked, offset, expected]) => {
    expect(offsetInWritten(written, asked, offset)).toBe(expected);
  });

  it.each([
    ['sum(x)', 'sum(y)'],
    ['sum(x)', 'sum(x) or y'],
    ['rate(x[$__interval])', 'rate(x[])'],
  ])('%s was not asked as %s', (written, asked) => {
    expect(offsetInWritten(written, asked, 0)).toBeNull();
  });
});
