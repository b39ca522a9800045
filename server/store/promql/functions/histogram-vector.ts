import { remarks } from '../evaluate/annotations.ts';
import { eachRow, stepTime, type EvalContext } from '../evaluate/context.ts';
import { createRow, FLOAT, histogramAt, joinRows, setFloat, unnamed, type Row } from '../evaluate/rows.ts';
import { bucketFraction, bucketQuantile, type ClassicBuckets } from '../histograms/classic.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';
import { histogramFraction, histogramQuantile, type Estimate } from '../histograms/quantile.ts';
import { BUCKET_LABEL, labelValue, metricName, withoutLabel, type LabelSet } from '../model/labels.ts';
import { parseNumber } from '../model/numbers.ts';
import type { Position } from '../parser/ast.ts';

/** A vector of histograms, classic and native ones told apart: one group for each set of labels without `le`. */
export interface HistogramGroup {
  /** Without `le`. */
  readonly labels: LabelSet;
  readonly dropName: boolean;
  /** Rows of classic buckets, ascending by bound. */
  readonly classic: ClassicRow[];
  readonly native: Row[];
}
interface ClassicRow {
  readonly bound: number;
  readonly row: Row;
}

interface Source {
  readonly rows: readonly Row[];
  readonly position: Position;
}

export function groupHistograms({ rows, position }: Source, context: EvalContext): HistogramGroup[] {
  const groups = new Map<string, HistogramGroup>();
  const groupOf = (labels: LabelSet, { dropName }: Row): HistogramGroup => {
    const known = groups.get(labels.key);
    if (known) return known;
    const group: HistogramGroup = { labels, dropName, classic: [], native: [] };
    groups.set(labels.key, group);
    return group;
  };
  for (const row of rows) {
    if (row.histograms) groupOf(row.labels, row).native.push(row);
    if (!row.kinds.includes(FLOAT)) continue;
    const bound = boundOf(row, position, context);
    if (bound !== null) groupOf(withoutLabel(row.labels, BUCKET_LABEL), row).classic.push({ bound, row });
  }
  for (const { classic } of groups.values()) classic.sort((a, b) => a.bound - b.bound || 0);
  return [...groups.values()];
}

const remarkName = (labels: LabelSet, { options }: EvalContext): string =>
  options.delayedNameRemoval ? metricName(labels) : '';

function boundOf(row: Row, position: Position, context: EvalContext): number | null {
  const label = labelValue(row.labels, BUCKET_LABEL);
  const bound = parseNumber(label);
  if (bound !== null && !Number.isNaN(bound)) return bound;
  context.annotations.warn(remarks.badBucketLabel(label, remarkName(row.labels, context)), position);
  return null;
}

/** What to find out of a histogram: two ways for its two kinds. */
export interface HistogramQuestion {
  readonly classic: (buckets: ClassicBuckets, step: number, group: HistogramGroup) => number;
  readonly native: (histogram: FloatHistogram, step: number) => Estimate;
}

/** Answers for every group and step. A step with both kinds of one histogram has no answer. */
export async function askHistograms(
  groups: readonly HistogramGroup[],
  question: HistogramQuestion,
  { context, position }: { readonly context: EvalContext; readonly position: Position },
): Promise<Row[]> {
  const rows: Row[] = [];
  await eachRow(groups, context, (group) => {
    const row = createRow(unnamed(group.labels, context), context.steps.count, true);
    for (let step = 0; step < context.steps.count; step++) {
      const histogram = nativeAt(group, step);
      const buckets = classicAt(group, step);
      const name = metricName(group.labels);
      if (histogram && buckets)
        context.annotations.warn(remarks.mixedClassicNative(remarkName(group.labels, context)), position);
      else if (histogram) setFloat(row, step, noted(question.native(histogram, step), { name, context, position }));
      else if (buckets) setFloat(row, step, question.classic(buckets, step, group));
    }
    rows.push(row);
  });
  return joinRows(rows);
}

function nativeAt({ native }: HistogramGroup, step: number): FloatHistogram | undefined {
  for (const row of native) {
    const histogram = histogramAt(row, step);
    if (histogram) return histogram;
  }
  return undefined;
}

/** Buckets with the same bound, written in two ways, count as one. */
function classicAt({ classic }: HistogramGroup, step: number): ClassicBuckets | null {
  const bounds: number[] = [];
  const counts: number[] = [];
  for (const { bound, row } of classic) {
    if (row.kinds[step] !== FLOAT) continue;
    const count = row.values[step] ?? 0;
    const last = bounds.length - 1;
    if (bounds[last] === bound) counts[last] = (counts[last] ?? 0) + count;
    else {
      bounds.push(bound);
      counts.push(count);
    }
  }
  return bounds.length === 0 ? null : { bounds, counts };
}

interface Noting {
  readonly name: string;
  readonly context: EvalContext;
  readonly position: Position;
}

function noted({ value, note }: Estimate, { name, context, position }: Noting): number {
  const shown = context.options.delayedNameRemoval ? name : '';
  const texts = { result: remarks.nanResult, skew: remarks.nanSkew, fraction: remarks.nanFraction };
  if (note) context.annotations.info(texts[note](shown), position);
  return value;
}

export function quantileQuestion(quantiles: Float64Array, position: Position, context: EvalContext): HistogramQuestion {
  return {
    native: (histogram, step) => histogramQuantile(quantiles[step] ?? Number.NaN, histogram),
    classic: (buckets, step, { labels }) =>
      bucketQuantile(quantiles[step] ?? Number.NaN, buckets, (fix) =>
        context.annotations.monotonicity(
          remarkName(labels, context),
          { ...fix, timeMs: stepTime(context.steps, step) },
          position,
        ),
      ),
  };
}

export function fractionQuestion(lower: Float64Array, upper: Float64Array): HistogramQuestion {
  const between = (step: number): [number, number] => [lower[step] ?? Number.NaN, upper[step] ?? Number.NaN];
  return {
    native: (histogram, step) => histogramFraction(...between(step), histogram),
    classic: (buckets, step) => bucketFraction(...between(step), buckets),
  };
}
