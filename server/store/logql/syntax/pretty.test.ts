import { expect, it } from 'vitest';
import { parseQuery } from './parse.ts';
import { prettyExpr } from './pretty.ts';

const pretty = (query: string) => prettyExpr(parseQuery(query));

it('leaves on one line what fits', () => {
  expect(pretty('{a="b"}|=  "x"|json')).toBe('{a="b"} |= "x" | json');
});

it('puts the stages of a long pipeline on lines of their own', () => {
  const query =
    '{namespace="production", cluster="eu-west-1"} |= "error" != "timeout" | logfmt | duration > 10s | line_format "{{.msg}}"';
  expect(pretty(query)).toBe(
    [
      '{namespace="production", cluster="eu-west-1"}',
      '  |= "error" != "timeout"',
      '  | logfmt',
      '  | duration>10s',
      '  | line_format "{{.msg}}"',
    ].join('\n'),
  );
});

it('indents nested metric queries', () => {
  const selector = '{namespace="production", cluster="eu-west-1", service_name="checkout"}';
  const query = `sum by (pod) (rate(${selector} | json | status >= 500 | duration_ms > 10 [5m])) / count(rate(${selector}[5m]))`;
  expect(pretty(query)).toBe(
    [
      '  sum by (pod)(',
      '    rate(',
      `      ${selector}`,
      '        | json',
      '        | status>=500',
      '        | duration_ms>10 [5m]',
      '    )',
      '  )',
      '/',
      `  count(rate(${selector}[5m]))`,
    ].join('\n'),
  );
});
