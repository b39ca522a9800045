import { describe, expect, it } from 'vitest';
import { logqlBuilder as logql } from './logql.ts';

describe('LogQL in the builder', () => {
  it.each([
    '{service_name="checkout"}',
    '{a="b", c=~"d|e"} |= "error" != "health"',
    '{a="b"} |~ "5\\\\d\\\\d" !~ "x" |> "<_> took <_>"',
    '{a="b"} | json | level = "error" | duration > 5s',
    '{a="b"} | logfmt | status >= 400 | line_format "{{.msg}}" | drop x, y | keep z | decolorize',
    '{a="b"} | pattern "<ip> <_>" | regexp "(?P<x>.)" | unpack',
    'rate({a="b"} |= "x" [$__auto])',
    'sum by (level) (count_over_time({a="b"} [5m]))',
    'topk(5, sum by (x) (rate({a="b"} | json [1m])))',
    'quantile_over_time(0.9, {a="b"} | json | unwrap duration(took) [5m]) by (route)',
    'sum_over_time({a="b"} | logfmt | unwrap took | __error__ = "" [5m])',
    'max without (pod) (avg_over_time({a="b"} | unwrap x [5m]))',
    '{a="\\"quoted\\" \\\\ {}|=`"} |= "`$x\\n"',
  ])('reads and writes %s', (text) => {
    const query = logql.read(text);
    expect(query).not.toBeNull();
    expect(logql.write(query!)).toBe(text);
  });

  it('writes what it reads in one form', () => {
    expect(logql.write(logql.read('sum(rate({a="b"} |= `x`[5m])) by (c)')!)).toBe(
      'sum by (c) (rate({a="b"} |= "x" [5m]))',
    );
  });

  it.each([
    '{a="b"} |= "x" or "y"',
    '{a="b"} |= ip("10.0.0.0/8")',
    '{a="b"} | json x="y"',
    '{a="b"} | a="1" or b="2"',
    '{a="b"} | label_format x=y',
    'rate({a="b"} [5m] offset 1h)',
    'sum(rate({a="b"} [5m])) / 2',
    '{a="b"',
    '',
  ])('leaves %s to the editor', (text) => expect(logql.read(text)).toBeNull());

  it.each(['a"b', 'c\\d', '{}|=', 'line\nbreak', '`tick`', 'ünï', '$1'])(
    'keeps the hostile value %j one value',
    (value) => {
      const query = {
        metric: '',
        matchers: [{ label: 'a', op: '=', value, isText: true }],
        steps: [
          { kind: 'contains', params: [value] },
          { kind: 'label_filter', params: ['x', '=', value] },
        ],
      };
      expect(logql.read(logql.write(query))).toEqual(query);
    },
  );
});
