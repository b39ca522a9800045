import type { QueryLanguage } from './language.ts';

/** What may be written at a place in a query. `prefix` is what stands before the cursor of the word being written. */
export type CompletionPlace =
  | { readonly kind: 'expression'; readonly prefix: string }
  /** `metric` is the metric before the braces, if any; `selector` the matchers that are complete. */
  | { readonly kind: 'label-name'; readonly prefix: string; readonly metric: string; readonly selector: string }
  | {
      readonly kind: 'label-value';
      readonly prefix: string;
      readonly label: string;
      readonly quoted: boolean;
      readonly metric: string;
      readonly selector: string;
    }
  | { readonly kind: 'grouping-label'; readonly prefix: string }
  | { readonly kind: 'stage'; readonly prefix: string }
  | { readonly kind: 'duration'; readonly prefix: string }
  | { readonly kind: 'none' };

const NONE: CompletionPlace = { kind: 'none' };

interface Opening {
  readonly bracket: '{' | '(' | '[';
  readonly at: number;
}

interface Scan {
  readonly open: readonly Opening[];
  /** Where an unclosed string began, or -1. */
  readonly stringAt: number;
}

/** Brackets and strings that are open at the end of the text. O(length). */
function scan(text: string): Scan {
  const open: Opening[] = [];
  let quote = '';
  let stringAt = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== '') {
      if (c === '\\' && quote !== '`') i++;
      else if (c === quote) {
        quote = '';
        stringAt = -1;
      }
    } else if (c === '"' || c === "'" || c === '`') {
      quote = c;
      stringAt = i;
    } else if (c === '{' || c === '(' || c === '[') open.push({ bracket: c, at: i });
    else if (c === '}' || c === ')' || c === ']') open.pop();
    else if (c === '#') {
      const line = text.indexOf('\n', i);
      if (line === -1) break;
      i = line;
    }
  }
  return { open, stringAt };
}

const LABEL_BEFORE_VALUE = /([A-Za-z_.][\w.:-]*)\s*(?:=~|!~|!=|>=|<=|=|>|<)\s*$/;

/** What may be written at `offset`. Works on unfinished queries, which most are while they are typed. */
export function completionPlace(language: QueryLanguage, query: string, offset: number): CompletionPlace {
  const text = query.slice(0, offset);
  const { open, stringAt } = scan(text);
  const inner = open.at(-1);
  if (stringAt !== -1) return inString({ text, stringAt, inner });
  if (inner?.bracket === '[') return { kind: 'duration', prefix: text.slice(inner.at + 1).trimStart() };
  if (inner?.bracket === '{') return inBraces({ language, text, inner });
  if (inner?.bracket === '(' && /\b(by|without|on|ignoring|group_left|group_right)\s*$/.test(text.slice(0, inner.at))) {
    return { kind: 'grouping-label', prefix: wordBefore(text) };
  }
  if (language !== 'promql' && /\|\s*\w*$/.test(text)) return { kind: 'stage', prefix: wordBefore(text) };
  return inner || language !== 'traceql' || text.trim() === ''
    ? { kind: 'expression', prefix: wordBefore(text) }
    : NONE;
}

const wordBefore = (text: string): string => /[\w.:$-]*$/.exec(text)?.[0] ?? '';

interface InString {
  readonly text: string;
  readonly stringAt: number;
  readonly inner: Opening | undefined;
}
function inString({ text, stringAt, inner }: InString): CompletionPlace {
  const label = inner?.bracket === '{' ? LABEL_BEFORE_VALUE.exec(text.slice(0, stringAt))?.[1] : undefined;
  if (!inner || label === undefined) return NONE;
  return {
    kind: 'label-value',
    prefix: text.slice(stringAt + 1),
    label,
    quoted: true,
    ...around(text, inner),
  };
}

interface InBraces {
  readonly language: QueryLanguage;
  readonly text: string;
  readonly inner: Opening;
}
function inBraces({ language, text, inner }: InBraces): CompletionPlace {
  const prefix = wordBefore(text);
  const before = text.slice(0, text.length - prefix.length);
  const label = LABEL_BEFORE_VALUE.exec(before)?.[1];
  if (label !== undefined) return { kind: 'label-value', prefix, label, quoted: false, ...around(text, inner) };
  const startsMatcher = language === 'traceql' ? /(?:[{(]|&&|\|\||!)\s*$/.test(before) : /[{,]\s*$/.test(before);
  return startsMatcher ? { kind: 'label-name', prefix, ...around(text, inner) } : NONE;
}

/** The metric before the braces and the matchers that are complete already. */
function around(text: string, brace: Opening): { readonly metric: string; readonly selector: string } {
  const metric = /([A-Za-z_:][\w:]*)\s*$/.exec(text.slice(0, brace.at))?.[1] ?? '';
  const inside = text.slice(brace.at + 1);
  const complete = [...inside.matchAll(/[A-Za-z_][\w]*\s*(?:=~|!~|!=|=)\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`)/g)];
  return { metric, selector: complete.map(([matcher]) => matcher).join(', ') };
}
