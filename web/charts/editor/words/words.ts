import type { QueryLanguage } from '../language.ts';
import { LOGQL_AGGREGATIONS, LOGQL_FUNCTIONS, LOGQL_KEYWORDS, LOGQL_STAGES } from './logql-words.ts';
import { PROMQL_AGGREGATIONS, PROMQL_FUNCTIONS, PROMQL_KEYWORDS } from './promql-words.ts';
import { TRACEQL_AGGREGATIONS, TRACEQL_FUNCTIONS, TRACEQL_INTRINSICS, TRACEQL_KEYWORDS } from './traceql-words.ts';

/** What a word of a language means. */
export interface WordDoc {
  readonly name: string;
  /** Null for a word that takes no parentheses. */
  readonly params: readonly string[] | null;
  readonly text: string;
}

/** The words of a language: for highlighting, completion, signatures and hovers. */
export interface Words {
  readonly functions: readonly WordDoc[];
  readonly aggregations: readonly WordDoc[];
  readonly keywords: readonly WordDoc[];
  /** After a pipe. */
  readonly stages: readonly WordDoc[];
  /** Names that stand without a scope. */
  readonly intrinsics: readonly WordDoc[];
}

const LINE = /^([\w:]+)(\(([^)]*)\))?\s+(.*)$/;

const read = (table: string): readonly WordDoc[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [, name = line, call, params = '', text = ''] = LINE.exec(line) ?? [];
      const list = params === '' ? [] : params.split(', ');
      return { name, params: call === undefined ? null : list, text };
    });

export const WORDS: Readonly<Record<QueryLanguage, Words>> = {
  promql: {
    functions: read(PROMQL_FUNCTIONS),
    aggregations: read(PROMQL_AGGREGATIONS),
    keywords: read(PROMQL_KEYWORDS),
    stages: [],
    intrinsics: [],
  },
  logql: {
    functions: read(LOGQL_FUNCTIONS),
    aggregations: read(LOGQL_AGGREGATIONS),
    keywords: read(LOGQL_KEYWORDS),
    stages: read(LOGQL_STAGES),
    intrinsics: [],
  },
  traceql: {
    functions: read(TRACEQL_FUNCTIONS),
    aggregations: read(TRACEQL_AGGREGATIONS),
    keywords: read(TRACEQL_KEYWORDS),
    stages: [],
    intrinsics: read(TRACEQL_INTRINSICS),
  },
  // A label selector has no words.
  selector: { functions: [], aggregations: [], keywords: [], stages: [], intrinsics: [] },
};

export const signatureText = ({ name, params }: WordDoc): string => (params ? `${name}(${params.join(', ')})` : name);

const CALLS = new Map<string, WordDoc>();
for (const [language, words] of Object.entries(WORDS)) {
  for (const doc of [...words.functions, ...words.aggregations]) CALLS.set(`${language} ${doc.name}`, doc);
}

/** The function or aggregation of that name. */
export const callDoc = (language: QueryLanguage, name: string): WordDoc | null =>
  CALLS.get(`${language} ${name}`) ?? null;

/** What a word means; a name may be a function before a parenthesis and a keyword elsewhere. */
export function wordDoc(language: QueryLanguage, name: string, isCall: boolean): WordDoc | null {
  const call = callDoc(language, name);
  if (isCall && call) return call;
  const { stages, intrinsics, keywords } = WORDS[language];
  return [...stages, ...intrinsics, ...keywords].find((doc) => doc.name === name) ?? null;
}

/** Lengths of time that ranges take, shortest first, after those that follow the chart. */
export const RANGES: Readonly<Record<QueryLanguage, readonly WordDoc[]>> = {
  promql: [
    { name: '$__rate_interval', params: null, text: 'Four scrapes or more, growing with the step: right for rate.' },
    { name: '$__interval', params: null, text: 'The step between the points.' },
    { name: '$__range', params: null, text: 'The whole time range.' },
  ],
  logql: [
    { name: '$__auto', params: null, text: 'The step between the points; for an instant query the whole range.' },
    { name: '$__interval', params: null, text: 'The step between the points.' },
    { name: '$__range', params: null, text: 'The whole time range.' },
  ],
  traceql: [],
  selector: [],
};
export const DURATIONS = ['1m', '5m', '10m', '30m', '1h', '6h', '1d'];
