import { simplifyRegex, type TextTest } from './regex-literals.ts';
import { compileRegex } from '../../regex.ts';

/** A test of one text; `needle` is set when the test is "contains this text", so that whole blocks can be searched. */
export interface LineTest {
  readonly needle: string | null;
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
  if (!simple) return [{ needle: null, test: regex.test }];
  return simple.tests.map((test) => toLineTest(test, simple.ignoreCase));
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
      return { needle: null, test: (text) => text.toLowerCase().includes(wanted) };
    }
  }
}
