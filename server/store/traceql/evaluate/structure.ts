import type { SpansetOperator } from '../language/ast.ts';
import { i32At } from '../storage/columns.ts';
import type { SpanCursor } from './span-cursor.ts';

interface Bounds {
  readonly row: number;
  readonly left: number;
  readonly right: number;
  readonly parent: number;
}

/** Decides for each span of one side whether it stands in a relation to some span of the other. */
type Relation = (others: readonly Bounds[]) => (span: Bounds) => boolean;

type StructuralOperator = Exclude<SpansetOperator, '&&' | '||'>;
export const isStructural = (op: SpansetOperator): op is StructuralOperator => op !== '&&' && op !== '||';

const isDescendant: Relation = (others) => {
  const sorted = numbered(others).sort((a, b) => a.left - b.left);
  // Intervals of a tree nest or are apart, so the furthest right bound before a span tells whether one encloses it.
  const furthest: number[] = [];
  for (const [index, { right }] of sorted.entries()) furthest.push(Math.max(right, furthest[index - 1] ?? 0));
  return ({ left, right }) => {
    const before = countBelow(sorted, left);
    return left !== 0 && before > 0 && (furthest[before - 1] ?? 0) > right;
  };
};

const isAncestor: Relation = (others) => {
  const sorted = numbered(others).sort((a, b) => a.left - b.left);
  return ({ left, right }) => left !== 0 && (sorted[countBelow(sorted, left + 1)]?.left ?? Infinity) < right;
};

const isChild: Relation = (others) => {
  const lefts = new Set(numbered(others).map(({ left }) => left));
  return ({ parent }) => parent !== 0 && lefts.has(parent);
};

const isParent: Relation = (others) => {
  const parents = new Set(others.map(({ parent }) => parent).filter((parent) => parent !== 0));
  return ({ left }) => left !== 0 && parents.has(left);
};

const isSibling: Relation = (others) => {
  const counts = new Map<number, number>();
  for (const { parent } of others) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  const rows = new Set(others.map(({ row }) => row));
  return ({ row, parent }) => parent !== 0 && (counts.get(parent) ?? 0) - (rows.has(row) ? 1 : 0) > 0;
};

/** What the right side is to the left, and the other way round. */
const RELATIONS: Readonly<Record<string, readonly [Relation, Relation]>> = {
  '>>': [isDescendant, isAncestor],
  '<<': [isAncestor, isDescendant],
  '>': [isChild, isParent],
  '<': [isParent, isChild],
  '~': [isSibling, isSibling],
};

const numbered = (spans: readonly Bounds[]) => spans.filter(({ left }) => left !== 0);

/** How many of the sorted spans have a left bound below. */
function countBelow(sorted: readonly Bounds[], left: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.left ?? 0) < left) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Sides {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/**
 * The spans of the right side that stand in the relation to some span of the left: those that do not for `!…`, and
 * with their counterparts of the left side for `&…`.
 */
export function relateSpans(op: StructuralOperator, { left, right }: Sides, cursor: SpanCursor): readonly number[] {
  const isNegated = op.startsWith('!');
  const isUnion = op.startsWith('&');
  const [ofRight, ofLeft] = RELATIONS[isNegated || isUnion ? op.slice(1) : op] as readonly [Relation, Relation];
  const leftSpans = left.map((row) => boundsOf(row, cursor));
  const rightSpans = right.map((row) => boundsOf(row, cursor));
  const isRelated = ofRight(leftSpans);
  const found = rightSpans.filter((span) => isRelated(span) !== isNegated).map(({ row }) => row);
  if (!isUnion) return found;
  const isCounterpart = ofLeft(rightSpans);
  return [...new Set([...found, ...leftSpans.filter(isCounterpart).map(({ row }) => row)])];
}

function boundsOf(row: number, cursor: SpanCursor): Bounds {
  cursor.moveTo(row);
  const { chunk, row: at } = cursor;
  return {
    row,
    left: i32At(chunk.nestedLeft, at),
    right: i32At(chunk.nestedRight, at),
    parent: i32At(chunk.nestedParent, at),
  };
}
