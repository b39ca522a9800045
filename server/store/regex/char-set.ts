/** A set of characters, as bits: 0 to 127 are ASCII, 128 stands for all others. */
export type CharSet = bigint;

export const NO_CHARS: CharSet = 0n;
export const ALL_CHARS: CharSet = (1n << 129n) - 1n;
const OTHERS: CharSet = 1n << 128n;

export const charRange = (low: string, high: string): CharSet => {
  const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
  let set = to > 127 ? OTHERS : NO_CHARS;
  for (let code = from; code <= Math.min(to, 127); code++) set |= 1n << BigInt(code);
  return set;
};
export const oneChar = (char: string): CharSet => charRange(char, char);
/** All the others; what is not ASCII stays possible. */
export const complement = (set: CharSet): CharSet => (ALL_CHARS & ~set) | OTHERS;

export const DIGITS = charRange('0', '9');
export const WORD = DIGITS | charRange('a', 'z') | charRange('A', 'Z') | oneChar('_');
export const SPACE = oneChar('\t') | oneChar('\n') | oneChar('\f') | oneChar('\r') | oneChar(' ');

const UPPER = charRange('A', 'Z');
const LOWER = charRange('a', 'z');

/** With both cases of every letter; ſ and K are cases of s and k. */
export function foldCase(set: CharSet): CharSet {
  const folded = set | ((set & UPPER) << 32n) | ((set & LOWER) >> 32n);
  return (folded & (oneChar('k') | oneChar('s'))) === 0n ? folded : folded | OTHERS;
}
