import { describe, expect, it } from 'vitest';
import { parseLogSelector, parseMatchers, parseQuery } from './parse.ts';
import { printExpr } from './print.ts';

const print = (query: string) => printExpr(parseQuery(query));

describe('parseQuery', () => {
  it.each([
    ['{a="b"}', '{a="b"}'],
    ['{ a = "b" , c!~`d\\.e` }|="x"!="y"', '{a="b", c!~"d\\\\.e"} |= "x" != "y"'],
    ['{a="b"} |= "x" or ip("10.0.0.0/8") or "y"', '{a="b"} |= "x" or ip("10.0.0.0/8") or "y"'],
    ['{a="b"} != "x" or "y"', '{a="b"} != "x" != "y"'],
    ['{a="b"} |> "<_> x" !> "y<_>"', '{a="b"} |> "<_> x" !> "y<_>"'],
    ['{a="b"} | logfmt --keep-empty --strict x="y", z', '{a="b"} | logfmt --strict --keep-empty x="y",z="z"'],
    ['{a="b"} | json x="y[0].z", w', '{a="b"} | json x="y[0].z",w="w"'],
    ['{a="b"} | drop x, y=~"z" | keep w', '{a="b"} | drop x,y=~"z" | keep w'],
    ['{a="b"} | label_format x=y,z="{{.w}}"', '{a="b"} | label_format x=y,z="{{.w}}"'],
    ['{a="b"} | unpack | decolorize | line_format `{{.x}}`', '{a="b"} | unpack | decolorize | line_format "{{.x}}"'],
    ['{a="b"} | size > 5KiB | took<=1h30m | n==0.5', '{a="b"} | size>5.1kB | took<=1h30m0s | n==0.5'],
    ['{a="b"} | addr = ip("::1")', '{a="b"} | addr=ip("::1")'],
    ['SUM BY (x) (Rate({a="b"}[5m]))', 'sum by (x)(rate({a="b"}[5m]))'],
    ['rate(({a="b"} | json)[5m] offset -1h)', 'rate({a="b"} | json[5m] offset -1h0m0s)'],
    [
      'quantile_over_time(0.9, {a="b"} | unwrap bytes(x) | y="z" [1m]) without (w)',
      'quantile_over_time(0.9,{a="b"} | unwrap bytes(x) | y="z"[1m]) without (w)',
    ],
    ['rate({a="b"}[1m]) > bool 1', '(rate({a="b"}[1m]) > bool 1)'],
    [
      'rate({a="b"}[1m]) * on (x, y) group_left (z) vector(2)',
      '(rate({a="b"}[1m]) * on (x,y) group_left (z) vector(2.000000))',
    ],
    ['label_replace(vector(1), "a", "$1", "b", "(.*)")', 'label_replace(vector(1.000000),"a","$1","b","(.*)")'],
    ['approx_topk(3, rate({a="b"}[1m]))', 'approx_topk(3,rate({a="b"}[1m]))'],
    ['rate({a="b"} # a comment\n [1m])', 'rate({a="b"}[1m])'],
    // Names of functions are names where no call follows.
    [
      'sum by (rate) (count_over_time({count="1"} | logfmt | bytes > 5 [1m]))',
      'sum by (rate)(count_over_time({count="1"} | logfmt | bytes>5[1m]))',
    ],
  ])('reads %s', (query, expected) => {
    expect(print(query)).toBe(expected);
  });

  it.each([
    ['1 + 2 * 3 ^ 2 ^ 2', '163'],
    ['10 - 3 - 2', '5'],
    ['7 % 4 == 3', '1'],
    ['(1 + 2) * 3', '9'],
    ['2 * -3', '-6'],
    ['1 / 0', 'NaN'],
  ])('computes numbers as it reads: %s', (query, expected) => {
    expect(print(query)).toBe(expected);
  });

  it.each([
    ['vector(1) or vector(2) and vector(3)', '(vector(1.000000) or (vector(2.000000) and vector(3.000000)))'],
    ['vector(1) > vector(2) + 1', '(vector(1.000000) > (vector(2.000000) + 1))'],
    [
      'vector(1) unless vector(2) unless vector(3)',
      '((vector(1.000000) unless vector(2.000000)) unless vector(3.000000))',
    ],
  ])('gives operators their precedence: %s', (query, expected) => {
    expect(print(query)).toBe(expected);
  });

  it.each([
    ['x="1" or y="1" and z="1"', '( x="1" or ( y="1" , z="1" ) )'],
    ['x="1" and y="1" or z="1"', '( ( x="1" , y="1" ) or z="1" )'],
    ['x="1" or y="1", z="1"', '( x="1" or ( y="1" , z="1" ) )'],
    ['x="1" or y="1" z="1"', '( x="1" or ( y="1" , z="1" ) )'],
    ['(x="1" or y="1") and z="1"', '( ( x="1" or y="1" ) , z="1" )'],
  ])('joins label filters: %s', (filter, expected) => {
    expect(print(`{a="b"} | ${filter}`)).toBe(`{a="b"} | ${expected}`);
  });

  it.each([
    ['{a="b"', 'parse error at line 1, col 7: syntax error: unexpected $end, expecting } or ,'],
    ['{a="b} ', 'parse error at line 1, col 4: literal not terminated'],
    ['foo_over_time({a="b"}[1m])', 'parse error at line 1, col 1: syntax error: unexpected IDENTIFIER'],
    ['{a="b"} |~', 'parse error at line 1, col 11: syntax error: unexpected $end, expecting STRING or ip'],
    ['rate({a="b"}[5x])', 'parse error at line 0, col 13: unknown unit "x" in duration "5x"'],
    ['rate({a="b"}[5m)', "parse error at line 0, col 13: missing closing ']' in duration"],
    ['min({a="b"}[5m])', 'parse error at line 0, col 12: syntax error: unexpected RANGE'],
    ['{json="b"}', 'parse error at line 1, col 2: syntax error: unexpected json'],
    ['{a="b"}\n| json |', 'parse error at line 2, col 9: syntax error: unexpected $end'],
    ['topk(rate({a="b"}[1m]))', 'parse error : parameter required for operation topk'],
    ['topk(0, rate({a="b"}[1m]))', 'parse error : invalid parameter (must be greater than 0) topk(0'],
    ['sum(3, rate({a="b"}[1m]))', 'parse error : unsupported parameter for operation sum(3,'],
    ['sort(rate({a="b"}[1m])) by (x)', "parse error : sort and sort_desc doesn't allow grouping by "],
    ['sum_over_time({a="b"}[1m])', 'parse error : invalid aggregation sum_over_time without unwrap'],
    ['count_over_time({a="b"} | unwrap x [1m])', 'parse error : invalid aggregation count_over_time with unwrap'],
    ['rate({a="b"}[1m]) by (x)', 'parse error : grouping not allowed for rate aggregation'],
    [
      'rate({a="b"}[1m]) or 1',
      'parse error : unexpected literal for right leg of logical/set binary operation (or): 1.000000',
    ],
    ['{a="b"} + 1', 'parse error : unexpected type for left leg of binary operation (+): *syntax.MatchersExpr'],
    [
      '{a=~".*"}',
      'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will',
    ],
    [
      'count without (rate({a="b"}[1m]))',
      'parse error at line 1, col 16: syntax error: unexpected RATE, expecting IDENTIFIER or )',
    ],
    // What the scanner cannot read does not hide what is wrong before it.
    ['rate(x [y])', 'parse error at line 1, col 6: syntax error: unexpected IDENTIFIER, expecting NUMBER or { or ('],
    ['rate({a="b"}[y])', 'parse error at line 0, col 13: not a valid duration string: "y"'],
    ['rate({a="b"}[5m]', 'parse error at line 1, col 17: syntax error: unexpected $end, expecting )'],
    ['{a="b"} | c > 08', "parse error at line 1, col 15: invalid digit '8' in octal literal"],
    [
      '{}',
      'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will',
    ],
  ])('refuses %s', (query, message) => {
    expect(() => parseQuery(query)).toThrow(message);
  });

  it('refuses what is too deep or too long at once', () => {
    expect(() => parseQuery('('.repeat(5000))).toThrow('query too complex');
    expect(() => parseQuery(Array.from({ length: 3000 }, () => 'vector(1)').join('+'))).toThrow('query too complex');
    expect(() => parseQuery(`{a="${'x'.repeat(140_000)}"}`)).toThrow('input size too long');
  });
});

describe('selectors', () => {
  it('takes nothing but matchers where only those are allowed', () => {
    expect(() => parseMatchers('{a="b"} |= "x"')).toThrow('only label matchers are supported');
    expect(parseMatchers('{a!="b", c="d"}').map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it('takes no metric query as a log selector', () => {
    expect(() => parseLogSelector('rate({a="b"}[1m])')).toThrow('only log selector is supported');
  });
});
