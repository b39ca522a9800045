import { tokenise, type Token } from './tokens.ts';

/** Words whose case does not matter to Prometheus but to the grammar. */
const DURATION_WORDS: ReadonlySet<string> = new Set(['step', 'range', 'min_of', 'max_of']);

/**
 * Spells out for the grammar what Prometheus also takes, character for character, so that all positions stay: `1.` for
 * `1`, `STEP()`, and the functions min_of and max_of, which the grammar has for durations only and which here borrow the
 * name of another function of that length. The tree's texts are read from the query as written.
 */
export function forGrammar(query: string): string {
  if (!/\.|step|range|_of/i.test(query)) return query;
  const { tokens } = tokenise(query);
  let spelled = query;
  let inBrackets = false;
  tokens.forEach((token, at) => {
    if (token.kind === 'mark' && token.text === '[') inBrackets = true;
    if (token.kind === 'mark' && token.text === ']') inBrackets = false;
    const other = respell(token, tokens, { at, inBrackets });
    if (other !== null) spelled = spelled.slice(0, token.position.start) + other + spelled.slice(token.position.end);
  });
  return spelled;
}

function respell(
  { kind, text, word }: Token,
  tokens: readonly Token[],
  { at, inBrackets }: { readonly at: number; readonly inBrackets: boolean },
): string | null {
  if (kind === 'number') return text.endsWith('.') ? `${text.slice(0, -1)} ` : null;
  if (!DURATION_WORDS.has(word) || tokens[at + 1]?.text !== '(') return null;
  if (inBrackets || followsOffset(tokens, at)) return word;
  return word.endsWith('_of') && text === word ? 'idelta' : null;
}

function followsOffset(tokens: readonly Token[], at: number): boolean {
  let before = at - 1;
  while (['(', '+', '-'].includes(tokens[before]?.text ?? '')) before--;
  return tokens[before]?.word === 'offset';
}
