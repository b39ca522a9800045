import { describe, expect, it } from 'vitest';
import { costOf, narrowing, streamSelectors, sumStats } from './cost.ts';

describe('streamSelectors', () => {
  it.each([
    ['{a="b"} |= "{c}" | json', ['{a="b"}']],
    ['sum(rate({a="b"}[5m])) / sum(rate({a="b", c=~`d}`}[5m]))', ['{a="b"}', '{a="b", c=~`d}`}']],
    ['# {x="y"}\n{a="#"}', ['{a="#"}']],
    ['{a="b"', []],
    ['{}', []],
    ['{a="$app"}', []],
    ['', []],
  ])('%s', (query, selectors) => {
    expect(streamSelectors(query)).toEqual(selectors);
  });
});

it('says what a query would read, and when that is much', () => {
  const one = { streams: 170, chunks: 1, entries: 1, bytes: 0.6e9 };
  expect(costOf(sumStats([one, one]))).toEqual({ text: 'Reads about 1.20\u00a0GB in 340 streams', isLarge: false });
  expect(costOf({ ...one, bytes: 40e9 })).toMatchObject({ isLarge: true });
  expect(costOf({ streams: 0, chunks: 0, entries: 0, bytes: 0 })).toBeNull();
});

it('says what would narrow it', () => {
  expect(narrowing('{namespace="a"}', ['namespace', 'pod', '__stream_shard__', 'container'])).toContain(
    'such as pod, container,',
  );
  expect(narrowing('{a="b"}', ['a'])).toBe('A shorter time range would read less; a filter on the line would not.');
});
