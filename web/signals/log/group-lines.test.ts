import { expect, it } from 'vitest';
import { groupLines, patternOf } from './group-lines.ts';

it('takes out what changes from request to request', () => {
  expect(patternOf('charge 42 failed: order 7f3a9c1b2d4e after 1.5s from 10.0.0.7:443')).toBe(
    'charge <_> failed: order <_> after <_>s from <_>',
  );
  expect(patternOf('2026-11-26 10:00:00,123 ERROR deadbeef-0000-4000-8000-00000000abcd gone')).toBe(
    '<_> ERROR <_> gone',
  );
});

it('keeps words that only look like hex', () => {
  expect(patternOf('defaced facade added')).toBe('defaced facade added');
});

it('groups, the most frequent first, with the first line as its example', () => {
  expect(groupLines(['a 1', 'b', 'a 2'])).toEqual([
    { pattern: 'a <_>', count: 2, example: 0 },
    { pattern: 'b', count: 1, example: 1 },
  ]);
});

it('takes a hostile line in its stride', () => {
  expect(patternOf('1'.repeat(1_000_000)).length).toBeLessThanOrEqual(300);
});
