import { quote } from './quote.ts';

/**
 * The labels of one series: names and values alternating, sorted by name, without empty values. `key` identifies the
 * set, so that sets compare and hash as one string.
 */
export interface LabelSet {
  readonly pairs: readonly string[];
  readonly key: string;
}

export const METRIC_NAME = '__name__';
export const BUCKET_LABEL = 'le';
/** Labels that say what a metric is rather than whose it is; operations that change the meaning drop them. */
const METADATA_LABELS: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

const SEPARATOR = '\u0000';

/** @param pairs names and values alternating, sorted by name, no empty values */
export function labelSetOf(pairs: readonly string[]): LabelSet {
  return { pairs, key: pairs.join(SEPARATOR) };
}

export const EMPTY_LABELS: LabelSet = labelSetOf([]);

/** Sorts, and drops labels with an empty value, which mean "not set". A repeated name keeps its last value. */
export function labelSetFrom(entries: Iterable<readonly [string, string]>): LabelSet {
  const values = new Map(entries);
  const pairs: string[] = [];
  for (const name of [...values.keys()].sort()) {
    const value = values.get(name);
    if (value) pairs.push(name, value);
  }
  return labelSetOf(pairs);
}

/** '' when the label is not set, as everywhere in Prometheus. */
export function labelValue({ pairs }: LabelSet, name: string): string {
  for (let index = 0; index < pairs.length; index += 2) if (pairs[index] === name) return pairs[index + 1] ?? '';
  return '';
}

export const metricName = (labels: LabelSet): string => labelValue(labels, METRIC_NAME);

export function filterLabels({ pairs }: LabelSet, keep: (name: string) => boolean): LabelSet {
  const kept: string[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const name = pairs[index] ?? '';
    if (keep(name)) kept.push(name, pairs[index + 1] ?? '');
  }
  return kept.length === pairs.length ? labelSetOf(pairs) : labelSetOf(kept);
}

/** Sets the given labels; an empty value removes the label. */
export function withLabels(labels: LabelSet, changes: Iterable<readonly [string, string]>): LabelSet {
  return labelSetFrom([...labelEntries(labels), ...changes]);
}

export const withoutLabel = (labels: LabelSet, name: string): LabelSet =>
  labelValue(labels, name) === '' ? labels : filterLabels(labels, (label) => label !== name);

export function withoutMetricMetadata(labels: LabelSet): LabelSet {
  const { pairs } = labels;
  for (let index = 0; index < pairs.length; index += 2)
    if (METADATA_LABELS.has(pairs[index] ?? '')) return filterLabels(labels, (name) => !METADATA_LABELS.has(name));
  return labels;
}

export function* labelEntries({ pairs }: LabelSet): Generator<readonly [string, string]> {
  for (let index = 0; index < pairs.length; index += 2) yield [pairs[index] ?? '', pairs[index + 1] ?? ''];
}

/** The part of the set that `names` selects (`on`, `by`) or leaves over (`ignoring`, `without`), as one string. */
export function labelSignature({ pairs }: LabelSet, names: ReadonlySet<string>, selects: boolean): string {
  let signature = '';
  for (let index = 0; index < pairs.length; index += 2) {
    const name = pairs[index] ?? '';
    if (names.has(name) === selects) signature += name + SEPARATOR + (pairs[index + 1] ?? '') + SEPARATOR;
  }
  return signature;
}

/** The order of Prometheus' answers: name by name, then value by value, shorter sets first. */
export function compareLabels(left: LabelSet, right: LabelSet): number {
  const length = Math.min(left.pairs.length, right.pairs.length);
  for (let index = 0; index < length; index++) {
    const a = left.pairs[index] ?? '';
    const b = right.pairs[index] ?? '';
    if (a !== b) return a < b ? -1 : 1;
  }
  return left.pairs.length - right.pairs.length;
}

const LEGACY_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
export const isLegacyLabelName = (name: string): boolean => LEGACY_LABEL_NAME.test(name);

/** `{a="b", c="d"}`, as error texts show a series. */
export function formatLabels(labels: LabelSet): string {
  const parts = [...labelEntries(labels)].map(
    ([name, value]) => `${isLegacyLabelName(name) ? name : quote(name)}=${quote(value)}`,
  );
  return `{${parts.join(', ')}}`;
}

export const labelObject = (labels: LabelSet): Record<string, string> => Object.fromEntries(labelEntries(labels));
