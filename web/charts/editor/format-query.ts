import { formatTraces } from './format-traces.ts';
import type { QueryLanguage } from './language.ts';
import { LINE_COMMENT } from './scan.ts';

/** What formatting came to: the text, or why there is none. */
export type Formatted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export type SourceFormatter = (query: string) => Promise<string>;

const VARIABLE = /\$(?:__)?\w+|\$\{\w+(?::\w+)?\}/g;
const COMMENTS_LOST = 'It has comments between its parts, which a formatter would drop.';

/**
 * Lays a query out, by its source's own formatter where the language has one. Sources know no variables and drop
 * comments: variables stand aside as values that are printed as they are read, and comments before the query are kept.
 * @throws what `bySource` throws
 */
export async function formatQuery(
  language: QueryLanguage,
  query: string,
  bySource: SourceFormatter,
): Promise<Formatted> {
  const { head, body } = splitHead(language, query);
  if (body.trim() === '') return { ok: true, text: query };
  if (language === 'traceql' || language === 'selector') {
    const text = formatTraces(body);
    return text === null ? { ok: false, reason: COMMENTS_LOST } : { ok: true, text: head + text };
  }
  if (hasComment(body)) return { ok: false, reason: COMMENTS_LOST };
  const hidden = hideVariables(body);
  if (!hidden) return { ok: false, reason: 'A variable stands where its place cannot be kept.' };
  const restored = hidden.restore(await bySource(hidden.text));
  if (restored === null) return { ok: false, reason: 'The formatter did not give the variables back.' };
  return { ok: true, text: head + restored };
}

/** Whole lines of comment and blank lines that come first, and the rest. */
function splitHead(language: QueryLanguage, query: string): { readonly head: string; readonly body: string } {
  const lines = query.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !line.trim().startsWith(LINE_COMMENT[language]));
  if (first <= 0) return { head: '', body: query };
  return { head: `${lines.slice(0, first).join('\n')}\n`, body: lines.slice(first).join('\n') };
}

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;
const withoutStrings = (query: string): string => query.replace(STRING, (text) => ' '.repeat(text.length));
const hasComment = (query: string): boolean => withoutStrings(query).includes('#');

interface Hidden {
  readonly text: string;
  /** The formatted text with its variables again; null when one is missing or there too often. */
  readonly restore: (formatted: string) => string | null;
}

/** Durations that print as they are written: whole years within 64 bits of nanoseconds. */
const FIRST_YEAR = 191;
const LAST_YEAR = 291;

function hideVariables(query: string): Hidden | null {
  const plain = withoutStrings(query);
  const standIns: { readonly standIn: string; readonly variable: string }[] = [];
  let text = '';
  let end = 0;
  for (const match of plain.matchAll(VARIABLE)) {
    const index = standIns.length;
    const before = plain.slice(0, match.index);
    const standIn = standInFor(before, match[0], index);
    if (standIn === null || query.includes(standIn)) return null;
    standIns.push({ standIn, variable: match[0] });
    text += query.slice(end, match.index) + standIn;
    end = match.index + match[0].length;
  }
  text += query.slice(end);
  return {
    text,
    restore: (formatted) => {
      let out = formatted;
      for (const { standIn, variable } of standIns) {
        const pieces = out.split(standIn);
        if (pieces.length !== 2) return null;
        out = pieces.join(variable);
      }
      return out;
    },
  };
}

function standInFor(before: string, variable: string, index: number): string | null {
  if (/[[:]\s*$|\boffset\s+-?$/.test(before)) {
    const year = FIRST_YEAR + index;
    return year > LAST_YEAR ? null : `${year}y`;
  }
  // A name that goes on before or after the variable cannot be told from it.
  if (/[\w:]$/.test(before)) return null;
  return /_(?:ms|s)\}?$/.test(variable) ? String(7_130_001 + index) : `sightline_variable_${index}_`;
}
