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
 * query is none of Tempo's, or not one filter before one function.
 */
export function spansBehind(series: SpanSeries, own: SourceInfo, at: SpansAt): QueryJump | null {
  const filter = own.type === 'tempo' ? filterOf(series.expr) : null;
  if (filter === null) return null;
  const conditions = filter === '' ? [] : [filter];
  const leftOut: Demand[] = [];
  for (const [name, value] of Object.entries(series.labels)) {
    if (OF_THE_FUNCTION.test(name)) continue;
    const condition = labelCondition(name, value);
    if (condition) conditions.push(condition);
    else leftOut.push({ name, op: '=', value, bare: value });
  }
  if (at.duration) conditions.push(...durationConditions(at.duration));
  if (conditions.length === 0) conditions.push('true');
  const target = spanTarget(conditions.join(' && '), at.duration);
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

const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/[^\n]*|\|\||&&|[{}()|]|[^"`{}()|/&]+|[^]/gsy;
const FUNCTION = /^\s*(rate|count_over_time|\w+_over_time|compare)\s*$/;

/** What stands between the braces of `{…} | rate()`; null of any other form. O(length). */
function filterOf(expr: string): string | null {
  let inside = '';
  let outside = '';
  let depth = 0;
  for (const [token] of expr.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    if (token === '{') depth += 1;
    if (depth === 0) outside += token;
    else if (token !== '{' && token !== '}') inside += token;
    if (token === '}') depth -= 1;
    // The first function ends what selects; its own braces are of `compare`.
    if (depth === 0 && token === '(') return outside.startsWith('(') ? null : selecting(outside, inside);
    if (depth > 1 || (token === '{' && /\S/.test(outside))) return null;
  }
  return null;
}

function selecting(outside: string, inside: string): string | null {
  const [before = '', call = '', ...more] = outside.replace(/\($/, '').split('|');
  if (before.trim() !== '' || more.length > 0 || !FUNCTION.test(call)) return null;
  const filter = inside.trim();
  return filter.includes('||') ? `(${filter})` : filter === 'true' ? '' : filter;
}
