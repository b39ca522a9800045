import type { Labels } from '../answer.ts';
import type { QueryJump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import type { Demand } from './demands.ts';
import { matcherList, type Matcher, type Names } from './names.ts';
import { selectorsOf } from './selectors.ts';
import { queryJump } from './sources.ts';
import { quote } from './variables.ts';

interface LogSeries {
  readonly expr: string;
  readonly labels: Labels;
}
interface LinesAt {
  readonly names: Names;
  readonly range: AbsoluteRange;
  readonly rule: string;
}

/** Words that LogQL's grammar takes for something else than a label after a pipe. */
const KEYWORDS = new Set(
  'json logfmt regexp pattern unpack unwrap line_format label_format decolorize drop keep by without on ignoring bool offset and or unless ip'.split(
    ' ',
  ),
);

/**
 * The lines that Loki counted for a series: those of the query's selector that pass its pipeline, with the series' own
 * labels. A label of the index belongs to the selector, in place of what the query asks of it; any other came to be in
 * the pipeline and is compared at its end. null where the series is none of Loki's.
 */
export function linesBehind(series: LogSeries, own: SourceInfo, { names, range, rule }: LinesAt): QueryJump | null {
  const [selector] = own.type === 'loki' ? selectorsOf(series.expr) : [];
  if (!selector || selector.length === 0) return null;
  const known = names.of(own.uid) ?? [];
  const isIndexed = (name: string) => known.includes(name) || selector.some((one) => one.name === name);
  const labels = Object.entries(series.labels).filter(([name, value]) => value !== '' && name !== '__name__');
  const exact = new Map(labels.filter(([name]) => isIndexed(name)));
  const matchers: Matcher[] = [
    ...selector.filter(({ name }) => !exact.has(name)),
    ...[...exact].map(([name, value]) => ({ name, op: '=', value }) as const),
  ];
  const made = /\blabel_(replace|join)\s*\(/.test(series.expr);
  const rest = labels.filter(([name]) => !exact.has(name));
  const isTold = ([name]: readonly [string, string]) => !made && /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name);
  const filters = rest.filter(isTold).map(([name, value]) => `| ${name}=${quote(value)}`);
  const leftOut = rest
    .filter((label) => !isTold(label))
    .map(([name, value]): Demand => ({ name, op: '=', value, bare: value }));
  const expr = [`{${matcherList(matchers)}}`, ...pipelineOf(series.expr), ...filters].join(' ');
  const target = { refId: 'A', expr };
  return queryJump({ source: own, rule, title: 'Lines behind this series', target, range, leftOut });
}

const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*|[{}()[\]|]|[^"`#{}()[\]|]+|[^]/gsy;

/**
 * The stages of the first log range of a metric query, before or behind its `[5m]`, without what turns lines into
 * numbers. O(length).
 */
export function pipelineOf(expr: string): readonly string[] {
  const stages: string[] = [];
  let state: 'before' | 'selector' | 'pipeline' | 'range' = 'before';
  let depth = 0;
  for (const [token] of expr.matchAll(TOKEN)) {
    if (token.startsWith('#')) continue;
    if (state === 'before') state = token === '{' ? 'selector' : 'before';
    else if (state === 'selector') state = token === '}' ? 'pipeline' : 'selector';
    else if (token === '[') state = 'range';
    else if (state === 'range') {
      // What stands between the brackets, and an offset behind them, are of time.
      if (token === '|') [state, stages[stages.length]] = ['pipeline', '|'];
      else if (token === ')') break;
    } else {
      if (token === '(') depth += 1;
      if (token === ')' && --depth < 0) break;
      if (token === '|' && depth === 0) stages.push('|');
      else if (stages.length > 0) stages[stages.length - 1] += token;
      else stages.push(token);
    }
  }
  return stages.map((stage) => stage.trim()).filter((stage) => stage !== '' && !/^\|\s*unwrap\b/.test(stage));
}
