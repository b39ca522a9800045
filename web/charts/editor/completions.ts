import { quote } from '../../../server/contract/correlation/variables.ts';
import { type CompletionPlace, completionPlace } from './completion-place.ts';
import type { QueryLanguage } from './language.ts';
import { RANGE_DURATIONS, VOCABULARIES } from './vocabulary.ts';

/** What a data source knows, asked for while typing. Each answer may come late or not at all. */
export interface CompletionSource {
  readonly metrics?: () => Promise<
    readonly { readonly name: string; readonly type?: string; readonly help?: string }[]
  >;
  /** `metric` and `selector` narrow, where the source can. */
  readonly labelNames: (scope: LabelScope) => Promise<readonly string[]>;
  readonly labelValues: (label: string, scope: LabelScope) => Promise<readonly string[]>;
}
export interface LabelScope {
  readonly metric: string;
  /** Complete matchers, without braces: `app="a", level=~"b"`. */
  readonly selector: string;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'metric' | 'label' | 'value' | 'function' | 'keyword' | 'duration';
  /** When it differs from the label. */
  readonly insert?: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** Characters before the cursor that it replaces. */
  readonly replace: number;
  /** Opens the next completion when taken: a label's values after its name. */
  readonly continues?: boolean;
}

/** More than this helps nobody and stalls the list; typing narrows it. */
const MAX_ITEMS = 2000;

export interface CompletionRequest {
  readonly language: QueryLanguage;
  readonly query: string;
  readonly offset: number;
}

/** What may be written at a place, from the language and the source. A source that fails offers nothing. */
export async function completions(
  { language, query, offset }: CompletionRequest,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const place = completionPlace(language, query, offset);
  const found = await itemsAt(place, language, source);
  return found.slice(0, MAX_ITEMS);
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
      return RANGE_DURATIONS.map((label) => ({ label, kind: 'duration', replace: place.prefix.length }));
    case 'stage':
      return stageItems(language, place.prefix.length);
    case 'label-name':
      return labelNameItems(place, language, source);
    case 'grouping-label': {
      const names = await settle(source.labelNames({ metric: '', selector: '' }));
      return names.map((label) => ({ label, kind: 'label', replace: place.prefix.length }));
    }
    case 'label-value':
      return labelValueItems(place, source);
    case 'expression':
      return expressionItems(place.prefix, language, source);
  }
}

const settle = async <T>(answer: Promise<readonly T[]>): Promise<readonly T[]> => answer.catch(() => []);

function stageItems(language: QueryLanguage, replace: number): readonly Completion[] {
  const { stages, functions, aggregations } = VOCABULARIES[language];
  if (language === 'logql') return stages.map((label) => ({ label, kind: 'keyword', replace }));
  return [...stages, ...aggregations, ...functions].map((label) => callItem(label, replace));
}

const callItem = (label: string, replace: number): Completion => ({
  label,
  kind: 'function',
  insert: `${label}(`,
  replace,
});

async function labelNameItems(
  place: Extract<CompletionPlace, { kind: 'label-name' }>,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const names = await settle(source.labelNames({ metric: place.metric, selector: place.selector }));
  const all = language === 'traceql' ? [...names, ...VOCABULARIES.traceql.intrinsics] : names;
  const operator = language === 'traceql' ? ' = ' : '=';
  return [...new Set(all)].map((label) => ({
    label,
    kind: 'label',
    insert: `${label}${operator}`,
    replace: place.prefix.length,
    continues: true,
  }));
}

async function labelValueItems(
  place: Extract<CompletionPlace, { kind: 'label-value' }>,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const values = await settle(source.labelValues(place.label, { metric: place.metric, selector: place.selector }));
  return values.map((value) => {
    const literal = quote(value);
    return {
      label: value,
      kind: 'value',
      insert: place.quoted ? literal.slice(1, -1) : literal,
      replace: place.prefix.length,
    };
  });
}

async function expressionItems(
  prefix: string,
  language: QueryLanguage,
  source: CompletionSource,
): Promise<readonly Completion[]> {
  const replace = prefix.length;
  if (language === 'traceql') return [{ label: '{ }', kind: 'keyword', insert: '{ ', replace, continues: true }];
  const { functions, aggregations, keywords } = VOCABULARIES[language];
  const metrics = source.metrics && prefix !== '' ? await settle(source.metrics()) : [];
  return [
    ...metrics.map(({ name, type, help }): Completion => ({
      label: name,
      kind: 'metric',
      replace,
      ...(type ? { detail: type } : {}),
      ...(help ? { documentation: help } : {}),
    })),
    ...[...aggregations, ...functions].map((label) => callItem(label, replace)),
    ...keywords.map((label): Completion => ({ label, kind: 'keyword', replace })),
  ];
}
