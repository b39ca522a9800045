import { labelSignature, METRIC_NAME } from '../model/labels.ts';
import type { VectorMatching } from '../parser/ast.ts';
import type { Row } from './rows.ts';

/** What two rows must share to match, as a string. */
export function signatureOf({ labels, on }: VectorMatching): (row: Row) => string {
  const names = new Set(on ? labels : [...labels, METRIC_NAME]);
  return (row) => labelSignature(row.labels, names, on);
}

/** Rows by signature, in order. */
export function bySignature(rows: readonly Row[], signature: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = signature(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
