import type { QueryLanguage } from './language.ts';
import { logPlace } from './log-place.ts';
import type { CompletionPlace } from './place.ts';
import { type Opening, scan } from './scan.ts';

const NONE: CompletionPlace = { kind: 'none' };
const LABEL_BEFORE_VALUE = /([A-Za-z_.][\w.:-]*)\s*(?:=~|!~|!=|>=|<=|=|>|<)\s*$/;

/** What may be written at `offset`. Works on unfinished queries, which most are while they are typed. */
export function completionPlace(language: QueryLanguage, query: string, offset: number): CompletionPlace {
  const text = query.slice(0, offset);
  const { open, stringAt, inComment, plain } = scan(language, text);
  const inner = open.at(-1);
  if (inComment) return NONE;
  if (stringAt !== -1) return inString({ language, text, stringAt, inner });
  if (inner?.bracket === '[') return { kind: 'duration', prefix: text.slice(inner.at + 1).trimStart() };
  if (inner?.bracket === '{') return inBraces({ language, text, plain, inner });
  if (
    inner?.bracket === '(' &&
    /\b(by|without|on|ignoring|group_left|group_right)\s*$/.test(plain.slice(0, inner.at))
  ) {
    const pipeline = language === 'logql' ? logPlace.pipeline(query) : null;
    return { kind: 'grouping-label', prefix: wordBefore(text), pipeline };
  }
  switch (language) {
    case 'selector':
      return NONE;
    case 'promql':
      return { kind: 'expression', prefix: wordBefore(text) };
    case 'logql':
      return logPlace.at(text, plain) ?? { kind: 'expression', prefix: wordBefore(text) };
    case 'traceql':
      return tracePlace(text, plain, inner);
  }
}

function tracePlace(text: string, plain: string, inner: Opening | undefined): CompletionPlace {
  const prefix = wordBefore(text);
  if (/\|\s*\w*$/.test(plain)) return { kind: 'stage', prefix, pipeline: null };
  if (inner?.bracket === '(' && /\|/.test(plain.slice(0, inner.at))) {
    return /[(,]\s*$/.test(plain.slice(0, plain.length - prefix.length)) ? { kind: 'attribute', prefix } : NONE;
  }
  return inner || text.trim() === '' ? { kind: 'expression', prefix } : NONE;
}

export const wordBefore = (text: string): string => /[\w.:$-]*$/.exec(text)?.[0] ?? '';

interface InString {
  readonly language: QueryLanguage;
  readonly text: string;
  readonly stringAt: number;
  readonly inner: Opening | undefined;
}
function inString({ language, text, stringAt, inner }: InString): CompletionPlace {
  const prefix = text.slice(stringAt + 1);
  const label = LABEL_BEFORE_VALUE.exec(text.slice(0, stringAt))?.[1];
  if (label === undefined) return NONE;
  if (inner?.bracket === '{') {
    return { kind: 'label-value', prefix, label, quoted: true, ...around(language, text, inner) };
  }
  if (language !== 'logql' || inner?.bracket === '[') return NONE;
  const pipeline = logPlace.pipeline(text.slice(0, stringAt));
  return pipeline ? { kind: 'field-value', prefix, field: label, quoted: true, pipeline } : NONE;
}

interface InBraces {
  readonly language: QueryLanguage;
  readonly text: string;
  readonly plain: string;
  readonly inner: Opening;
}
function inBraces({ language, text, plain, inner }: InBraces): CompletionPlace {
  const prefix = wordBefore(text);
  const before = plain.slice(0, plain.length - prefix.length);
  const label = LABEL_BEFORE_VALUE.exec(before)?.[1];
  const place = around(language, text, inner);
  if (label !== undefined) return { kind: 'label-value', prefix, label, quoted: false, ...place };
  const startsMatcher = language === 'traceql' ? /(?:[{(]|&&|\|\||!)\s*$/.test(before) : /[{,]\s*$/.test(before);
  return startsMatcher ? { kind: 'label-name', prefix, ...place } : NONE;
}

const MATCHER = /[A-Za-z_][\w]*\s*(?:=~|!~|!=|=)\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`)/g;
const CONDITION =
  /(?:[A-Za-z]*[.:])?[A-Za-z_][\w./:-]*\s*(?:=~|!~|!=|>=|<=|=|>|<)\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[\w.-]+(?=\s))/g;

/** The metric before the braces and the matchers that are complete already. */
function around(
  language: QueryLanguage,
  text: string,
  brace: Opening,
): { readonly metric: string; readonly selector: string } {
  const inside = text.slice(brace.at + 1);
  if (language === 'traceql') {
    // What holds only on one side of an "or" would narrow too much.
    const narrows = !inside.includes('||') && !inside.includes('!(');
    return { metric: '', selector: narrows ? [...inside.matchAll(CONDITION)].map(([one]) => one).join(' && ') : '' };
  }
  const metric = /([A-Za-z_:][\w:]*)\s*$/.exec(text.slice(0, brace.at))?.[1] ?? '';
  return { metric, selector: [...inside.matchAll(MATCHER)].map(([matcher]) => matcher).join(', ') };
}
