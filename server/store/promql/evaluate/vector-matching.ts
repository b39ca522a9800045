import {
  filterLabels,
  formatLabels,
  labelValue,
  METRIC_NAME,
  withLabels,
  withoutMetricMetadata,
  type LabelSet,
} from '../model/labels.ts';
import type { Binary, VectorMatching } from '../parser/ast.ts';
import type { EvalContext } from './context.ts';
import { ExecutionError } from './execution-error.ts';
import { ABSENT, createRow, joinRows, sampleAt, setFloat, setSample, type Row, type Sample } from './rows.ts';
import { combineSamples } from './sample-operators.ts';
import { isArithmetic } from './scalar-operators.ts';
import { bySignature, signatureOf } from './signatures.ts';

interface Sides {
  readonly left: readonly Row[];
  readonly right: readonly Row[];
}

/** Everything that one match of "many" with "one" needs. */
interface Match {
  readonly expr: Binary;
  readonly matching: VectorMatching;
  readonly context: EvalContext;
  /** The "many" side stands right of the operator. */
  readonly isSwapped: boolean;
  /** With the row whose place in the order each takes. */
  readonly results: { readonly row: Row; readonly origin: Row }[];
  readonly labels: (many: LabelSet, one: LabelSet) => LabelSet;
  /** Steps at which anything can match at all. */
  readonly active: Uint8Array;
}

/** Arithmetic and comparison between two vectors: finds for each series its partner, step by step. */
export async function matchVectors(expr: Binary, { left, right }: Sides, context: EvalContext): Promise<Row[]> {
  const { matching } = expr;
  if (!matching) throw new Error('vector operation without matching');
  const isSwapped = matching.cardinality === 'one-to-many';
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const signature = signatureOf(matching);
  const ones = bySignature(one, signature);
  const match: Match = {
    expr,
    matching,
    context,
    isSwapped,
    results: [],
    labels: resultLabels(expr, matching, context),
    active: activeSteps({ left, right }, matching, context.steps.count),
  };
  for (const group of ones.values()) requireOne(group, match);
  const groups = bySignature(many, signature);
  for (const [key, rows] of groups) {
    await context.budget.breathe();
    matchGroup(rows, ones.get(key) ?? [], match);
  }
  for (const [key, rows] of ones) if (!groups.has(key)) matchGroup([], rows, match);
  return joinRows(inOrderOf(many, match.results));
}

/** Results keep the order of the "many" side, whatever the order of groups. */
function inOrderOf(many: readonly Row[], results: Match['results']): readonly Row[] {
  const order = new Map(many.map((row, index) => [row, index]));
  const rank = (origin: Row) => order.get(origin) ?? many.length;
  return [...results].sort((a, b) => rank(a.origin) - rank(b.origin)).map(({ row }) => row);
}

function activeSteps({ left, right }: Sides, { fillLeft, fillRight }: VectorMatching, count: number): Uint8Array {
  if (fillLeft !== null || fillRight !== null) return new Uint8Array(count).fill(1);
  const present = (rows: readonly Row[]) => {
    const steps = new Uint8Array(count);
    for (const { kinds } of rows) for (let step = 0; step < count; step++) if (kinds[step] !== ABSENT) steps[step] = 1;
    return steps;
  };
  const [a, b] = [present(left), present(right)];
  return a.map((value, step) => value & (b[step] ?? 0));
}

/** @throws ExecutionError when two series of the "one" side share a signature at one step */
function requireOne(rows: readonly Row[], { matching, active }: Match): void {
  if (rows.length < 2) return;
  for (let step = 0; step < active.length; step++) {
    if (!active[step]) continue;
    const [first, second] = rows.filter(({ kinds }) => kinds[step] !== ABSENT);
    if (!first || !second) continue;
    const side = matching.cardinality === 'one-to-many' ? 'left' : 'right';
    const group = formatLabels(matchedLabels(second.labels, matching));
    const series = [first, second].map(({ labels }) => formatLabels(labels)).sort();
    throw new ExecutionError(
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
        `[${series.join(', ')}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }
}

function matchedLabels(labels: LabelSet, { labels: names, on }: VectorMatching): LabelSet {
  const selected = new Set(on ? names : [...names, METRIC_NAME]);
  return filterLabels(labels, (name) => selected.has(name) === on);
}

function resultLabels(expr: Binary, matching: VectorMatching, { options }: EvalContext): Match['labels'] {
  const dropsName = isArithmetic(expr.operator) || (expr.returnBool && !options.delayedNameRemoval);
  const names = new Set(matching.labels);
  return (many, one) => {
    let labels = dropsName ? withoutMetricMetadata(many) : many;
    if (matching.cardinality === 'one-to-one') labels = filterLabels(labels, (name) => names.has(name) === matching.on);
    if (matching.include.length === 0) return labels;
    return withLabels(
      labels,
      matching.include.map((name) => [name, labelValue(one, name)]),
    );
  };
}

/** All rows of one signature. */
function matchGroup(many: readonly Row[], ones: readonly Row[], match: Match): void {
  const { matching, context } = match;
  const guard = createGuard(matching, context.steps.count);
  // Prometheus goes by the sides it has swapped: with group_right, fill_right fills the side on the left.
  const { fillRight: fillOne, fillLeft: fillMany } = matching;
  for (const row of many) {
    for (const one of ones) combineRows({ many: row, one, origin: row }, match, guard);
    if (fillOne === null) continue;
    const filled = fillRow(row, fillOne, { others: ones, matching });
    combineRows({ many: row, one: filled, origin: row }, match, guard);
  }
  if (fillMany === null) return;
  for (const one of ones) {
    const filled = fillRow(one, fillMany, { others: many, matching });
    combineRows({ many: filled, one, origin: one }, match, guard);
  }
}

/** Stands in where `row` has a sample and none of the others has. */
function fillRow(
  row: Row,
  value: number,
  { others, matching }: { readonly others: readonly Row[]; readonly matching: VectorMatching },
): Row {
  const filled = createRow(matchedLabels(row.labels, matching), row.kinds.length);
  for (let step = 0; step < row.kinds.length; step++)
    if (row.kinds[step] !== ABSENT && others.every(({ kinds }) => kinds[step] === ABSENT))
      setFloat(filled, step, value);
  return filled;
}

interface Pair {
  readonly many: Row;
  readonly one: Row;
  readonly origin: Row;
}

/** Sees to it that at every step a match is the only one, or only one of its labels. */
type Guard = (labels: LabelSet, step: number) => void;

function createGuard({ cardinality }: VectorMatching, count: number): Guard {
  const seen = new Map<string, Uint8Array>();
  const isOneToOne = cardinality === 'one-to-one';
  const problem = isOneToOne
    ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
    : 'multiple matches for labels: grouping labels must ensure unique matches';
  return ({ key }, step) => {
    const name = isOneToOne ? '' : key;
    let steps = seen.get(name);
    if (!steps) {
      steps = new Uint8Array(count);
      seen.set(name, steps);
    }
    if (steps[step]) throw new ExecutionError(problem);
    steps[step] = 1;
  };
}

function combineRows({ many, one, origin }: Pair, match: Match, guard: Guard): void {
  const { expr, context, isSwapped, active } = match;
  context.budget.spend(context.steps.count);
  const place = { operator: expr.operator, annotations: context.annotations, position: expr.position };
  const labels = match.labels(many.labels, one.labels);
  const result = createRow(labels, context.steps.count, expr.returnBool);
  const [left, right] = isSwapped ? [one, many] : [many, one];
  for (let step = 0; step < active.length; step++) {
    if (!active[step]) continue;
    const a = sampleAt(left, step);
    const b = sampleAt(right, step);
    if (a === undefined || b === undefined) continue;
    const combined = combineSamples(a, b, place);
    if (!combined) continue;
    guard(labels, step);
    setSample(result, step, shown(combined, expr));
  }
  match.results.push({ row: result, origin });
}

function shown({ sample, keep }: { sample: Sample; keep: boolean }, { returnBool }: Binary): Sample | undefined {
  if (returnBool) return keep ? 1 : 0;
  return keep ? sample : undefined;
}
