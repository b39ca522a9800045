import { eachRow, type EvalContext } from '../evaluate/context.ts';
import { FLOAT, setFloat, type Row } from '../evaluate/rows.ts';
import { quantile } from './quantile.ts';

interface Statistics {
  /** To fill with one number per step. */
  readonly result: Row;
  readonly parameters: Float64Array;
  readonly context: EvalContext;
}
type FloatAggregation = (rows: readonly Row[], statistics: Statistics) => Promise<void>;

const pick =
  (isBetter: (value: number, best: number) => boolean): FloatAggregation =>
  (rows, { result, context }) =>
    eachRow(rows, context, ({ kinds, values }) => {
      for (let step = 0; step < kinds.length; step++) {
        if (kinds[step] !== FLOAT) continue;
        const value = values[step] ?? 0;
        const best = result.values[step] ?? 0;
        if (result.kinds[step] !== FLOAT || isBetter(value, best) || Number.isNaN(best)) setFloat(result, step, value);
      }
    });

/** Welford's method, which stays accurate when the mean is large. */
const variance =
  (finish: (variance: number) => number): FloatAggregation =>
  async (rows, { result, context }) => {
    const { length } = result.kinds;
    const counts = new Float64Array(length);
    const means = new Float64Array(length);
    const squares = new Float64Array(length);
    await eachRow(rows, context, ({ kinds, values }) => {
      for (let step = 0; step < length; step++) {
        if (kinds[step] !== FLOAT) continue;
        const value = values[step] ?? 0;
        const count = (counts[step] ?? 0) + 1;
        counts[step] = count;
        const mean = means[step] ?? 0;
        const delta = value - mean;
        const next = count === 1 ? value : mean + delta / count;
        means[step] = next;
        if (count === 1) squares[step] = Number.isFinite(value) ? 0 : Number.NaN;
        else squares[step] = (squares[step] ?? 0) + delta * (value - next);
      }
    });
    counts.forEach((count, step) => {
      if (count > 0) setFloat(result, step, finish((squares[step] ?? 0) / count));
    });
  };

const quantiles: FloatAggregation = async (rows, { result, parameters, context }) => {
  const scratch = new Float64Array(rows.length);
  for (let step = 0; step < result.kinds.length; step++) {
    context.budget.spend(rows.length);
    await context.budget.breathe();
    let count = 0;
    for (const { kinds, values } of rows) if (kinds[step] === FLOAT) scratch[count++] = values[step] ?? 0;
    if (count > 0) setFloat(result, step, quantile(parameters[step] ?? Number.NaN, scratch.subarray(0, count)));
  }
};

export const FLOAT_AGGREGATIONS: Readonly<Partial<Record<string, FloatAggregation>>> = {
  max: pick((value, best) => value > best),
  min: pick((value, best) => value < best),
  stddev: variance(Math.sqrt),
  stdvar: variance((value) => value),
  quantile: quantiles,
};
