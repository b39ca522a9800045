import type { Labels } from '../../../server/contract/answer.ts';

/** `name{a="b"}` as Prometheus writes a series; `{}` for a series without labels. */
export function seriesText(labels: Labels): string {
  const pairs = Object.keys(labels)
    .filter((name) => name !== '__name__')
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  const name = labels['__name__'] ?? '';
  if (name && pairs.length === 0) return name;
  return `${name}{${pairs.join(', ')}}`;
}

export interface LegendInput {
  readonly labels: Labels;
  /** `{{label}}` templates, `__auto`, or nothing. */
  readonly format?: string | undefined;
  /** What `__auto` falls back to when the series has no labels: the query. */
  readonly query?: string;
}

const TEMPLATE = /\{\{\s*([^}]+?)\s*\}\}/g;

/**
 * The display names of the series of one query. `__auto` shows the one label that tells them apart, if there is just
 * one; a missing label of a template is empty.
 */
export function legendNames(inputs: readonly LegendInput[]): readonly string[] {
  const telling = distinguishingLabels(inputs.map(({ labels }) => labels));
  return inputs.map(({ labels, format, query }) => {
    if (format && format !== '__auto') return format.replace(TEMPLATE, (_all, name: string) => labelOf(labels, name));
    const only = telling.length === 1 ? telling[0] : undefined;
    if (format === '__auto' && only && labels[only]) return labels[only];
    if (Object.keys(labels).length === 0) return query || 'Value';
    return seriesText(labels);
  });
}

/** Labels are parsed JSON: a template such as `{{constructor}}` must not reach the prototype. */
const labelOf = (labels: Labels, name: string): string => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '');

/** Label names whose values are not the same in all series, sorted; all names for a single series. */
export function distinguishingLabels(sets: readonly Labels[]): readonly string[] {
  const names = [...new Set(sets.flatMap((labels) => Object.keys(labels)))].sort();
  if (sets.length < 2) return names;
  return names.filter((name) => sets.some((labels) => labels[name] !== sets[0]?.[name]));
}
