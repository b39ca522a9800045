import type { LabelSet } from '../pipeline/label-set.ts';
import type { Grouping, VectorAggregation, VectorOp } from '../syntax/ast.ts';
import { createColumn, setPoint, type Column } from './columns.ts';

interface Group {
  readonly labels: LabelSet;
  readonly members: Column[];
}

/** @param count the number of steps */
export function aggregate(
  { op, parameter, grouping }: VectorAggregation,
  columns: readonly Column[],
  count: number,
): Column[] {
  const groups = groupColumns(columns, grouping);
  switch (op) {
    case 'topk':
    case 'bottomk':
    case 'approx_topk':
      return groups.flatMap(({ members }) =>
        selectExtremes(members, { limit: parameter, isLargest: op !== 'bottomk', count }),
      );
    case 'sort':
    case 'sort_desc':
      return groups.flatMap(({ members }) => members);
    case 'sum':
    case 'avg':
    case 'max':
    case 'min':
    case 'count':
    case 'stddev':
    case 'stdvar':
      return groups.map((group) => reduceGroup(group, FOLDS[op], count));
  }
}

function groupColumns(columns: readonly Column[], { labels, isWithout }: Grouping): Group[] {
  const groups = new Map<string, Group>();
  for (const column of columns) {
    const key = isWithout ? column.labels.without(labels) : column.labels.only(labels);
    let group = groups.get(key.key);
    if (!group) groups.set(key.key, (group = { labels: key, members: [] }));
    group.members.push(column);
  }
  return [...groups.values()];
}

/** Values of one step, one after the other. */
type Fold = () => { add: (value: number) => void; result: () => number };

const FOLDS: Readonly<Record<Exclude<VectorOp, 'topk' | 'bottomk' | 'approx_topk' | 'sort' | 'sort_desc'>, Fold>> = {
  sum: () => {
    let total = 0;
    return { add: (value) => (total += value), result: () => total };
  },
  count: () => {
    let count = 0;
    return { add: () => count++, result: () => count };
  },
  avg: () => {
    let mean = 0;
    let count = 0;
    return {
      add(value) {
        count++;
        if (count === 1) mean = value;
        // Finite values do not change an infinite mean, nor does an infinity of the same sign.
        else if (Math.abs(mean) !== Infinity || (value !== mean && !Number.isFinite(value)))
          mean += (value - mean) / count;
      },
      result: () => mean,
    };
  },
  max: () => best((value, current) => value > current),
  min: () => best((value, current) => value < current),
  stdvar: () => spread((variance) => variance),
  stddev: () => spread(Math.sqrt),
};

function best(isBetter: (value: number, current: number) => boolean): ReturnType<Fold> {
  let current = Number.NaN;
  return {
    add(value) {
      if (Number.isNaN(current) || isBetter(value, current)) current = value;
    },
    result: () => current,
  };
}

function spread(finish: (variance: number) => number): ReturnType<Fold> {
  let mean = 0;
  let squares = 0;
  let count = 0;
  return {
    add(value) {
      count++;
      const delta = value - mean;
      mean += delta / count;
      squares += count === 1 ? 0 : delta * (value - mean);
    },
    result: () => finish(squares / count),
  };
}

function reduceGroup({ labels, members }: Group, createFold: Fold, count: number): Column {
  const column = createColumn(labels, count);
  for (let step = 0; step < count; step++) {
    let fold: ReturnType<Fold> | null = null;
    for (const { present, values } of members) {
      if (present[step] !== 1) continue;
      fold ??= createFold();
      fold.add(values[step] ?? 0);
    }
    if (fold) setPoint(column, step, fold.result());
  }
  return column;
}

interface ExtremeOptions {
  readonly limit: number;
  readonly isLargest: boolean;
  readonly count: number;
}

/** At each step the members with the largest or smallest values, NaN last. */
function selectExtremes(members: readonly Column[], { limit, isLargest, count }: ExtremeOptions): Column[] {
  const kept = new Map<Column, Column>();
  for (let step = 0; step < count; step++) {
    const ranked = members
      .filter(({ present }) => present[step] === 1)
      .map((member) => ({ member, value: member.values[step] ?? 0 }))
      .sort((a, b) => compareValues(a.value, b.value, isLargest));
    for (const { member, value } of ranked.slice(0, limit)) {
      let column = kept.get(member);
      if (!column) kept.set(member, (column = createColumn(member.labels, count)));
      setPoint(column, step, value);
    }
  }
  return [...kept.values()];
}

/** NaN comes last in either direction. */
export function compareValues(a: number, b: number, isDescending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const order = a < b ? -1 : a > b ? 1 : 0;
  return isDescending ? -order : order;
}
