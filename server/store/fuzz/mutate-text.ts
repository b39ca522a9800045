import type { Random } from '../../demo/random.ts';
import { howOften, pickFrom, pickSpan } from './pick.ts';

export interface TextSource {
  readonly seeds: readonly string[];
  /** What means something in the language: put in at random places. */
  readonly words: readonly string[];
}

const MAX_LENGTH = 60_000;
const REPEATS = [2, 2, 3, 8, 40, 300, 3000];
/** Characters that scanners, quoting and encoding stumble over. */
const AWKWARD = [
  '\0',
  '\n',
  '\r',
  '\t',
  '\v',
  '\x1b[31m',
  '\x7f',
  '\\',
  '"',
  "'",
  '`',
  '$',
  '%',
  'é',
  'ſ',
  'K',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '\udc00',
  '😀',
  '__proto__',
  'constructor',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '0.5',
  '1e308',
  '1e-320',
  '1e999',
  'NaN',
  'Inf',
  '0x1p5',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551616',
  '100000000000000000000000000000000',
];

type Change = (text: string, random: Random, source: TextSource) => string;

const CHANGES: readonly Change[] = [
  (text, random) => {
    const { start, end } = pickSpan(random, text.length);
    return text.slice(0, start) + text.slice(end);
  },
  (text, random) => {
    const { start, end } = pickSpan(random, text.length);
    return text.slice(0, start) + text.slice(start, end).repeat(pickFrom(random, REPEATS)) + text.slice(end);
  },
  (text, random, { words }) => insert(text, random, pickFrom(random, words)),
  (text, random, { words }) => insert(text, random, ` ${pickFrom(random, words)} `),
  (text, random, { words }) => replaceOne(text, /\w+/g, { random, by: pickFrom(random, words) }),
  (text, random) => insert(text, random, pickFrom(random, AWKWARD)),
  (text, random) => insert(text, random, String.fromCharCode(random.below(128))),
  (text, random) => replaceOne(text, /\d+(?:\.\d+)?/g, { random, by: pickFrom(random, NUMBERS) }),
  (text, random) => {
    const { start, end } = pickSpan(random, text.length);
    return insert(text.slice(0, start) + text.slice(end), random, text.slice(start, end));
  },
  (text, random, { seeds }) => {
    const other = pickFrom(random, seeds);
    const { start, end } = pickSpan(random, other.length);
    return insert(text, random, other.slice(start, end));
  },
  (text, random, { seeds }) =>
    text.slice(0, random.below(text.length + 1)) + pickFrom(random, seeds).slice(random.below(20)),
];

/** The text changed in one to six places. */
export function mutateText(random: Random, seed: string, source: TextSource): string {
  let text = seed;
  for (let left = howOften(random); left > 0; left--)
    text = pickFrom(random, CHANGES)(text, random, source).slice(0, MAX_LENGTH);
  // What comes by HTTP is UTF-8.
  return text.toWellFormed();
}

function insert(text: string, random: Random, part: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + part + text.slice(at);
}

function replaceOne(text: string, pattern: RegExp, { random, by }: { random: Random; by: string }): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { index, 0: found } = pickFrom(random, matches);
  return text.slice(0, index) + by + text.slice(index + found.length);
}
