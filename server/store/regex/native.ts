import { parsePattern } from './parse-pattern.ts';
import { hasEmptyOption, printBody } from './pattern.ts';
import { longestText, searchCost } from './search-cost.ts';

/** A pattern that JavaScript's own engine runs with the results of RE2. */
export interface NativePattern {
  readonly regexp: RegExp;
  /** In longer texts a search might take too long: this engine goes back and tries again where RE2 does not. */
  readonly maxLength: number;
  /** False when JavaScript leaves a group unset that RE2 sets to nothing. */
  readonly hasSameGroups: boolean;
}

/** Of one search: about 0.2 s at worst. */
const MAX_STEPS = 1e8;
/** Below it there is no use in two engines. */
const MIN_LENGTH = 64;
/** JavaScript's engine gives up on some longer ones. */
const MAX_PATTERN = 10_000;

/**
 * @param pattern valid RE2
 * @returns null when only RE2 itself will do
 */
export function toNative(pattern: string, anchored: boolean): NativePattern | null {
  const parsed = pattern.length <= MAX_PATTERN ? parsePattern(pattern, anchored) : null;
  if (!parsed) return null;
  const { body, ignoresCase } = parsed;
  const maxLength = longestText(searchCost(body, anchored), MAX_STEPS);
  if (maxLength < MIN_LENGTH) return null;
  const source = printBody(body);
  try {
    const regexp = new RegExp(anchored ? `^(?:${source})$` : source, ignoresCase ? 'iu' : 'u');
    // Compiled when first run, and only then found to be too large.
    regexp.test('');
    return { regexp, maxLength, hasSameGroups: !hasEmptyOption(body) };
  } catch {
    return null;
  }
}
