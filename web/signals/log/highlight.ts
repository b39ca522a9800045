import { parser } from '@grafana/lezer-logql';

/** A half-open range of a line. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** What to mark: texts as they stand, and RE2 expressions as far as JavaScript has them. */
export interface SearchTerms {
  readonly texts: readonly string[];
  readonly patterns: readonly RegExp[];
}

export const NO_TERMS: SearchTerms = { texts: [], patterns: [] };

/** The terms that a LogQL query's positive line filters look for. */
export function queryTerms(query: string): SearchTerms {
  const texts: string[] = [];
  const patterns: RegExp[] = [];
  parser.parse(query).iterate({
    enter(node) {
      if (node.name !== 'LineFilter') return;
      const operator = node.node.getChild('Filter')?.firstChild?.name;
      const string = node.node.getChild('String');
      if (!string) return;
      const text = unquote(query.slice(string.from, string.to));
      if (text === '') return;
      if (operator === 'PipeExact') texts.push(text);
      else if (operator === 'PipeMatch') addPattern(patterns, text);
    },
  });
  return { texts, patterns };
}

function addPattern(patterns: RegExp[], text: string): void {
  const ignoreCase = text.startsWith('(?i)');
  try {
    patterns.push(new RegExp(ignoreCase ? text.slice(4) : text, ignoreCase ? 'gi' : 'g'));
  } catch {
    // RE2 has forms that JavaScript lacks: such a filter works, its matches are just not marked.
  }
}

/** The value of a LogQL string: `` `raw` `` or `"escaped"`. */
export function unquote(literal: string): string {
  if (literal.startsWith('`')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1).replace(/\\(.)/g, '$1');
  }
}

/** Patterns of users may backtrack; past this length only plain texts are looked for. */
const MAX_PATTERN_LINE = 4000;
const MAX_RANGES = 200;

/** Where the terms occur in a line: ordered, merged where they touch, at most 200. */
export function highlightRanges(line: string, terms: SearchTerms): readonly TextRange[] {
  const found: TextRange[] = [];
  for (const text of terms.texts) {
    for (
      let at = line.indexOf(text);
      at !== -1 && found.length < MAX_RANGES;
      at = line.indexOf(text, at + text.length)
    ) {
      found.push({ from: at, to: at + text.length });
    }
  }
  for (const pattern of line.length <= MAX_PATTERN_LINE ? terms.patterns : []) {
    for (const match of line.matchAll(pattern)) {
      if (match[0] !== '') found.push({ from: match.index, to: match.index + match[0].length });
      if (found.length >= MAX_RANGES) break;
    }
  }
  return merge(found);
}

function merge(ranges: readonly TextRange[]): readonly TextRange[] {
  const merged: { from: number; to: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else merged.push({ ...range });
  }
  return merged;
}

/** A line in pieces, marked or not, in order. */
export function splitByRanges(
  line: string,
  ranges: readonly TextRange[],
): readonly { readonly text: string; readonly marked: boolean; readonly from: number }[] {
  const pieces: { text: string; marked: boolean; from: number }[] = [];
  let at = 0;
  for (const { from, to } of ranges) {
    if (from > at) pieces.push({ text: line.slice(at, from), marked: false, from: at });
    pieces.push({ text: line.slice(from, to), marked: true, from });
    at = to;
  }
  if (at < line.length || pieces.length === 0) pieces.push({ text: line.slice(at), marked: false, from: at });
  return pieces;
}
