import { EMPTY_LABELS, filterLabels, labelSignature, METRIC_NAME, type LabelSet } from '../model/labels.ts';
import type { Row } from './rows.ts';

/** Rows that an aggregation takes together. */
export interface Group {
  readonly labels: LabelSet;
  readonly rows: Row[];
}

export interface Grouping {
  readonly names: readonly string[];
  readonly without: boolean;
}

/** In the order the groups first appear. */
export function groupRows(rows: readonly Row[], { names, without }: Grouping): Group[] {
  const groups = new Map<string, Group>();
  const selected = new Set(without ? [...names, METRIC_NAME] : names);
  for (const row of rows) {
    const key = labelSignature(row.labels, selected, !without);
    const known = groups.get(key);
    if (known) known.rows.push(row);
    else groups.set(key, { labels: groupLabels(row.labels, selected, without), rows: [row] });
  }
  return [...groups.values()];
}

export function groupLabels(labels: LabelSet, selected: ReadonlySet<string>, without: boolean): LabelSet {
  if (!without && selected.size === 0) return EMPTY_LABELS;
  return filterLabels(labels, (name) => selected.has(name) !== without);
}
