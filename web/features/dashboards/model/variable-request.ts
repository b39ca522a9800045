import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { interpolate, type Scope } from './interpolate.ts';
import { languageOf } from './source-ref.ts';
import type { Variable } from './variable.ts';

/** What a query variable asks its source. Equal requests are one query. */
export type VariableAsk =
  | { readonly kind: 'prometheus-labels'; readonly match: string }
  | { readonly kind: 'prometheus-values'; readonly label: string; readonly match: string }
  | { readonly kind: 'prometheus-metrics'; readonly pattern: string }
  | { readonly kind: 'prometheus-result'; readonly expr: string }
  | { readonly kind: 'prometheus-series'; readonly match: string }
  | { readonly kind: 'loki-labels' }
  | { readonly kind: 'loki-values'; readonly label: string; readonly stream: string }
  | { readonly kind: 'tempo-tags' }
  | { readonly kind: 'tempo-values'; readonly tag: string };

export interface VariableRequest {
  readonly sourceUid: string;
  readonly ask: VariableAsk;
  readonly range: AbsoluteRange;
}

export type BuiltAsk =
  | { readonly ok: true; readonly ask: VariableAsk }
  | { readonly ok: false; readonly reason: string };

/** A variable's query as its source's kind of question. */
export function buildAsk(variable: Variable, source: SourceInfo, scope: Scope): BuiltAsk {
  const fill = (text: string): string => interpolate(text, scope, languageOf(source.type)).trim();
  switch (source.type) {
    case 'prometheus':
      return prometheusAsk(fill(variable.query), Number(variable.queryFields['qryType'] ?? -1));
    case 'loki':
      return lokiAsk(variable, fill);
    case 'tempo': {
      const label = fill(String(variable.queryFields['label'] ?? ''));
      return { ok: true, ask: label === '' ? { kind: 'tempo-tags' } : { kind: 'tempo-values', tag: label } };
    }
    case 'grafana-pyroscope-datasource':
      return { ok: false, reason: 'Variables from Pyroscope are not supported yet' };
  }
}

const LABEL_NAMES = /^label_names\((.*)\)$/s;
const LABEL_VALUES = /^label_values\((?:(.+),)?\s*([a-zA-Z_][\w.]*)\s*\)$/s;
const METRICS = /^metrics\((.*)\)$/s;
const RESULT = /^query_result\((.+)\)$/s;

/** Query type 4 of Prometheus' variable editor. */
const SERIES = 4;

function prometheusAsk(query: string, type: number): BuiltAsk {
  if (query === '') return { ok: false, reason: 'The variable has no query' };
  const names = LABEL_NAMES.exec(query);
  if (names) {
    const pattern = (names[1] ?? '').trim();
    return { ok: true, ask: { kind: 'prometheus-labels', match: pattern === '' ? '' : nameMatch(pattern) } };
  }
  const values = LABEL_VALUES.exec(query);
  if (values) {
    return { ok: true, ask: { kind: 'prometheus-values', label: values[2] ?? '', match: (values[1] ?? '').trim() } };
  }
  const metrics = METRICS.exec(query);
  if (metrics) return { ok: true, ask: { kind: 'prometheus-metrics', pattern: (metrics[1] ?? '').trim() } };
  const result = RESULT.exec(query);
  if (result && type !== SERIES) return { ok: true, ask: { kind: 'prometheus-result', expr: result[1] ?? '' } };
  return { ok: true, ask: { kind: 'prometheus-series', match: query } };
}

const nameMatch = (pattern: string): string => `{__name__=~${JSON.stringify(`.*(?:${pattern}).*`)}}`;

function lokiAsk(variable: Variable, fill: (text: string) => string): BuiltAsk {
  const { queryFields } = variable;
  if ('type' in queryFields || 'label' in queryFields) {
    if (Number(queryFields['type'] ?? 1) === 0) return { ok: true, ask: { kind: 'loki-labels' } };
    const label = fill(String(queryFields['label'] ?? ''));
    return { ok: true, ask: { kind: 'loki-values', label, stream: fill(String(queryFields['stream'] ?? '')) } };
  }
  const query = fill(variable.query);
  if (LABEL_NAMES.test(query)) return { ok: true, ask: { kind: 'loki-labels' } };
  const values = LABEL_VALUES.exec(query);
  if (values)
    return { ok: true, ask: { kind: 'loki-values', label: values[2] ?? '', stream: (values[1] ?? '').trim() } };
  return { ok: false, reason: 'Expected label_names() or label_values(…)' };
}
