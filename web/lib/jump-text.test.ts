import { describe, expect, it } from 'vitest';
import type { HitCount } from '../../server/contract/correlate.ts';
import type { ExternalJump, QueryJump } from '../../server/contract/jump.ts';
import { hitsSentence, hitsText, isNothing, leftOutText, safeHref, targetText } from './jump-text.ts';

const count = (n: number, isAtLeast = false): HitCount => ({ kind: 'count', count: n, isAtLeast, unit: 'lines' });

describe('expected hits', () => {
  it.each([
    [undefined, '…', 'Counting what is there.'],
    [count(0), 'nothing there', 'Nothing there; opens widened.'],
    [count(1), '1 line', 'Finds 1 line.'],
    [count(1234), '1,234 lines', 'Finds 1,234 lines.'],
    [count(1, true), '1+ lines', 'Finds 1+ lines.'],
    [count(0, true), '0+ lines', 'Finds 0+ lines.'],
    [{ ...count(1), unit: 'series' } as HitCount, '1 series', 'Finds 1 series.'],
    [{ kind: 'unknown', reason: 'Loki is down.' } as HitCount, 'unknown', 'Not counted: Loki is down.'],
  ])('%j is said as %s', (hits, short, sentence) => {
    expect([hitsText(hits), hitsSentence(hits)]).toEqual([short, sentence]);
  });

  it('is nothing only when that is sure', () => {
    const known = [undefined, count(0), count(0, true), count(2), { kind: 'unknown', reason: '' } as const];
    expect(known.map(isNothing)).toEqual([false, true, false, false, false]);
  });
});

it('says what a jump leaves out of the query that it comes from', () => {
  const jump = { kind: 'query' } as QueryJump;
  expect(leftOutText(jump)).toBe('');
  expect(leftOutText({ ...jump, leftOut: ['a!="b"', 'c=~"d"'] })).toBe('Left out: a!="b", c=~"d"');
});

it.each([
  ['https://example.test/a?b=c', true],
  ['http://10.0.0.1:3000', true],
  ['/d/shop-overview', true],
  ['javascript:alert(1)', false],
  [' java\nscript:alert(1)', false],
  ['data:text/html,<script>', false],
  ['file:///etc/passwd', false],
  ['https://[bad', false],
])('an external link to %s is followed: %s', (href, isFollowed) => {
  const jump: ExternalJump = { kind: 'external', id: 'x', title: 'x', rule: 'x', href, newTab: true };
  expect(safeHref(jump, 'http://sightline.test')).toBe(isFollowed ? href : null);
});

it('writes a target as its language does', () => {
  expect(targetText({ refId: 'A', expr: '{a="b"}' })).toBe('{a="b"}');
  expect(targetText({ refId: 'A', queryType: 'traceql', query: '{}' })).toBe('{}');
  const profile = { refId: 'A', queryType: 'both', profileTypeId: 'cpu', labelSelector: '{s="c"}' } as const;
  expect(targetText(profile)).toBe('cpu{s="c"}');
  expect(targetText({ ...profile, spanSelector: ['ab', 'cd'] })).toBe('cpu{s="c"} of span ab, cd');
});
