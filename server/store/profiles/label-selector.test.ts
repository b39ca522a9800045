import { describe, expect, it } from 'vitest';
import { InvalidSelector, parseSelector } from './label-selector.ts';

const parsed = (text: string) => parseSelector(text).map(({ name, op, value }) => `${name}${op}${value}`);

describe('parseSelector', () => {
  it.each([
    ['{}', []],
    [' { } ', []],
    ['{a="b"}', ['a=b']],
    ['{a="b", c!="d",}', ['a=b', 'c!=d']],
    [`{a=~'x.*', b!~\`y\\d\`}`, ['a=~x.*', 'b!~y\\d']],
    [
      'process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="x"}',
      ['service_name=x', '__name__=process_cpu:cpu:nanoseconds:cpu:nanoseconds'],
    ],
    ['up', ['__name__=up']],
    ['{"service.name"="x"}', ['service.name=x']],
    ['{"up", a="b"}', ['__name__=up', 'a=b']],
    ['{a="\\"\\n\\u00e9\\x41"}', ['a="\né' + 'A']],
    ['{a="}"}', ['a=}']],
  ])('reads %s', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it.each([
    ['', 'unknown position: parse error: unexpected end of input'],
    ['{', '1:2: parse error: unexpected end of input inside braces'],
    ['{a}', '1:3: parse error: unexpected "}" in label matching, expected label matching operator'],
    ['{a=b}', '1:4: parse error: unexpected identifier "b" in label matching, expected string'],
    ['{a="b', '1:4: parse error: unterminated quoted string'],
    ['{a="b"', '1:7: parse error: unexpected end of input inside braces'],
    ['{a="b" c="d"}', '1:8: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
    ['{a="b"} x', '1:9: parse error: unexpected identifier "x"'],
    ['{a="\\q"}', "1:4: parse error: unknown escape sequence U+0071 'q'"],
    ['{\n  a=1}', "2:5: parse error: unexpected character inside braces: '1'"],
    ['{a="b"}[5m]', '1:8: parse error: unexpected "["'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSelector(text)).toThrow(InvalidSelector);
    expect(() => parseSelector(text)).toThrow(message);
  });

  it('refuses a broken expression at the place of its label', () => {
    expect(() => parseSelector('{a=~"("}')).toThrow(/^1:2: parse error: error parsing regexp: /);
  });

  it('anchors expressions and treats a missing label as empty', () => {
    const [matcher] = parseSelector('{a=~"b|"}');
    expect(['b', '', 'bb', 'ab'].map((value) => matcher?.matches(value))).toEqual([true, true, false, false]);
    const [negative] = parseSelector('{a!=""}');
    expect(negative?.matches('')).toBe(false);
  });
});
