import type { languages } from 'monaco-editor/editor';
import type { QueryLanguage } from './language.ts';
import { VOCABULARIES } from './vocabulary.ts';

/** Highlighting only: what is right or wrong is the official grammar's to say, see `findFault`. */
export function monarchLanguage(language: QueryLanguage): languages.IMonarchLanguage {
  const { functions, aggregations, keywords, stages, intrinsics } = VOCABULARIES[language];
  return {
    defaultToken: '',
    functions: [...functions, ...aggregations],
    keywords: [...keywords, ...stages],
    intrinsics: [...intrinsics],
    tokenizer: {
      root: [
        [/#.*$/, 'comment'],
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
