const VARIABLE = /\$(?:__)?\w+|\$\{\w+(?::\w+)?\}/g;
const VALUE = /[0-9A-Za-z.]+/y;

interface Piece {
  readonly text: string;
  readonly at: number;
  readonly isVariable: boolean;
}

function piecesOf(written: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of written.matchAll(VARIABLE)) {
    pieces.push({ text: written.slice(end, match.index), at: end, isVariable: false });
    pieces.push({ text: match[0], at: match.index, isVariable: true });
    end = match.index + match[0].length;
  }
  return [...pieces, { text: written.slice(end), at: end, isVariable: false }];
}

/**
 * Where an offset of the query that a source was asked lies in the query as a person wrote it: the two differ by the
 * time variables, which were filled in, and by white space around them. Null when the one is not made from the other.
 */
export function offsetInWritten(written: string, asked: string, offset: number): number | null {
  const lead = written.length - written.trimStart().length;
  const shift = asked.startsWith(written.slice(0, lead)) ? 0 : lead;
  const text = shift === 0 ? written : written.trim();
  let at = 0;
  let found: number | null = null;
  for (const piece of piecesOf(text)) {
    const length = piece.isVariable ? valueLength(asked, at, piece.text) : piece.text.length;
    if (length === 0 && piece.isVariable) return null;
    if (!piece.isVariable && !asked.startsWith(piece.text, at)) return null;
    if (found === null && offset < at + length) found = piece.at + (piece.isVariable ? 0 : offset - at);
    at += length;
  }
  return at === asked.length ? shift + (found ?? text.length) : null;
}

/** A variable that is not known stays as it is. */
function valueLength(asked: string, at: number, variable: string): number {
  if (asked.startsWith(variable, at)) return variable.length;
  VALUE.lastIndex = at;
  return VALUE.exec(asked)?.[0].length ?? 0;
}
