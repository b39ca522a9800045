import { foldCase, oneChar, type CharSet } from './char-set.ts';
import { parsePattern } from './parse-pattern.ts';
import type { Body, Node } from './pattern.ts';

/** Texts of which at least one is in every text that an expression matches. */
export interface RequiredText {
  readonly texts: readonly string[];
  /** They are in lower case, and hold for texts of ASCII only, made lower case. */
  readonly ignoreCase: boolean;
}

/** Searching for more of them, or for shorter ones, takes as long as the expression. */
const MAX_TEXTS = 8;
const MIN_LENGTH = 2;
const MAX_REPEATS = 32;

/**
 * What to look for before an expression is run at all.
 *
 * @param pattern valid RE2, not anchored
 * @returns null when there is no such text
 */
export function requiredText(pattern: string): RequiredText | null {
  const parsed = parsePattern(pattern, false);
  const texts = parsed && ofBody(parsed.body, parsed.ignoresCase ? letterOf : charOf);
  return texts ? { texts, ignoreCase: parsed.ignoresCase } : null;
}

type OnlyChar = (set: CharSet) => string | null;

/** Each alternative needs its own. */
function ofBody(body: Body, onlyChar: OnlyChar): readonly string[] | null {
  const texts = new Set<string>();
  for (const nodes of body) {
    const found = ofSequence(nodes, onlyChar);
    if (!found) return null;
    for (const text of found) texts.add(text);
  }
  return texts.size <= MAX_TEXTS ? [...texts] : null;
}

function ofSequence(nodes: readonly Node[], onlyChar: OnlyChar): readonly string[] | null {
  const found: (readonly string[])[] = [];
  let run = '';
  const endRun = () => {
    if (run.length >= MIN_LENGTH) found.push([run]);
    run = '';
  };
  for (const node of nodes) {
    // `^` and `\b` take no room.
    if (node.kind === 'assertion') continue;
    const char = node.kind === 'chars' ? onlyChar(node.chars) : null;
    if (node.kind === 'chars' && char !== null && node.min > 0) {
      run += char.repeat(Math.min(node.min, MAX_REPEATS));
      if (node.min === node.max && node.min <= MAX_REPEATS) continue;
      endRun();
      continue;
    }
    endRun();
    const inner = node.kind === 'group' && !node.isOptional ? ofBody(node.body, onlyChar) : null;
    if (inner) found.push(inner);
  }
  endRun();
  return best(found);
}

const shortest = (texts: readonly string[]): number => Math.min(...texts.map(({ length }) => length));

/** The fewest and the longest say the most. */
function best(found: readonly (readonly string[])[]): readonly string[] | null {
  let chosen: readonly string[] | null = null;
  for (const texts of found)
    if (!chosen || shortest(texts) / texts.length > shortest(chosen) / chosen.length) chosen = texts;
  return chosen;
}

const ASCII: CharSet = (1n << 128n) - 1n;

/** The one ASCII character that the set holds; null when it may be another. */
function charOf(set: CharSet): string | null {
  if (set === 0n || (set & ASCII) !== set || (set & (set - 1n)) !== 0n) return null;
  return String.fromCharCode(set.toString(2).length - 1);
}

/** The same of both cases of a letter, in lower case. Characters that are not ASCII do not count. */
function letterOf(set: CharSet): string | null {
  const ascii = set & ASCII;
  const only = charOf(ascii);
  if (only !== null) return only;
  const lower = String.fromCharCode(ascii.toString(2).length - 1);
  return /[a-z]/.test(lower) && (foldCase(oneChar(lower)) & ASCII) === ascii ? lower : null;
}
