import { RE2JS, RE2JSException } from 're2js';
import { TemplateError } from '../logql/template/ast.ts';
import { compileTemplate } from '../logql/template/template.ts';
import { prettyExpr as prettyLogql } from '../logql/syntax/pretty.ts';
import { printExpr } from '../logql/syntax/print.ts';
import { parseMatchers, parseQuery as parseLogql } from '../logql/syntax/parse.ts';
import { QueryError } from '../logql/syntax/query-error.ts';
import { parseStreamLabels } from '../loki-push.ts';
import { DecodeError } from '../otlp/decode-error.ts';
import { parseAppName } from '../profiles/app-name.ts';
import { InvalidSelector, parseSelector as parseProfileSelector } from '../profiles/label-selector.ts';
import { InvalidLabels } from '../profiles/limits.ts';
import { parseExpr, parseSelector } from '../promql/parser/parse.ts';
import { ParseError } from '../promql/parser/parse-error.ts';
import { formatExpr, prettyExpr } from '../promql/parser/print.ts';
import { compileRegex, ExpressionTooLarge } from '../regex.ts';
import { parseLenientFilter } from '../traceql/language/lenient.ts';
import { parseAttributeName, parseQuery as parseTraceql } from '../traceql/language/parse.ts';
import { TraceqlError } from '../traceql/language/parse-error.ts';
import { validateQuery } from '../traceql/language/validate.ts';
import { textTarget } from './target.ts';
import { expectEqual, expectThat, unlessRefused } from './verdict.ts';

const MAX_REREAD = 1000;

/** What a query prints as means the same. */
export const parsePromql = textTarget((query) => {
  const expr = unlessRefused(() => parseExpr(query), ParseError);
  if (!expr) return;
  const printed = formatExpr(expr);
  // Some hundreds of operators in a row are more than the grammar's parser takes, the sooner the longer the text.
  if (printed.length > MAX_REREAD) return;
  expectEqual(formatExpr(parseExpr(printed)), printed, 'printed again');
  expectEqual(formatExpr(parseExpr(prettyExpr(expr))), printed, 'laid out, then printed');
});

export const parseLoki = textTarget((query) => {
  const expr = unlessRefused(() => parseLogql(query), QueryError);
  if (!expr) return;
  const printed = printExpr(expr);
  expectEqual(printExpr(parseLogql(printed)), printed, 'printed again');
  expectEqual(printExpr(parseLogql(prettyLogql(expr))), printed, 'laid out, then printed');
});

export const parseTempo = textTarget((query) => {
  unlessRefused(() => validateQuery(parseTraceql(query)), TraceqlError);
  unlessRefused(() => parseAttributeName(query.slice(0, 200)), TraceqlError);
  parseLenientFilter(query);
});

export const parseSelectors = textTarget((text) => {
  unlessRefused(() => parseSelector(text), ParseError);
  unlessRefused(() => parseMatchers(text), QueryError);
  unlessRefused(() => parseProfileSelector(text), InvalidSelector);
});

export const parseStreams = textTarget((text) => {
  const labels = unlessRefused(() => parseStreamLabels(text), DecodeError);
  if (!labels) return;
  const written = [...labels].map(([name, value]) => `${name}=${JSON.stringify(value.toWellFormed())}`).join(', ');
  if (!/\\u/.test(written)) expectEqual(parseStreamLabels(`{${written}}`), new Map(labels), 'written and read again');
});

export const parseNames = textTarget((text) => {
  unlessRefused(() => parseAppName(text), InvalidLabels, DecodeError);
});

const LABELS = new Map([
  ['level', 'warn'],
  ['service_name', 'frontend'],
  ['msg', 'cache "miss"\na=b é😀'],
  ['json', '[{"a":{"b":1}},"x",null,2.5,[]]'],
  ['a', '-1'],
  ['b', ''],
]);

export const runTemplate = textTarget((source) => {
  const context = { line: () => 'level=warn a=b', unixNano: () => 1_767_225_600_000_000_000n, nowMs: () => 1.7e12 };
  const template = unlessRefused(() => compileTemplate('line', source, context), TemplateError);
  if (!template) return;
  const written = unlessRefused(() => template.execute(LABELS), TemplateError);
  expectThat((written?.length ?? 0) <= 1_000_000, `the template wrote ${written?.length} characters`);
});

const TEXTS = [
  '',
  'a',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'level=warn msg="cache miss" x\ny',
  'ERROR: été 😀 ſ K 10.0.0.1\r\u2028\v\u00a0end',
  ']^[ab]{2} $1 \\d',
  'abab ba\naab-b😀é"{c',
  'x'.repeat(900),
  `${'a b'.repeat(300)}!`,
];

/** An open `\Q` would take the end of the group for text. */
function compileWhole(pattern: string): RE2JS {
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    return RE2JS.compile(`^(?s:${pattern}\\E)$`);
  }
}

/** Whatever way a pattern is run, it matches as RE2 does. */
export const matchRegex = textTarget((pattern) => {
  for (const anchored of [false, true]) {
    const regex = unlessRefused(() => compileRegex(pattern, anchored), RE2JSException, ExpressionTooLarge);
    if (!regex) continue;
    const reference = anchored ? compileWhole(pattern) : RE2JS.compile(pattern);
    for (const text of TEXTS) {
      const matcher = reference.matcher(text);
      const found = matcher.find();
      expectEqual(regex.test(text), found, `test(${JSON.stringify(text.slice(0, 60))})`);
      const groups = found
        ? Array.from({ length: reference.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined)
        : null;
      const actual = regex.exec(text);
      expectEqual(actual && [...actual], groups, `exec(${JSON.stringify(text.slice(0, 60))})`);
    }
  }
});
