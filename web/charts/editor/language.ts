import type { LRParser } from '@lezer/lr';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { parser as logql } from '@grafana/lezer-logql';
import { parser as traceql } from '@grafana/lezer-traceql';

/** `selector` is the label selector of profiles, `{service_name="a"}`. */
export type QueryLanguage = 'promql' | 'logql' | 'traceql' | 'selector';

const PARSERS: Readonly<Record<QueryLanguage, LRParser>> = {
  promql,
  logql,
  traceql,
  // The same notation; that a metric's name before the braces has no meaning is for the source to say.
  selector: promql,
};

/** A half-open range of the query, 0-based, and what is wrong there. */
export interface Fault {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/**
 * The first place where the official grammar cannot go on. Null for a sound query and for an empty one, which is not
 * wrong yet. Trace IDs stand where TraceQL stands, and are sound.
 */
export function findFault(language: QueryLanguage, query: string): Fault | null {
  if (query.trim() === '') return null;
  if (language === 'traceql' && /^\s*[0-9a-fA-F]{1,32}\s*$/.test(query)) return null;
  const text = language === 'traceql' ? inOldTraceql(query) : query;
  const cursor = PARSERS[language].parse(withoutVariables(text)).cursor();
  do {
    if (cursor.type.isError) return describe(query, cursor.from, cursor.to);
  } while (cursor.next());
  return null;
}

/** What Tempo takes and the grammar does not know yet, as something of the same length that it knows. */
const inOldTraceql = (query: string): string =>
  query
    .replace(/(?<=[(,\s=<>])\.(?=\d)/g, '0')
    .replace(/\bwith\s*\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)\s*$/, (hints) => ' '.repeat(hints.length));

/** Variables as something of the same length that the grammar takes in their place: a duration, a number or a name. */
function withoutVariables(query: string): string {
  return query.replace(/\$(?:__)?\w+|\$\{\w+(?::\w+)?\}/g, (variable, at: number) => {
    const before = query.slice(0, at);
    if (/[[:]\s*$|\boffset\s+-?$/.test(before)) return `${'1'.repeat(variable.length - 1)}m`;
    return /_(?:ms|s)\}?$/.test(variable) ? '1'.repeat(variable.length) : 'v'.repeat(variable.length);
  });
}

function describe(query: string, from: number, to: number): Fault {
  const end = query.trimEnd().length;
  if (from >= end) return { from: Math.max(0, end - 1), to: end, message: 'The query ends too early.' };
  // An error node of no length marks what is missing before the next token.
  const text = query.slice(from, Math.max(to, from + 1));
  const word = /^(\w+|\s*\S)/.exec(query.slice(from))?.[0] ?? text;
  const shown = (to > from ? text : word).trim().slice(0, 40);
  return { from, to: Math.max(to, from + Math.max(1, word.length)), message: `Did not expect ${shown} here.` };
}
