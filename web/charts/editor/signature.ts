import type { QueryLanguage } from './language.ts';
import { scan } from './scan.ts';
import { callDoc, type WordDoc } from './words/words.ts';

export interface Signature {
  readonly doc: WordDoc;
  /** Index of the parameter at the cursor; past the last where there are too many. */
  readonly active: number;
}

/** `sum by (job) (`: the clause stands between the name and its parentheses. */
const CLAUSE = /\b([A-Za-z_]\w*)\s*(?:by|without)\s*\([^()]*\)\s*$/;
const NAME = /([A-Za-z_]\w*)\s*$/;

/** The innermost call of a known function that the cursor is in. Works on unfinished queries. */
export function signatureAt(language: QueryLanguage, query: string, offset: number): Signature | null {
  const { open, plain, inComment } = scan(language, query.slice(0, offset));
  if (inComment) return null;
  for (const { bracket, at, commas } of open.toReversed()) {
    if (bracket !== '(') continue;
    const before = plain.slice(0, at);
    const name = (CLAUSE.exec(before) ?? NAME.exec(before))?.[1];
    const doc = name === undefined ? null : callDoc(language, name);
    if (!doc?.params) continue;
    const last = doc.params.length - 1;
    // The ellipsis stands for any number of parameters like the one before it.
    const active = doc.params[last] === '…' ? Math.min(commas, last) : commas;
    return { doc, active };
  }
  return null;
}
