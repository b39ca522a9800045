import { quote } from '../../../server/contract/correlation/variables.ts';

/** Shorter pieces of a pattern say too little to look for. */
const TELLING = 3;

/**
 * Line filters that find a pattern's lines again: one for each piece between its `<_>`, as text, never as a pattern or a
 * regular expression, so that nothing in a log line can mean anything.
 */
export function lineFilterOf(pattern: string): string {
  const pieces = pattern
    .split('<_>')
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= TELLING);
  const chosen = pieces.toSorted((a, b) => b.length - a.length).slice(0, 4);
  return chosen.map((piece) => `|= ${quote(piece)}`).join(' ');
}
