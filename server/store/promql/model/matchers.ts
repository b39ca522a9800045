import type { Regex } from '../../regex.ts';
import { compileRegex } from '../../regex.ts';
import { isLegacyLabelName } from './labels.ts';
import { quote } from './quote.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One condition of a selector, ready to run. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  readonly matches: (value: string) => boolean;
  /** The values that can match, when the pattern is a plain list of them. */
  readonly literals: readonly string[] | null;
}

/** @throws Error when `value` is not a regular expression the operator can use */
export function createMatcher(name: string, operator: MatchOperator, value: string): Matcher {
  switch (operator) {
    case '=':
      return { name, operator, value, matches: (text) => text === value, literals: [value] };
    case '!=':
      return { name, operator, value, matches: (text) => text !== value, literals: null };
    case '=~':
      return {
        name,
        operator,
        value,
        matches: memoise(compileRegex(value, true)),
        literals: literalAlternatives(value),
      };
    case '!~': {
      const matches = memoise(compileRegex(value, true));
      return { name, operator, value, matches: (text) => !matches(text), literals: null };
    }
  }
}

/** Few values meet many series: remembering answers makes a slow pattern cheap. */
function memoise(regex: Regex): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = regex.test(text);
    if (answers.size < 10_000) answers.set(text, answer);
    return answer;
  };
}

const LITERAL_LIST = /^[^.*+?()[\]{}^$\\]*$/;

function literalAlternatives(pattern: string): readonly string[] | null {
  return LITERAL_LIST.test(pattern) ? pattern.split('|') : null;
}

export function formatMatcher({ name, operator, value }: Matcher): string {
  return `${isLegacyLabelName(name) ? name : quote(name)}${operator}${quote(value)}`;
}
