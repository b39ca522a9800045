import type { LabelSet } from '../pipeline/label-set.ts';
import type { BinaryExpr, BinaryOp, VectorMatching } from '../syntax/ast.ts';
import { QueryError } from '../syntax/query-error.ts';
import { applyBinary, isComparison } from './arithmetic.ts';
import { createColumn, hasPoints, setPoint, type Column } from './columns.ts';

interface LiteralOptions {
  readonly op: BinaryOp;
  readonly literal: number;
  readonly isLiteralLeft: boolean;
  readonly returnBool: boolean;
}

/** An operation between a number and every value of the other side. */
export function applyLiteral(
  columns: readonly Column[],
  { op, literal, isLiteralLeft, returnBool }: LiteralOptions,
): Column[] {
  return columns.map(({ labels, values, present }) => {
    const column = createColumn(labels, values.length);
    for (let step = 0; step < values.length; step++) {
      if (present[step] !== 1) continue;
      const value = values[step] ?? 0;
      const result = isLiteralLeft ? applyBinary(op, literal, value) : applyBinary(op, value, literal);
      if (!isComparison(op) || returnBool) setPoint(column, step, result);
      else if (result === 1) setPoint(column, step, value);
    }
    return column;
  });
}

/** @throws QueryError when series do not match one to one where they must */
export function applyVectors(
  { op, matching }: BinaryExpr,
  left: readonly Column[],
  right: readonly Column[],
): Column[] {
  const signature = createSignature(matching);
  switch (op) {
    case 'and':
      return keepWhere(left, { other: right, signature, keepsMatches: true });
    case 'unless':
      return keepWhere(left, { other: right, signature, keepsMatches: false });
    case 'or':
      return [...left, ...keepWhere(right, { other: left, signature, keepsMatches: false })];
    default:
      return matchVectors({ op, matching, signature }, left, right);
  }
}

type Signature = (labels: LabelSet) => string;

function createSignature({ isOn, labels }: VectorMatching): Signature {
  return (set) => (isOn ? set.only(labels ?? []) : set.without(labels ?? [])).key;
}

interface KeepOptions {
  readonly other: readonly Column[];
  readonly signature: Signature;
  readonly keepsMatches: boolean;
}

function keepWhere(columns: readonly Column[], { other, signature, keepsMatches }: KeepOptions): Column[] {
  const bySignature = groupBySignature(other, signature);
  return columns
    .map((column) => {
      const matches = bySignature.get(signature(column.labels)) ?? [];
      const kept = createColumn(column.labels, column.values.length);
      for (let step = 0; step < column.values.length; step++) {
        if (column.present[step] !== 1) continue;
        const isMatched = matches.some(({ present }) => present[step] === 1);
        if (isMatched === keepsMatches) setPoint(kept, step, column.values[step] ?? 0);
      }
      return kept;
    })
    .filter(hasPoints);
}

function groupBySignature(columns: readonly Column[], signature: Signature): Map<string, Column[]> {
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    const key = signature(column.labels);
    const group = groups.get(key);
    if (group) group.push(column);
    else groups.set(key, [column]);
  }
  return groups;
}

interface MatchOptions {
  readonly op: BinaryOp;
  readonly matching: VectorMatching;
  readonly signature: Signature;
}

function matchVectors(
  { op, matching, signature }: MatchOptions,
  left: readonly Column[],
  right: readonly Column[],
): Column[] {
  const isSwapped = matching.cardinality === 'one-to-many';
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const ones = groupBySignature(one, signature);
  checkUniqueOnes(ones, isSwapped ? 'left' : 'right');
  const results: Column[] = [];
  for (const [key, group] of groupBySignature(many, signature)) {
    const partners = ones.get(key);
    if (!partners) continue;
    results.push(...matchGroup({ op, matching, isSwapped }, group, partners));
  }
  return results;
}

/** Only one of the series of a signature may have a value at a time. */
function checkUniqueOnes(ones: ReadonlyMap<string, readonly Column[]>, side: string): void {
  for (const group of ones.values())
    if (hasOverlap(group))
      throw new QueryError(
        `found duplicate series on the ${side} hand-side;many-to-many matching not allowed: ` +
          'matching labels must be unique on one side',
        500,
      );
}

function hasOverlap(columns: readonly Column[]): boolean {
  const [first] = columns;
  if (!first || columns.length < 2) return false;
  return first.present.some((_, step) => columns.filter(({ present }) => present[step] === 1).length > 1);
}

interface GroupOptions {
  readonly op: BinaryOp;
  readonly matching: VectorMatching;
  readonly isSwapped: boolean;
}

function matchGroup(
  { op, matching, isSwapped }: GroupOptions,
  many: readonly Column[],
  ones: readonly Column[],
): Column[] {
  const results = new Map<string, Column>();
  for (const column of many)
    for (const partner of ones)
      for (let step = 0; step < column.values.length; step++) {
        if (column.present[step] !== 1 || partner.present[step] !== 1) continue;
        const [leftValue, rightValue] = isSwapped
          ? [partner.values[step] ?? 0, column.values[step] ?? 0]
          : [column.values[step] ?? 0, partner.values[step] ?? 0];
        const target = resultColumn(
          results,
          resultLabels(column.labels, partner.labels, matching),
          column.values.length,
        );
        if (target.taken[step] === 1) throw multipleMatches(matching);
        target.taken[step] = 1;
        const value = applyBinary(op, leftValue, rightValue);
        if (!isComparison(op) || matching.returnBool) setPoint(target, step, value);
        else if (value === 1) setPoint(target, step, leftValue);
      }
  if (matching.cardinality === 'one-to-one' && hasOverlap(many) && results.size > 0) throw multipleMatches(matching);
  return [...results.values()].filter(hasPoints);
}

const multipleMatches = ({ cardinality }: VectorMatching) =>
  new QueryError(
    cardinality === 'one-to-one'
      ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
      : 'multiple matches for labels: grouping labels must ensure unique matches',
    500,
  );

interface TargetColumn extends Column {
  /** 1 at steps that had a match, also one that a comparison dropped. */
  readonly taken: Uint8Array;
}

function resultColumn(results: Map<string, Column>, labels: LabelSet, count: number): TargetColumn {
  const known = results.get(labels.key);
  if (known) return known as TargetColumn;
  const column: TargetColumn = { ...createColumn(labels, count), taken: new Uint8Array(count) };
  results.set(labels.key, column);
  return column;
}

function resultLabels(many: LabelSet, one: LabelSet, matching: VectorMatching): LabelSet {
  let labels = many;
  if (matching.cardinality === 'one-to-one')
    labels = matching.isOn ? labels.only(matching.labels ?? []) : labels.without(matching.labels ?? []);
  for (const name of matching.include ?? [])
    labels = one.get(name) === '' ? labels.without([name]) : labels.with(name, one.get(name));
  return labels;
}
