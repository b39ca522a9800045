import type { EvalContext } from '../evaluate/context.ts';
import { FLOAT, hasSamples, HISTOGRAM, type Row } from '../evaluate/rows.ts';
import { compareLabels, labelValue } from '../model/labels.ts';

/** Smaller first; NaN comes last in both directions. */
export const compareAscending = (left: number, right: number): number => {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  return Number.isNaN(right) ? -1 : left - right || 0;
};
export const compareDescending = (left: number, right: number): number => {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  return Number.isNaN(right) ? -1 : right - left || 0;
};

/** Only an instant query keeps the order; histograms fall out of every step. */
export function sortByValue(rows: readonly Row[], descending: boolean, { steps }: EvalContext): Row[] {
  const floats = rows.map(withoutHistograms).filter(hasSamples);
  if (steps.count > 1) return floats;
  const compare = descending ? compareDescending : compareAscending;
  return floats.filter((row) => row.kinds[0] === FLOAT).sort((a, b) => compare(a.values[0] ?? 0, b.values[0] ?? 0));
}

function withoutHistograms(row: Row): Row {
  if (!row.histograms) return row;
  return { ...row, kinds: row.kinds.map((kind) => (kind === HISTOGRAM ? 0 : kind)), histograms: null };
}

export function sortByLabels(rows: readonly Row[], names: readonly string[], descending: boolean): Row[] {
  const direction = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    for (const name of names) {
      const order = compareNaturally(labelValue(a.labels, name), labelValue(b.labels, name));
      if (order !== 0) return direction * order;
    }
    return direction * compareLabels(a.labels, b.labels);
  });
}

/** Runs of digits compare as numbers. */
export function compareNaturally(left: string, right: string): number {
  if (left === right) return 0;
  const a = chunks(left);
  const b = chunks(right);
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = compareChunks(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length || (left < right ? -1 : 1);
}

const chunks = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];

function compareChunks(left: string, right: string): number {
  const areNumbers = /^\d/.test(left) && /^\d/.test(right);
  const order = areNumbers ? Number(left) - Number(right) : 0;
  return order !== 0 || left === right ? order : left < right ? -1 : 1;
}
