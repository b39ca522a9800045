import { tokenise, type Token } from './tokens.ts';

/** Words whose case does not matter to Prometheus but to the grammar. */
const DURATION_WORDS: ReadonlySet<string> = new Set(['step', 'range', 'min_of', 'max_of']);

/**
 * Spells out for the grammar what Prometheus also takes, character for character, so that all positions stay: `1.` for
 * `1`, `STEP()`, and the functions min_of and max_of, which the grammar has for durations only and which here borrow the
 * name of another function of that length. The tree's texts are read from the query as written.
 */
export function forGrammar(query: string): string {
  if (!/\.|step|range|_of|offset/i.test(query)) return query;
  const { tokens } = tokenise(query);
  const place = { isDuration: false, depth: 0, offsetDepth: -1 };
  let spelled = '';
  let done = 0;
  const replace = ({ position }: Token, text: string) => {
    spelled += query.slice(done, position.start) + text;
    done = position.end;
  };
  tokens.forEach((token, at) => {
    const neighbours = { before: tokens[at - 1], after: tokens[at + 1] };
    if (isMetricName(token, neighbours.before)) return replace(token, 'offse_');
    trackPlace(place, token);
    const other = respell(token, neighbours.after, place.isDuration || place.offsetDepth >= 0);
    if (other !== null) replace(token, other);
  });
  return spelled + query.slice(done);
}

/** Where an operand is expected the word is no modifier. */
function isMetricName({ kind, word }: Token, before: Token | undefined): boolean {
  if (kind !== 'keyword' || word !== 'offset') return false;
  return before === undefined || before.kind === 'operator' || before.text === '(' || before.text === ',';
}

/** Durations stand in brackets, and behind `offset` up to the end of a number or of the parentheses opened there. */
interface Place {
  isDuration: boolean;
  depth: number;
  offsetDepth: number;
}

function trackPlace(place: Place, { kind, text, word }: Token): void {
  if (kind === 'keyword' && word === 'offset') place.offsetDepth = place.depth;
  else if (text === '(' && kind === 'mark') place.depth++;
  else if (text === ')' && kind === 'mark') {
    if (--place.depth === place.offsetDepth) place.offsetDepth = -1;
  } else if (kind === 'mark' && (text === '[' || text === ']')) place.isDuration = text === '[';
  else if (place.depth === place.offsetDepth && (kind === 'number' || kind === 'duration')) place.offsetDepth = -1;
}

function respell({ kind, text, word }: Token, next: Token | undefined, isDuration: boolean): string | null {
  if (kind === 'number') return text.endsWith('.') ? `${text.slice(0, -1)} ` : null;
  if (!DURATION_WORDS.has(word) || next?.text !== '(') return null;
  if (isDuration) return word;
  return word.endsWith('_of') && text === word ? 'idelta' : null;
}
