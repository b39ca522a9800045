import { simplifyRegex, type TextTest } from './regex-literals.ts';
import { compileRegex } from '../../regex.ts';
import { requiredText } from '../../regex/required-text.ts';

/**
 * A test of one text. Whole blocks are searched for `needle` when the test is "contains this text", and for `required`
 * before the test itself is run; with `ignoreCase` both are in lower case.
 */
export interface LineTest {
  readonly needle: string | null;
  readonly required?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly test: (text: string) => boolean;
}

export const contains = (needle: string): LineTest => ({ needle, test: (text) => text.includes(needle) });

/**
 * A regular expression as Loki tests it, in parts of which one must hold.
 *
 * @throws Error when the expression is not RE2
 */
export function regexTests(pattern: string, isLabel: boolean): LineTest[] {
  const regex = compileRegex(pattern, isLabel);
  const simple = simplifyRegex(pattern, isLabel);
  if (!simple) return [withRequired(pattern, { needle: null, test: regex.test })];
  return simple.tests.map((test) => toLineTest(test, simple.ignoreCase));
}

function withRequired(pattern: string, test: LineTest): LineTest {
  const required = requiredText(pattern);
  return required ? { ...test, required: required.texts, ignoreCase: required.ignoreCase } : test;
}

function toLineTest(test: TextTest, ignoreCase: boolean): LineTest {
  switch (test.kind) {
    case 'always':
      return contains('');
    case 'exists':
      return { needle: null, test: (text) => text !== '' };
    case 'equals': {
      const { text: wanted } = test;
      if (!ignoreCase) return { needle: null, test: (text) => text === wanted };
      return { needle: null, test: (text) => text.length === wanted.length && text.toLowerCase() === wanted };
    }
    case 'contains': {
      if (!ignoreCase) return contains(test.text);
      const { text: wanted } = test;
      return { needle: wanted, ignoreCase: true, test: (text) => text.toLowerCase().includes(wanted) };
    }
  }
}
