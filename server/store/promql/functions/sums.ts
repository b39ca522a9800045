import { remarks } from '../evaluate/annotations.ts';
import type { EvalContext } from '../evaluate/context.ts';
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
export function sumOrAverage(group: Group, operator: Operator, place: Place): Row {
  const { count } = place.context.steps;
  const dropName = group.rows.some((row) => row.dropName);
  const result = createRow(group.labels, count, dropName);
  if (operator === 'sum') sumFloats(group.rows, result);
  else averageFloats(group.rows, result);
  if (group.rows.some(({ histograms }) => histograms)) addHistograms(group.rows, result, { ...place, operator });
  return result;
}

/** Kahan summation, as in `kahanAdd`, over all steps at once. */
function sumFloats(rows: readonly Row[], result: Row): void {
  const { length } = result.kinds;
  const sums = result.values;
  const compensations = new Float64Array(length);
  for (const { kinds, values } of rows)
    for (let step = 0; step < length; step++) {
      if (kinds[step] !== FLOAT) continue;
      const value = values[step] ?? 0;
      if (result.kinds[step] !== FLOAT) {
        result.kinds[step] = FLOAT;
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
  for (let step = 0; step < length; step++) sums[step] = (sums[step] ?? 0) + (compensations[step] ?? 0);
}

/** Sums while they fit a double; a step whose sum overflows is done again as an incremental mean. */
function averageFloats(rows: readonly Row[], result: Row): void {
  const { length } = result.kinds;
  const counts = new Float64Array(length);
  for (const { kinds } of rows)
    for (let step = 0; step < length; step++) if (kinds[step] === FLOAT) counts[step] = (counts[step] ?? 0) + 1;
  const sums = new Float64Array(length);
  const compensations = new Float64Array(length);
  for (const { kinds, values } of rows)
    for (let step = 0; step < length; step++) {
      if (kinds[step] !== FLOAT) continue;
      const value = values[step] ?? 0;
      const sum = sums[step] ?? 0;
      const next = sum + value;
      compensations[step] =
        (compensations[step] ?? 0) + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum);
      sums[step] = next;
    }
  for (let step = 0; step < length; step++) {
    const count = counts[step] ?? 0;
    const sum = sums[step] ?? 0;
    if (count === 0) continue;
    const overflowed = !Number.isFinite(sum);
    setFloat(result, step, overflowed ? incrementalMean(rows, step) : sum / count + (compensations[step] ?? 0) / count);
  }
}

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

function addHistograms(rows: readonly Row[], result: Row, adding: Adding): void {
  const { annotations } = adding.context;
  for (let step = 0; step < result.kinds.length; step++) {
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
