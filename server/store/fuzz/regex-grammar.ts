import type { Grammar } from './grammar.ts';

/** Patterns of a few letters, so that they match often; some are no RE2. */
export const REGEX_GRAMMAR: Grammar = {
  query: ['«body»', '^«body»', '«body»$', '^«body»$', '(?i)«body»'],
  body: ['«sequence»', '«sequence»', '«sequence»|«sequence»', '«sequence»|«sequence»|«sequence»'],
  sequence: ['«term»', '«term»«term»', '«term»«sequence»', '«term»«term»«sequence»', ''],
  term: ['«atom»', '«atom»', '«atom»«times»', '«group»', '«group»?', '«group»«times»', '\\b', '\\B'],
  group: ['(«body»)', '(?:«body»)', '(?P<«name»>«body»)', '(?s:«body»)', '(?-s:«body»)', '(?m:«body»)'],
  name: ['x', 'y', '_1', 'é'],
  times: ['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,3}?', '{2,}', '{,2}', '{0}'],
  atom: ['a', 'b', 'ab', '.', ' ', '«class»', '«escape»', 'é', '😀', '-', ']', '{', '"'],
  class: [
    '[ab]',
    '[^a]',
    '[a-c]',
    '[^a-c\\s]',
    '[\\d\\w]',
    '[a\\-b]',
    '[]a]',
    '[^]a]',
    '[[:space:]b]',
    '[a-é]',
    '[😀b]',
    '[^😀]',
  ],
  escape: ['\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\.', '\\"', '\\n', '\\x61', '\\pL', '\\A', '\\z', '\\/', '\\-'],
};
