import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Expr } from './ast.ts';
import { parseExpr, parseSelector } from './parse.ts';
import { ParseError } from './parse-error.ts';
import { formatExpr, prettyExpr } from './print.ts';
import { cpuMs } from '../../../testing/cpu-time.ts';

/** The tree as text with all its parentheses. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'unary':
      return `(${expr.operator}${shape(expr.operand)})`;
    case 'binary':
      return `(${shape(expr.left)} ${expr.operator} ${shape(expr.right)})`;
    case 'paren':
      return shape(expr.operand);
    default:
      return formatExpr(expr);
  }
}

function errorOf(query: string): string {
  try {
    parseExpr(query);
    return 'no error';
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

describe('operators', () => {
  it.each([
    ['-1 ^ 2', '(-(1 ^ 2))'],
    ['2 ^ -1', '(2 ^ -1)'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['1 - 1 - 1', '((1 - 1) - 1)'],
    ['a + b * c % d', '(a + ((b * c) % d))'],
    ['-a * b', '((-a) * b)'],
    ['a or b and c unless d', '(a or ((b and c) unless d))'],
    ['a > b + c', '(a > (b + c))'],
    ['a + b offset 5m * c', '(a + (b offset 5m * c))'],
    ['-foo offset 5m', '(-foo offset 5m)'],
    ['a * b[5m:1m] @ 3', 'error'],
    ['1 atan2 2 / 3', '((1 atan2 2) / 3)'],
    ['SUM(a) BY (b) AND c', '(sum by (b) (a) and c)'],
  ])('%s', (query, expected) => {
    if (expected === 'error')
      expect(errorOf(query)).toContain('binary expression must contain only scalar and instant vector types');
    else expect(shape(parseExpr(query))).toBe(expected);
  });
});

describe('errors are worded as Prometheus words them', () => {
  it.each([
    ['', 'unknown position: parse error: no expression found in input'],
    ['# nothing', '1:1: parse error: no expression found in input'],
    ['sum(rate(x[5m])', '1:16: parse error: unclosed left parenthesis'],
    ['foo(x)', '1:1: parse error: unknown function with name "foo"'],
    ['rate(x)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
    ['a b', '1:3: parse error: unexpected identifier "b"'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    ['a +\nb c', '2:3: parse error: unexpected identifier "c"'],
    ['{}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['{a=b}', '1:4: parse error: unexpected identifier "b" in label matching, expected string'],
    ['foo{bar="a" baz="b"}', '1:13: parse error: unexpected identifier "baz" in label matching, expected "," or "}"'],
    ['sum by a (x)', '1:8: parse error: unexpected identifier "a" in grouping opts, expected "("'],
    ['x{a="b"', '1:8: parse error: unexpected end of input inside braces'],
    ['"a', '1:1: parse error: unterminated quoted string'],
    ['x)', "1:3: parse error: unexpected right parenthesis ')'"],
    ['x!y', "1:2: parse error: unexpected character after '!': 'y'"],
    ['1 == 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['a + bool b', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['1 and 2', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['topk(a)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
    ['x[5m] offset 1m offset 2m', '1:1: parse error: offset may not be set multiple times'],
    ['sum(x)[5m]', '1:7: parse error: ranges only allowed for vector selectors'],
    ['x[NaN]', '1:3: parse error: duration out of range'],
    ['x[0s]', '1:3: parse error: duration must be greater than 0'],
    ['x{__name__="y"}', '1:1: parse error: metric name must not be set twice: "x" or "y"'],
    ['x{a=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `(`'],
    ['x{a=~"b)(c"}', '1:3: parse error: error parsing regexp: unexpected ): `b)(c`'],
    ['x[', '1:3: parse error: unexpected end of input in duration expression'],
    ['x[5m', '1:5: parse error: unclosed left bracket'],
    ['x[(5m', '1:6: parse error: unclosed left parenthesis'],
    ['x[y]', "1:3: parse error: unexpected character in duration expression: 'y'"],
    ['x[5m y]', "1:6: parse error: unexpected character: 'y', expected ':'"],
    ['x[$__interval]', "1:3: parse error: unexpected character in duration expression: '$'"],
    ['x[1000y]', '1:3: parse error: duration out of range'],
    ['x\u00a0', String.raw`1:2: parse error: unexpected character: '\u00a0'`],
    ['\u0000', String.raw`1:1: parse error: unexpected character: '\x00'`],
    ['!', "1:1: parse error: unexpected character after '!': '\ufffd'"],
    ['0x', '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "0x": invalid syntax'],
    ['0xg', '1:1: parse error: bad number or duration syntax: "0x"'],
    ['1e+', '1:1: parse error: bad number or duration syntax: "1e+"'],
    ['1__0', '1:1: parse error: bad number or duration syntax: "1__"'],
    ['1.2.3', '1:1: parse error: bad number or duration syntax: "1.2."'],
    ['1h30', '1:1: parse error: bad number or duration syntax: "1h30"'],
    ['nope(', '1:6: parse error: unclosed left parenthesis'],
    ['x + fill() x', '1:10: parse error: unexpected ")"'],
    ['sum(x,)', '1:6: parse error: trailing commas not allowed in function call args'],
    ['a * on(x) group_left(x) b', '1:3: parse error: label "x" must not occur in ON and GROUP clause at once'],
  ])('%s', (query, message) => {
    expect(errorOf(query)).toBe(message);
  });

  it('counts columns in bytes', () => {
    expect(errorOf('{a="é"} b')).toBe('1:10: parse error: unexpected identifier "b"');
  });

  it('refuses what is nested too deeply instead of failing', () => {
    expect(errorOf(`${'('.repeat(5000)}x${')'.repeat(5000)}`)).toContain('nested too deeply');
  });
});

describe('selectors alone', () => {
  it.each([
    ['', 'unknown position: parse error: unexpected end of input'],
    ['sum(x)', '1:4: parse error: unexpected "("'],
    ['x[5m]', '1:2: parse error: unexpected "["'],
    ['x offset 5m', '1:3: parse error: unexpected <offset>'],
    ['x{a=b}', '1:5: parse error: unexpected identifier "b" in label matching, expected string'],
    ['1', '1:1: parse error: unexpected number "1"'],
  ])('"%s" is none', (query, message) => {
    expect(() => parseSelector(query)).toThrow(message);
  });
  it('are read with all that names them', () => {
    expect(parseSelector('{"http.requests","k8s.pod"=~"a.*"}').matchers.map(({ name }) => name)).toEqual([
      '__name__',
      'k8s.pod',
    ]);
    expect(parseSelector('sum{}').name).toBe('sum');
  });
});

describe('what the grammar does not know', () => {
  it.each([
    ['1. / 4.', '1 / 4'],
    ['x[STEP()]', 'x[step()]'],
    ['min_of(1, 2)', 'min_of(1, 2)'],
    ['x offset max_of(3s, min_of(step(), 1s))', 'x offset max_of(3s, min_of(step(), 1s))'],
    ['"1." == bool "2."', 'error'],
  ])('%s', (query, expected) => {
    if (expected === 'error') expect(errorOf(query)).toContain('parse error');
    else expect(formatExpr(parseExpr(query))).toBe(expected);
  });
});

it('passes over comments wherever they stand', () => {
  const query = '# first\nsum # what\n  by (a) # how\n  (x # from\n  + y) # end';
  expect(formatExpr(parseExpr(query))).toBe('sum by (a) (x + y)');
});

describe('strings', () => {
  it.each([
    [String.raw`"a\n\t\"\\"`, 'a\n\t"\\'],
    [String.raw`'\u00e9\x41\101'`, 'éAA'],
    ['`a\\n`', 'a\\n'],
  ])('%s', (literal, value) => {
    expect(parseExpr(literal)).toMatchObject({ kind: 'string', value });
  });
  it('says which are malformed', () => {
    expect(errorOf(String.raw`"\q"`)).toBe("1:1: parse error: unknown escape sequence U+0071 'q'");
  });
});

describe('printing', () => {
  it.each([
    ['sum(rate(x[5m]))by(a)', 'sum by (a) (rate(x[5m]))'],
    ['x{b="1",a=~"2"}@10 offset -5m', 'x{a=~"2",b="1"} @ 10.000 offset -5m'],
    ['a==bool ignoring(x)group_right(y)b', 'a == bool ignoring (x) group_right (y) b'],
    ['x[90s:]@end()', 'x[1m30s:] @ end()'],
    ['{"my.metric"}', '{__name__="my.metric"}'],
    ['sum without()(x)', 'sum without () (x)'],
    ['1h30m', '1h30m'],
    ['0.00000001', '0.00000001'],
  ])('%s', (query, printed) => {
    expect(formatExpr(parseExpr(query))).toBe(printed);
    expect(formatExpr(parseExpr(printed))).toBe(printed);
  });

  it('splits what is longer than a line', () => {
    const long = 'a_rather_long_metric_name{with="some",labels="to make it long"}';
    expect(prettyExpr(parseExpr(`sum by (x) (rate(${long}[5m])) / on (x) ${long}`))).toBe(
      [
        '  sum by (x) (rate(a_rather_long_metric_name{labels="to make it long",with="some"}[5m]))',
        '/ on (x)',
        '  a_rather_long_metric_name{labels="to make it long",with="some"}',
      ].join('\n'),
    );
    expect(prettyExpr(parseExpr(`histogram_quantile(0.9, sum by (le, x, y) (rate(${long}[5m])))`))).toBe(
      [
        'histogram_quantile(',
        '  0.9,',
        '  sum by (le, x, y) (rate(a_rather_long_metric_name{labels="to make it long",with="some"}[5m]))',
        ')',
      ].join('\n'),
    );
  });
});

describe('long queries', () => {
  const words = 'm[5m] |1m|( |-|1+|on |sum by (a) (|min_of(|m[|{a="b"}|,|😀|"|# '.split('|');
  it.each(words)('are read or refused at once: %s…', (word) => {
    const timeOf = (count: number) => {
      const start = cpuMs();
      expect(errorOf(word.repeat(count))).toContain('parse error');
      return cpuMs() - start;
    };
    // Ten times the length may take long on a busy machine, but not a hundred times as long.
    const short = Math.max(20, timeOf(2000), timeOf(2000));
    expect(timeOf(20_000)).toBeLessThan(40 * short);
  });
});

describe('selectors', () => {
  it('may match everything but have no modifiers', () => {
    expect(parseSelector('{}').matchers).toEqual([]);
    expect(() => parseSelector('x offset 5m')).toThrow(ParseError);
    expect(() => parseSelector('rate(x[5m])')).toThrow(ParseError);
  });
});

it('meets any text with a tree or a ParseError', () => {
  const word = fc.constantFrom(
    ...'sum rate x a{b="c"} ( ) [5m] [5m:1m] { } , + - ^ offset @ 5 1. 1h "s" by on bool group_left and start() min_of('.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 12 }), (words) => {
      const query = words.join(' ');
      const outcome = errorOf(query);
      if (outcome === 'no error')
        expect(formatExpr(parseExpr(formatExpr(parseExpr(query))))).toBe(formatExpr(parseExpr(query)));
      else expect(outcome).toMatch(/^(\d+:\d+|unknown position): parse error: ./);
    }),
    { numRuns: 2000 },
  );
});
