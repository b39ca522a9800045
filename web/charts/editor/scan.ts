import type { QueryLanguage } from './language.ts';

export interface Opening {
  readonly bracket: '{' | '(' | '[';
  readonly at: number;
  /** Commas since, at its own depth. */
  readonly commas: number;
}

export interface Scan {
  /** Brackets that are open at the end, outermost first. */
  readonly open: readonly Opening[];
  /** Where an unclosed string began, or -1. */
  readonly stringAt: number;
  /** Whether the end lies in a comment. */
  readonly inComment: boolean;
  /** The text with the insides of strings, and comments, as spaces: same length. */
  readonly plain: string;
}

const lineComment: Readonly<Record<QueryLanguage, string>> = {
  promql: '#',
  logql: '#',
  traceql: '//',
  selector: '#',
};

/** Brackets, strings and comments of a text that may be unfinished. O(length). */
export function scan(language: QueryLanguage, text: string): Scan {
  const open: { bracket: Opening['bracket']; at: number; commas: number }[] = [];
  const mark = lineComment[language];
  let quote = '';
  let stringAt = -1;
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote !== '') {
      if (c === '\\' && quote !== '`') {
        plain += i + 1 < text.length ? '  ' : ' ';
        i++;
        continue;
      }
      plain += c === quote ? c : ' ';
      if (c === quote) {
        quote = '';
        stringAt = -1;
      }
      continue;
    }
    if (text.startsWith(mark, i)) {
      const end = text.indexOf('\n', i);
      if (end === -1) return { open, stringAt, inComment: true, plain: plain + ' '.repeat(text.length - i) };
      plain += ' '.repeat(end - i);
      i = end - 1;
      continue;
    }
    plain += c;
    if (c === '"' || c === "'" || c === '`') {
      quote = c;
      stringAt = i;
    } else if (c === '{' || c === '(' || c === '[') open.push({ bracket: c, at: i, commas: 0 });
    else if (c === '}' || c === ')' || c === ']') open.pop();
    else if (c === ',') {
      const inner = open.at(-1);
      if (inner) inner.commas++;
    }
  }
  return { open, stringAt, inComment: false, plain };
}

export const LINE_COMMENT = lineComment;
