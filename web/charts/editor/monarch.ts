import type { languages } from 'monaco-editor/editor';
import type { QueryLanguage } from './language.ts';
import { type WordDoc, WORDS } from './words/words.ts';

const COMMENTS: languages.IMonarchLanguageRule[] = [[/#.*$/, 'comment']];
const COMMENTS_OF_C: languages.IMonarchLanguageRule[] = [
  [/\/\/.*$/, 'comment'],
  [/\/\*/, { token: 'comment', next: '@comment' }],
];

/** Highlighting only: what is right or wrong is the official grammar's to say, see `findFault`. */
export function monarchLanguage(language: QueryLanguage): languages.IMonarchLanguage {
  const words = WORDS[language];
  const names = (docs: readonly WordDoc[]): string[] => docs.map(({ name }) => name.replace(/\W.*$/, ''));
  return {
    defaultToken: '',
    functions: [...names(words.functions), ...names(words.aggregations)],
    keywords: [...names(words.keywords), ...names(words.stages)],
    tokenizer: {
      root: [
        ...(language === 'traceql' ? COMMENTS_OF_C : COMMENTS),
        [/"/, { token: 'string', next: '@double' }],
        [/'/, { token: 'string', next: '@single' }],
        [/`/, { token: 'string', next: '@raw' }],
        // A trace ID is one thing, though it may begin like a number.
        [/\b[0-9a-fA-F]{16}(?:[0-9a-fA-F]{16})?\b/, 'number'],
        [/\$__?\w+|\$\{\w+(:\w+)?\}/, 'variable'],
        [/\d+(\.\d+)?(ns|us|µs|ms|[smhdwy]|[KMGT]i?B)(\d+(ms|[smhdwy]))*\b/, 'number'],
        [/[+-]?(0x[0-9a-fA-F]+|\d+\.?\d*([eE][+-]?\d+)?|\bInf\b|\bNaN\b)/, 'number'],
        ...namesOf(language),
        [/[{}()[\]]/, '@brackets'],
        [/\|[=~>]?|!~|!=|=~|&&|\|\||[=<>+\-*/%^!~&]/, 'operator'],
        [/[,;.@:]/, 'operator'],
      ],
      comment: [
        [/\*\//, { token: 'comment', next: '@pop' }],
        [/./, 'comment'],
      ],
      double: [
        [/[^\\"]+/, 'string'],
        [/\\./, 'string.escape'],
        [/"/, { token: 'string', next: '@pop' }],
      ],
      single: [
        [/[^\\']+/, 'string'],
        [/\\./, 'string.escape'],
        [/'/, { token: 'string', next: '@pop' }],
      ],
      raw: [
        [/[^`]+/, 'string'],
        [/`/, { token: 'string', next: '@pop' }],
      ],
    },
  };
}

function namesOf(language: QueryLanguage): languages.IMonarchLanguageRule[] {
  if (language === 'traceql') {
    return [
      [/\b(resource|span|parent|event|link|instrumentation)?\.[\w./-]+/, 'label'],
      [/\b(span|trace|event|link|instrumentation):\w+/, 'label'],
      [/[A-Za-z_]\w*/, { cases: { '@keywords': 'keyword', '@functions': 'function', '@default': 'label' } }],
    ];
  }
  return [
    [/[A-Za-z_]\w*(?=\s*(=~|!~|!=|=))/, 'label'],
    [/[A-Za-z_:][\w:]*/, { cases: { '@keywords': 'keyword', '@functions': 'function', '@default': 'identifier' } }],
  ];
}
