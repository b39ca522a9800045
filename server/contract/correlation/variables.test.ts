import { describe, expect, it } from 'vitest';
import { epochMs } from '../units.ts';
import { linkLookup } from './link-lookup.ts';
import { interpolateQuery, interpolateUrl, safeHref, unresolved, type Lookup } from './variables.ts';

const fields = new Map([
  ['Time', '1700000000000'],
  ['Line', 'a b&c'],
  ['k8s.pod.name', 'pay-1'],
  ['count', '42'],
]);
const lookup: Lookup = linkLookup({
  field: 'order',
  value: 'A/7 b',
  time: epochMs(1_700_000_000_000),
  fields,
  labels: new Map([
    ['app', 'shop'],
    ['a.b', 'dotted'],
  ]),
  series: 'rate{app="shop"}',
  range: { from: epochMs(1_699_999_000_000), to: epochMs(1_700_000_000_000) },
});
/** In a string, where every value can stand. */
const filled = (template: string): string | null => interpolateQuery(`"${template}"`, lookup)?.slice(1, -1) ?? null;

describe('link variables', () => {
  it.each([
    ['${__value.raw}', 'A/7 b'],
    ['${__value}', 'A/7 b'],
    ['${__value.text}', 'A/7 b'],
    ['${__value.numeric}', 'NaN'],
    ['${__value.time}', '1700000000000'],
    ['${__value.calc}', ''],
    ['${__field.name}', 'order'],
    ['${__field.displayName}', 'order'],
    ['${__field.labels.app}', 'shop'],
    ['${__field.labels["a.b"]}', 'dotted'],
    ['${__field.labels.gone}', ''],
    ['${__data.name}', 'rate{app=\\"shop\\"}'],
    ['${__data.refId}', 'A'],
    ['${__data.fields["k8s.pod.name"]}', 'pay-1'],
    ["${__data.fields['k8s.pod.name']}", 'pay-1'],
    ['${__data.fields.count}', '42'],
    ['${__data.fields[1]}', 'a b&c'],
    ['${__data.fields.count.numeric}', '42'],
    ['${__data.fields.count.text}', '42'],
    ['${__data.fields.Line.numeric}', 'NaN'],
    ['${__data.fields.count.labels.app}', 'shop'],
    ['${__data.fields["gone"]}', ''],
    ['${__data.fields[99]}', ''],
    ['${__series.name}', 'rate{app=\\"shop\\"}'],
    ['${__from}', '1699999000000'],
    ['$__to', '1700000000000'],
    ['[[__to]]', '1700000000000'],
    ['${__url_time_range}', 'from=1699999000000&to=1700000000000&timezone=browser'],
    ['${__all_variables}', ''],
    ['${count}', '42'],
    ['${k8s.pod.name}', 'pay-1'],
    ['${__user.login}', ''],
    ['[$__interval]', '[$__interval]'],
  ])('%s is %j', (template, expected) => expect(filled(template)).toBe(expected));

  it.each([
    ['${__value.raw:percentencode}', 'A%2F7%20b'],
    ['${__value.raw:queryparam}', 'var-__value.raw=A%2F7%20b'],
    ['${count:customqueryparam:n:p-}', 'p-n=42'],
    ['${__value.raw:regex}', 'A/7 b'],
    ['${k8s.pod.name:regex}', 'pay-1'],
    ['${__value.raw:html}', 'A/7 b'],
    ['${__value.raw:lucene}', 'A\\\\/7 b'],
    ['${__value.raw:json}', 'A/7 b'],
    ['${__value.raw:unknown}', 'A/7 b'],
    ['${__from:date}', '2023-11-14T21:56:40.000Z'],
    ['${__from:date:iso}', '2023-11-14T21:56:40.000Z'],
    ['${__from:date:seconds}', '1699999000'],
    ['${__from:date:YYYY-MM-DD[T]HH:mm}', '2023-11-14T21:56'],
    ['${__data.fields["count"]:raw}', '42'],
  ])('%s is %j', (template, expected) => expect(filled(template)).toBe(expected));

  it('are missing when nothing has that name', () => {
    expect(unresolved('${gone} $__interval ${__value.raw} ${__data.fields.gone} ${a:b}', lookup)).toEqual([
      'gone',
      'a',
    ]);
    expect(interpolateQuery('"${gone}"', lookup)).toBeNull();
    expect(interpolateUrl('https://example.org/${gone}', lookup)).toBeNull();
  });

  it('reads a colon within brackets as part of the name', () => {
    const odd: Lookup = (path) => (path === '__span.tags["a:b"]' ? 'x' : undefined);
    expect(interpolateQuery('"${__span.tags["a:b"]}" "${__span.tags["a:b"]:raw}"', odd)).toBe('"x" "x"');
  });
});

describe('an address', () => {
  it.each([
    [
      '/d/x?${__url_time_range}&q=${__value.raw}',
      '/d/x?from=1699999000000&to=1700000000000&timezone=browser&q=A%2F7%20b',
    ],
    ['/d/x?${count:queryparam}', '/d/x?var-count=42'],
    ['https://example.org/${__value.raw:raw}', 'https://example.org/A/7%20b'],
    ['https://example.org/${__value.raw:percentencode}', 'https://example.org/A%2F7%20b'],
    ['https://example.org/?l=${Line}', 'https://example.org/?l=a%20b%26c'],
  ])('%s becomes %s', (template, expected) => expect(interpolateUrl(template, lookup)).toBe(expected));

  it('holds half a surrogate pair without failing', () => {
    expect(interpolateUrl('https://example.org/${v}', () => 'a\ud800')).toBe('https://example.org/a%EF%BF%BD');
  });

  it.each(['javascript:alert(1)', 'JaVa\u0000Script:x', '\\\\evil', '//evil', 'https:///evil', 'data:x', ''])(
    'is none: %j',
    (url) => expect(safeHref(url)).toBeNull(),
  );
});

describe('a value in a query', () => {
  const evil = '" } | line_format "{{ .x }}" # \\';
  const put = (template: string, value: string): string | null => interpolateQuery(template, () => value);

  it.each([
    ['bare', '{a=${v}}'],
    ['after a comment with an apostrophe', '{a="b"} # don\'t\n|= ${v}'],
    ['in a comment that a line break would end', '{a="b"} # ${v}'],
    ['in the Go template of a format stage', '{a="b"} | line_format `${v}`'],
    ['in an action of one', '{a="b"} | label_format x=`{{ contains "${v}" __line__ }}`'],
    ['after a lone backslash', '{a="\\${v}"}'],
    ['as a quoted string within a string', '{a="${v:doublequote}"}'],
  ])('gives no link %s', (_, template) => expect(put(template, evil)).toBeNull());

  it('may be a plain word there', () => {
    expect(put('{a="b"} | label_format x=`{{ contains "${v}" __line__ }}`', 'abc')).toContain('"abc"');
    expect(put('rate(x[${v}])', '5m')).toBe('rate(x[5m])');
    expect(put('{a="b"} |= `${v}`', 'a"{}')).toBe('{a="b"} |= `a"{}`');
  });

  it('brings its own quotes where the format says so', () => {
    expect(put('{a=${v:doublequote}}', evil)).toBe(String.raw`{a="\" } | line_format \"{{ .x }}\" # \\"}`);
    expect(put('x == ${v:singlequote}', "it's")).toBe(String.raw`x == 'it\'s'`);
  });
});
