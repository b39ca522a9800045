import { FLOAT, setFloat, type Row } from '../evaluate/rows.ts';
import { quantile } from './quantile.ts';

/** Fills `result` with one number per step from the numbers of all rows. */
type FloatAggregation = (rows: readonly Row[], result: Row, parameters: Float64Array) => void;

const pick =
  (isBetter: (value: number, best: number) => boolean): FloatAggregation =>
  (rows, result) => {
    for (const { kinds, values } of rows)
      for (let step = 0; step < kinds.length; step++) {
        if (kinds[step] !== FLOAT) continue;
        const value = values[step] ?? 0;
        const best = result.values[step] ?? 0;
        if (result.kinds[step] !== FLOAT || isBetter(value, best) || Number.isNaN(best)) setFloat(result, step, value);
      }
  };

/** Welford's method, which stays accurate when the mean is large. */
const variance =
  (finish: (variance: number) => number): FloatAggregation =>
  (rows, result) => {
    const { length } = result.kinds;
    const counts = new Float64Array(length);
    const means = new Float64Array(length);
    const squares = new Float64Array(length);
    for (const { kinds, values } of rows)
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
    counts.forEach((count, step) => {
      if (count > 0) setFloat(result, step, finish((squares[step] ?? 0) / count));
    });
  };

const quantiles: FloatAggregation = (rows, result, parameters) => {
  const scratch = new Float64Array(rows.length);
  for (let step = 0; step < result.kinds.length; step++) {
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
