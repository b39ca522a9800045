import type { Binary } from '../parser/ast.ts';
import { ABSENT, hasSamples, joinRows, type Row } from './rows.ts';
import { bySignature, signatureOf } from './signatures.ts';

/** `and`, `or` and `unless`: which samples stay depends on whether the other side has a match at that step. */
export function evaluateSetOperation(
  { operator, matching }: Binary,
  left: readonly Row[],
  right: readonly Row[],
): Row[] {
  if (!matching) throw new Error('set operation without matching');
  const signature = signatureOf(matching);
  const presence = presenceBySignature(operator === 'or' ? left : right, signature);
  if (operator === 'or') {
    const added = right.map((row) => keepWhere(row, presence.get(signature(row)), false));
    return joinRows([...left, ...added]);
  }
  const wanted = operator === 'and';
  return left.map((row) => keepWhere(row, presence.get(signature(row)), wanted)).filter(hasSamples);
}

/** 1 at every step where any row of the signature has a sample. */
function presenceBySignature(rows: readonly Row[], signature: (row: Row) => string): Map<string, Uint8Array> {
  const presence = new Map<string, Uint8Array>();
  for (const [key, group] of bySignature(rows, signature)) {
    const present = new Uint8Array(group[0]?.kinds.length ?? 0);
    for (const { kinds } of group) kinds.forEach((kind, step) => kind !== ABSENT && (present[step] = 1));
    presence.set(key, present);
  }
  return presence;
}

function keepWhere(row: Row, present: Uint8Array | undefined, wanted: boolean): Row {
  if (!present) return wanted ? { ...row, kinds: new Uint8Array(row.kinds.length) } : row;
  return { ...row, kinds: row.kinds.map((kind, step) => ((present[step] === 1) === wanted ? kind : ABSENT)) };
}
