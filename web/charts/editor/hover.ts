import type { CompletionSource } from './completion-source.ts';
import type { QueryLanguage } from './language.ts';
import { scan } from './scan.ts';
import { signatureText, wordDoc } from './words/words.ts';

export interface Hover {
  readonly from: number;
  readonly to: number;
  /** What it is, as it would be written. */
  readonly title: string;
  readonly text: string;
}

/** What the word at a place means: a function, a stage, an intrinsic, or a metric of the source. */
export async function hoverAt(
  language: QueryLanguage,
  query: string,
  place: { readonly offset: number; readonly source: CompletionSource },
): Promise<Hover | null> {
  const { offset, source } = place;
  const { stringAt, inComment } = scan(language, query.slice(0, offset));
  if (stringAt !== -1 || inComment) return null;
  const before = /[\w:.]*$/.exec(query.slice(0, offset))?.[0] ?? '';
  const after = /^[\w:.]*/.exec(query.slice(offset))?.[0] ?? '';
  const word = before + after;
  if (!/^[A-Za-z_:]/.test(word)) return null;
  const [from, to] = [offset - before.length, offset + after.length];
  const isCall = /^\s*(?:\(|(?:by|without)\s*\()/.test(query.slice(to));
  const doc = wordDoc(language, word, isCall);
  if (doc) return { from, to, title: signatureText(doc), text: doc.text };
  const metrics = (await source.metrics?.().catch(() => [])) ?? [];
  const metric = metrics.find(({ name }) => name === word);
  if (!metric || (!metric.type && !metric.help)) return null;
  return { from, to, title: [word, metric.type].filter(Boolean).join(' '), text: metric.help ?? '' };
}
