import type { Labels } from '../answer.ts';
import type { QueryJump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { durationConditions, type DurationHint } from './closeness.ts';
import type { Demand } from './demands.ts';
import { spanTarget } from './service.ts';
import { queryJump } from './sources.ts';
import { comparison } from './traceql.ts';
import { quote } from './variables.ts';

interface SpanSeries {
  readonly expr: string;
  readonly labels: Labels;
}
interface SpansAt {
  readonly range: AbsoluteRange;
  readonly rule: string;
  readonly duration: DurationHint | null;
}

/**
 * The spans that Tempo counted for a series: those of the query's filter, with the series' own labels. null where the
 * query is none of Tempo's, or has not one function.
 */
export function spansBehind(series: SpanSeries, own: SourceInfo, at: SpansAt): QueryJump | null {
  const filter = own.type === 'tempo' ? filterOf(series.expr) : null;
  if (filter === null) return null;
  const conditions: string[] = [];
  const leftOut: Demand[] = [];
  for (const [name, value] of Object.entries(series.labels)) {
    if (OF_THE_FUNCTION.test(name)) continue;
    const condition = labelCondition(name, value);
    if (condition) conditions.push(condition);
    else leftOut.push({ name, op: '=', value, bare: value });
  }
  if (at.duration) conditions.push(...durationConditions(at.duration));
  const target = spanTarget(filtered(filter, conditions), at.duration);
  return queryJump({ source: own, rule: at.rule, title: 'Spans behind this series', target, range: at.range, leftOut });
}

/** The quantile, the bucket and the kind of comparison that a series is, and the function's name. */
const OF_THE_FUNCTION = /^(__\w+|p)$/;
const TEXTS =
  /^(name|statusMessage|rootName|rootServiceName|span:(name|statusMessage|id)|trace:(rootName|rootService|id)|instrumentation:(name|version))$/;

/** A span without the attribute is in a series whose label says `nil`, which a value of that text would say, too. */
function labelCondition(name: string, value: string): string | null {
  if (value === 'nil' || value === '') return null;
  if (TEXTS.test(name)) return `${name} = ${quote(value)}`;
  if (/^(span:)?kind$/.test(name))
    return /^(server|client|internal|producer|consumer)$/.test(value) ? `${name} = ${value}` : null;
  if (/^(span:)?status$/.test(name)) return /^(error|ok|unset)$/.test(value) ? `${name} = ${value}` : null;
  return /^(span|resource)\.[A-Za-z_][\w.-]*$/.test(name) ? comparison(name, value) : null;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/[^\n]*|[{}()|]|[^"`{}()|/]+|[^]/gsy;
const FUNCTION = /^\s*(rate|\w+_over_time|compare)\s*$/;

interface Filter {
  /** What stands before the function. */
  readonly text: string;
  /** How many `{…}` it has. */
  readonly spansets: number;
}

/** What selects the spans of `… | rate()`; null of a query without a function, or of arithmetic with several. O(length). */
function filterOf(expr: string): Filter | null {
  let [text, word] = ['', ''];
  let [depth, parens, spansets, pipe] = [0, 0, 0, -1];
  for (const [token] of expr.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    if (token === '}') depth -= 1;
    if (token === '{' && depth++ === 0) spansets += 1;
    if (depth === 0 && token === '(') {
      if (parens === 0 && pipe >= 0 && FUNCTION.test(word)) return { text: text.slice(0, pipe).trim(), spansets };
      parens += 1;
    }
    if (depth === 0 && token === ')') parens -= 1;
    word += token;
    if (depth === 0 && parens === 0 && token === '|') [pipe, word] = [text.length, ''];
    text += token;
  }
  return null;
}

/** One filter takes the conditions in; of several, what they find is filtered once more. */
function filtered({ text, spansets }: Filter, conditions: readonly string[]): string {
  if (spansets !== 1 || !text.startsWith('{') || !text.endsWith('}')) {
    return conditions.length === 0 ? text : `${text} | { ${conditions.join(' && ')} }`;
  }
  const own = text.slice(1, -1).trim();
  const all = [...(own === '' || own === 'true' ? [] : [own.includes('||') ? `(${own})` : own]), ...conditions];
  return `{ ${all.length === 0 ? 'true' : all.join(' && ')} }`;
}
