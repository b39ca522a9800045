import { describe, expect, it } from 'vitest';
import { parseQuery } from '../syntax/parse.ts';
import { printExpr } from '../syntax/print.ts';
import { logsFromText } from '../testing.ts';

const logs = logsFromText(`
  {app="a",pod="1"} @10s user=x n=1
  {app="a",pod="2"} @20s user=x n=2
  {app="a",pod="2"} @30s user=y n=3
  {app="a",pod="1"} @40s user=y n=4
  {app="a",pod="1"} @50s n=5
  {app="a",pod="2"} @55s n=6`);

const numbers = async (query: string) =>
  (await logs.lines(query)).map((line) => /n=(\d+)$/.exec(line)?.[1] ?? '').join(' ');

const newestFirst = async (query: string) => {
  const { text } = await logs.get('query_range', { query, start: '@0s', end: '@1h', limit: '2' });
  return [...text.matchAll(/"[^"]* ?n=(\d)"/g)].map(([, n = '']) => Number(n)).sort((a, b) => a - b);
};

describe('distinct', () => {
  it('keeps the first line of each value over all streams; an absent label is a value', async () => {
    expect(await numbers('{app="a"} | logfmt | distinct user')).toBe('1 3 5');
    expect(await numbers('{app="a"} | logfmt | distinct user, pod')).toBe('1 2 3 4 5 6');
    expect(await numbers('{app="a"} | distinct pod')).toBe('1 2');
  });

  it('goes by the order of the answer', async () => {
    expect(await newestFirst('{app="a"} | logfmt | distinct user')).toEqual([4, 6]);
  });

  it('sees only the lines that the stages before it let pass', async () => {
    expect(await numbers('{app="a"} | logfmt | n > 1 | distinct user')).toBe('2 3 5');
    expect(await numbers('{app="a"} | logfmt | distinct user | n > 1')).toBe('3 5');
    expect(await numbers('{app="a"} | logfmt | distinct user |= "user=y"')).toBe('3');
    expect(await numbers('{app="a"} | logfmt | distinct user | distinct pod')).toBe('1 3');
  });

  it('counts in metric queries too', async () => {
    expect(await logs.instant('sum by (user) (count_over_time({app="a"} | logfmt | distinct user, pod [1m]))')).toEqual(
      ['{} 2', '{user="x"} 2', '{user="y"} 2'],
    );
  });

  it('is a name where no label follows', () => {
    const print = (query: string) => printExpr(parseQuery(query));
    expect(print('{distinct="a"} | distinct = "b"')).toBe('{distinct="a"} | distinct="b"');
    expect(print('{a="b"}|distinct c,d')).toBe('{a="b"} | distinct c,d');
    expect(() => print('{a="b"} | distinct c="d"')).toThrow('unexpected');
  });
});
