import { remarks } from '../evaluate/annotations.ts';
import { mapRows, type EvalContext } from '../evaluate/context.ts';
import type { Group } from '../evaluate/grouping.ts';
import { ABSENT, createRow, FLOAT, hasSamples, HISTOGRAM, sampleAt, setSample, type Row } from '../evaluate/rows.ts';
import { hashFraction } from '../model/hash.ts';
import type { Position } from '../parser/ast.ts';
import { createHeap } from './heap.ts';
import { compareAscending, compareDescending } from './sort.ts';

type Operator = 'topk' | 'bottomk' | 'limitk';

interface Selection {
  readonly operator: Operator;
  /** How many series to keep, by step; null for none at any. */
  readonly counts: Float64Array | null;
  readonly position: Position;
}

/** Keeps the k largest, smallest or first samples of each group at every step, with all their labels. */
export async function selectK(
  groups: readonly Group[],
  { operator, counts, position }: Selection,
  context: EvalContext,
): Promise<Row[]> {
  if (!counts) return [];
  const { steps, annotations } = context;
  const ignoresHistograms = operator !== 'limitk';
  if (ignoresHistograms && groups.some(({ rows }) => rows.some(({ kinds }) => kinds.includes(HISTOGRAM))))
    annotations.info(remarks.ignoredInAggregation(operator), position);
  let selected: Row[] = [];
  for (const { rows } of groups) {
    const results = new Map<Row, Row>();
    for (let step = 0; step < steps.count; step++) {
      context.budget.spend(rows.length);
      await context.budget.breathe();
      const count = Math.trunc(counts[step] ?? 0);
      if (count < 1) continue;
      const present = rows.filter(
        ({ kinds }) => kinds[step] === FLOAT || (!ignoresHistograms && kinds[step] !== ABSENT),
      );
      for (const row of firstK(present, { operator, step, count })) keep(results, row, step);
    }
    selected = selected.concat([...results.values()]);
  }
  return selected.filter(hasSamples);
}

function keep(results: Map<Row, Row>, row: Row, step: number): void {
  let result = results.get(row);
  if (!result) {
    result = createRow(row.labels, row.kinds.length, row.dropName);
    results.set(row, result);
  }
  setSample(result, step, sampleAt(row, step));
}

interface Wanted {
  readonly operator: Operator;
  readonly step: number;
  readonly count: number;
}

function firstK(rows: readonly Row[], { operator, step, count }: Wanted): readonly Row[] {
  if (operator === 'limitk') return rows.slice(0, count);
  const value = (row: Row | undefined) => row?.values[step] ?? 0;
  const isWorse = operator === 'topk' ? (a: number, b: number) => a < b : (a: number, b: number) => a > b;
  const heap = createHeap<Row>((a, b) => Number.isNaN(value(a)) || isWorse(value(a), value(b)));
  for (const row of rows) {
    const worst = heap.items[0];
    if (heap.items.length < count) heap.push(row);
    else if (isWorse(value(worst), value(row)) || (Number.isNaN(value(worst)) && !Number.isNaN(value(row))))
      heap.replaceTop(row);
  }
  const compare = operator === 'topk' ? compareDescending : compareAscending;
  return heap.items.sort((a, b) => compare(value(a), value(b)));
}

/** Keeps a share of all series, by a hash of their labels: positive ratios one side, negative ones the complement. */
export async function selectRatio(
  groups: readonly Group[],
  ratios: Float64Array | null,
  context: EvalContext,
): Promise<Row[]> {
  if (!ratios) return [];
  const rows = groups.flatMap((group) => group.rows);
  const selected = await mapRows(rows, context, (row) => {
    const fraction = hashFraction(row.labels);
    const result = createRow(row.labels, context.steps.count, row.dropName);
    for (let step = 0; step < context.steps.count; step++) {
      const ratio = ratios[step] ?? 0;
      const isIn = ratio >= 0 ? fraction < ratio : fraction >= 1 + ratio;
      if (isIn) setSample(result, step, sampleAt(row, step));
    }
    return result;
  });
  return selected.filter(hasSamples);
}
