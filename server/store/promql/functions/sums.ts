import { remarks } from '../evaluate/annotations.ts';
import { eachRow, type EvalContext } from '../evaluate/context.ts';
import type { Group } from '../evaluate/grouping.ts';
import { createRow, FLOAT, HISTOGRAM, setFloat, setHistogram, type Row } from '../evaluate/rows.ts';
import {
  addToHistogramMean,
  addToSum,
  finishHistogramMean,
  finishSum,
  startHistogramMean,
  type HistogramMean,
} from '../histograms/accumulate.ts';
import { compact, type FloatHistogram } from '../histograms/histogram.ts';
import { addToMean, meanValue, startMean, type RunningMean } from '../model/kahan.ts';
import { metricName } from '../model/labels.ts';
import type { Position } from '../parser/ast.ts';

type Operator = 'sum' | 'avg';
interface Place {
  readonly context: EvalContext;
  /** Of what is aggregated. */
  readonly position: Position;
}

/** Sum or mean of a group: of its numbers or of its histograms, by step; a step with both has none. */
export async function sumOrAverage(group: Group, operator: Operator, place: Place): Promise<Row> {
  const { context } = place;
  const dropName = group.rows.some((row) => row.dropName);
  const result = createRow(group.labels, context.steps.count, dropName);
  const sums = await sumFloats(group.rows, context);
  for (let step = 0; step < context.steps.count; step++) {
    const count = sums.counts[step] ?? 0;
    if (count === 0) continue;
    const sum = sums.sums[step] ?? 0;
    const compensation = sums.compensations[step] ?? 0;
    if (operator === 'sum') setFloat(result, step, sum + compensation);
    else
      setFloat(
        result,
        step,
        Number.isFinite(sum) ? sum / count + compensation / count : incrementalMean(group.rows, step),
      );
  }
  if (group.rows.some(({ histograms }) => histograms)) await addHistograms(group.rows, result, { ...place, operator });
  return result;
}

interface Sums {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly compensations: Float64Array;
}

/** Kahan summation, as in `kahanAdd`, over all steps at once. */
async function sumFloats(rows: readonly Row[], context: EvalContext): Promise<Sums> {
  const length = context.steps.count;
  const counts = new Float64Array(length);
  const sums = new Float64Array(length);
  const compensations = new Float64Array(length);
  await eachRow(rows, context, ({ kinds, values }) => {
    for (let step = 0; step < length; step++) {
      if (kinds[step] !== FLOAT) continue;
      const value = values[step] ?? 0;
      const count = (counts[step] ?? 0) + 1;
      counts[step] = count;
      if (count === 1) {
        sums[step] = value;
        continue;
      }
      const sum = sums[step] ?? 0;
      const next = sum + value;
      if (next === Infinity || next === -Infinity) compensations[step] = 0;
      else if (Math.abs(sum) >= Math.abs(value))
        compensations[step] = (compensations[step] ?? 0) + (sum - next + value);
      else compensations[step] = (compensations[step] ?? 0) + (value - next + sum);
      sums[step] = next;
    }
  });
  return { counts, sums, compensations };
}

/** For sums that overflow, and for infinite or missing values among the numbers. */
function incrementalMean(rows: readonly Row[], step: number): number {
  let mean: RunningMean | null = null;
  for (const { kinds, values } of rows) {
    if (kinds[step] !== FLOAT) continue;
    const value = values[step] ?? 0;
    if (mean) addToMean(mean, value);
    else mean = startMean(value);
  }
  return mean ? meanValue(mean) : Number.NaN;
}

interface Adding extends Place {
  readonly operator: Operator;
}

async function addHistograms(rows: readonly Row[], result: Row, adding: Adding): Promise<void> {
  const { annotations, budget } = adding.context;
  for (let step = 0; step < result.kinds.length; step++) {
    await budget.breathe();
    const withHistogram = rows.filter((row) => row.kinds[step] === HISTOGRAM);
    if (withHistogram.length === 0) continue;
    if (result.kinds[step] === FLOAT) {
      annotations.warn(remarks.mixedAggregation, adding.position);
      result.kinds[step] = 0;
      continue;
    }
    const combined = combine(withHistogram, step, adding);
    if (combined) setHistogram(result, step, compact(combined));
  }
}

function combine(rows: readonly Row[], step: number, { context, position, operator }: Adding): FloatHistogram | null {
  const { annotations } = context;
  let mean: HistogramMean | null = null;
  for (const row of rows) {
    const histogram = row.histograms?.[step];
    if (!histogram) continue;
    if (!mean) {
      mean = startHistogramMean(histogram);
      continue;
    }
    const added = operator === 'sum' ? addToSum(mean.total, histogram) : addToHistogramMean(mean, histogram);
    if (added) continue;
    annotations.warn(remarks.mixedBuckets(metricName(row.labels)), position);
    return null;
  }
  if (!mean) return null;
  const { sawReset, sawNoReset, boundsReconciled } = mean.total;
  if (sawReset && sawNoReset) annotations.warn(remarks.resetCollision('aggregation'), position);
  if (boundsReconciled) annotations.info(remarks.boundsReconciled('aggregation'), position);
  return operator === 'sum' ? finishSum(mean.total) : finishHistogramMean(mean);
}
