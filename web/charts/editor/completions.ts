import { quote } from '../../../server/contract/correlation/variables.ts';
import { completionPlace } from './completion-place.ts';
import type { CompletionPlace, LogPipeline } from './place.ts';
import type { CompletionSource, LabelValue } from './completion-source.ts';
import type { QueryLanguage } from './language.ts';
import { DURATIONS, RANGES, signatureText, type WordDoc, WORDS } from './words/words.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'metric' | 'label' | 'value' | 'function' | 'keyword' | 'duration';
  /** When it differs from the label. */
  readonly insert?: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** Characters before the cursor that it replaces. */
  readonly replace: number;
  /** Opens what follows when taken: a label's values after its name, a function's parameters. */
  readonly continues?: 'suggest' | 'signature';
}
export interface Completions {
  readonly items: readonly Completion[];
  /** There are more than are given: ask again when more is typed. */
  readonly isCut: boolean;
}

/** More than this helps nobody and stalls the list; typing narrows it. */
const MAX_ITEMS = 1000;

export interface CompletionRequest {
  readonly language: QueryLanguage;
  readonly query: string;
  readonly offset: number;
}

/** What may be written at a place, from the language and the source. A source that fails offers nothing. */
export async function completions(
  { language, query, offset }: CompletionRequest,
  source: CompletionSource,
): Promise<Completions> {
  const place = completionPlace(language, query, offset);
  const all = await itemsAt(place, language, source);
  const fitting = all.length > MAX_ITEMS && place.kind !== 'none' ? all.filter(fits(place.prefix)) : all;
  return { items: fitting.slice(0, MAX_ITEMS), isCut: all.length > MAX_ITEMS };
}

/** Whether the characters typed come in this order, as the list itself matches. */
function fits(prefix: string): (item: Completion) => boolean {
  const wanted = prefix.toLowerCase();
  return ({ label }) => {
    let at = 0;
    for (const c of label.toLowerCase()) if (at < wanted.length && c === wanted.charAt(at)) at++;
    return at === wanted.length;
  };
}

async function itemsAt(
  place: CompletionPlace,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  switch (place.kind) {
    case 'none':
      return [];
    case 'duration':
      return durationItems(language, place.prefix.length);
    case 'stage':
      return stageItems(place, language, source);
    case 'label-name':
      return labelNameItems(place, language, source);
    case 'attribute':
      return likelyFirst(await attributeNames(source, '')).map((name) => labelItem(name, place.prefix.length));
    case 'grouping-label':
      return groupingItems(place, source);
    case 'field':
      return fieldItems(place, source);
    case 'field-value':
      return valueItems(await settle(source.fieldValues?.(place.field, place.pipeline.selector)), place);
    case 'label-value': {
      const { label, metric, selector } = place;
      return valueItems(await settle(source.labelValues(label, { metric, selector })), place);
    }
    case 'expression':
      return expressionItems(place.prefix, language, source);
  }
}

/** Of the names that begin alike, the service's is the one that is meant nearly always. */
const likelyFirst = (names: readonly string[]): readonly string[] => {
  const rank = (name: string): number => Number(/^(resource\.)?service[._]name$/.test(name));
  return names.toSorted((a, b) => rank(b) - rank(a));
};

const settle = async <T>(answer: Promise<readonly T[]> | undefined): Promise<readonly T[]> =>
  (await answer?.catch(() => [])) ?? [];

const docItem = (doc: WordDoc, replace: number): Completion => ({
  label: doc.name,
  kind: doc.params ? 'function' : 'keyword',
  ...(doc.params ? { insert: `${doc.name}(`, detail: signatureText(doc), continues: 'signature' as const } : {}),
  documentation: doc.text,
  replace,
});
const labelItem = (label: string, replace: number): Completion => ({ label, kind: 'label', replace });

function durationItems(language: QueryLanguage, replace: number): readonly Completion[] {
  const named = RANGES[language].map((doc): Completion => ({ ...docItem(doc, replace), kind: 'duration' }));
  return [...named, ...DURATIONS.map((label): Completion => ({ label, kind: 'duration', replace }))];
}

async function stageItems(
  { prefix, pipeline }: Extract<CompletionPlace, { kind: 'stage' }>,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const { stages, functions, aggregations } = WORDS[language];
  if (language !== 'logql') return [...aggregations, ...functions].map((doc) => docItem(doc, prefix.length));
  const words = stages.map((doc) => docItem(doc, prefix.length));
  return pipeline ? [...words, ...(await fieldItems({ prefix, isFilter: true, pipeline }, source))] : words;
}

interface FieldPlace {
  readonly prefix: string;
  readonly isFilter: boolean;
  readonly pipeline: LogPipeline;
}
async function fieldItems(
  { prefix, isFilter, pipeline }: FieldPlace,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const names = await fieldNames(pipeline, source);
  return [...names].map(([label, detail]): Completion => ({
    label,
    kind: 'label',
    replace: prefix.length,
    ...(detail ? { detail } : {}),
    ...(isFilter ? { insert: `${label}=`, continues: 'suggest' as const } : {}),
  }));
}

/** Names that lines have at that point of the pipeline, with their types: what its parsers read, and what needs none. */
async function fieldNames(pipeline: LogPipeline, source: CompletionSource): Promise<ReadonlyMap<string, string>> {
  const { selector, parsers, captures } = pipeline;
  const [fields, labels] = await Promise.all([
    settle(source.fields?.(selector)),
    settle(source.labelNames({ metric: '', selector: selector.slice(1, -1) })),
  ]);
  const read = fields.filter(
    (field) => field.parsers.length === 0 || field.parsers.some((one) => parsers.includes(one)),
  );
  return new Map([
    ...captures.map((name) => [name, ''] as const),
    ...read.map(({ name, type }) => [name, type] as const),
    ...labels.map((name) => [name, 'label'] as const),
  ]);
}

async function groupingItems(
  { prefix, pipeline }: Extract<CompletionPlace, { kind: 'grouping-label' }>,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  if (pipeline) return fieldItems({ prefix, isFilter: false, pipeline }, source);
  const names = await settle(source.labelNames({ metric: '', selector: '' }));
  return likelyFirst(names).map((name) => labelItem(name, prefix.length));
}

const attributeNames = async (source: CompletionSource, selector: string): Promise<readonly string[]> => [
  ...new Set([
    ...(await settle(source.labelNames({ metric: '', selector }))),
    ...WORDS.traceql.intrinsics.map(({ name }) => name),
  ]),
];

async function labelNameItems(
  { prefix, metric, selector }: Extract<CompletionPlace, { kind: 'label-name' }>,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const isTrace = language === 'traceql';
  const names = isTrace
    ? await attributeNames(source, selector)
    : await settle(source.labelNames({ metric, selector }));
  const docs = new Map(WORDS[language].intrinsics.map((doc) => [doc.name, doc.text]));
  return likelyFirst(names).map((label): Completion => {
    const documentation = docs.get(label);
    return {
      label,
      kind: 'label',
      insert: `${label}${isTrace ? ' = ' : '='}`,
      replace: prefix.length,
      continues: 'suggest',
      ...(documentation ? { documentation } : {}),
    };
  });
}

const valueItems = (
  values: readonly LabelValue[],
  place: { readonly prefix: string; readonly quoted: boolean },
): readonly Completion[] =>
  values
    // Inside quotes a value that needs none would be another value.
    .filter(({ isBare }) => !isBare || !place.quoted)
    .map(({ value, isBare = false }): Completion => {
      const literal = quote(value);
      const insert = isBare ? value : place.quoted ? literal.slice(1, -1) : literal;
      return { label: value, kind: 'value', insert, replace: place.prefix.length };
    });

async function expressionItems(
  prefix: string,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const replace = prefix.length;
  if (language === 'traceql' || language === 'selector') {
    return [{ label: '{ }', kind: 'keyword', insert: '{ ', replace, continues: 'suggest' }];
  }
  const { functions, aggregations, keywords } = WORDS[language];
  const metrics = source.metrics && prefix !== '' ? await settle(source.metrics()) : [];
  return [
    ...metrics.map(({ name, type, help }): Completion => ({
      label: name,
      kind: 'metric',
      replace,
      ...(type ? { detail: type } : {}),
      ...(help ? { documentation: help } : {}),
    })),
    ...[...aggregations, ...functions, ...keywords].map((doc) => docItem(doc, replace)),
  ];
}
