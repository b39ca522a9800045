import { describe, expect, it } from 'vitest';
import { isTextValue, traceqlBuilder as traceql } from './traceql.ts';

describe('TraceQL in the builder', () => {
  it.each([
    '{}',
    '{ resource.service.name = "checkout" && status = error && duration > 5ms }',
    '{ span.http.response.status_code >= 400 && name =~ "GET .*" } with (most_recent=true)',
    '{ kind = server } | rate() by (resource.service.name)',
    '{ .foo != nil } | count_over_time()',
    '{ name = "x" } | quantile_over_time(duration, 0.9) by (name, span.a)',
    '{ status = error } | count() > 2 | select(span.x, resource.y)',
    '{ status = error } | avg(duration) >= 1s',
    '{ name = "a | b && c" } | max_over_time(duration)',
  ])('reads and writes %s', (text) => {
    const query = traceql.read(text);
    expect(query).not.toBeNull();
    expect(traceql.write(query!)).toBe(text);
  });

  it.each([
    '{ a = 1 || b = 2 }',
    '{ status = error } >> { name = "x" }',
    '{ name = "x" } | by(name)',
    '{ duration > 2 * 3 }',
    '{ name = ',
    '',
    '0123456789abcdef0123456789abcdef',
  ])('leaves %s to the editor', (text) => expect(traceql.read(text)).toBeNull());

  it.each(['a"b', 'c\\d', '} | select(x)', '`', 'ünï', '" && true'])(
    'keeps the hostile value %j one value',
    (value) => {
      const query = { metric: '', matchers: [{ label: 'name', op: '=', value, isText: true }], steps: [] };
      expect(traceql.read(traceql.write(query))).toEqual(query);
    },
  );

  it('tells texts from numbers, durations and keywords', () => {
    expect(isTextValue('status', 'error')).toBe(false);
    expect(isTextValue('span.http.status', 'error')).toBe(true);
    expect(isTextValue('duration', '5ms')).toBe(false);
    expect(isTextValue('span.x', '200')).toBe(false);
    expect(isTextValue('name', '5 ms')).toBe(true);
  });
});
