import { mapRows, type EvalContext } from '../evaluate/context.ts';
import { createRow, FLOAT, HISTOGRAM, joinRows, setFloat, unnamed, type Row } from '../evaluate/rows.ts';
import { histogramVariance } from '../histograms/quantile.ts';
import type { FloatHistogram } from '../histograms/histogram.ts';

/** A number from a number, at one step. */
export type FloatFunction = (value: number, step: number) => number;

/** Applies a function to every number of a vector; histograms fall out. */
export async function mapFloats(rows: readonly Row[], compute: FloatFunction, context: EvalContext): Promise<Row[]> {
  const { count } = context.steps;
  const mapped = await mapRows(rows, context, (row) => {
    const result = createRow(unnamed(row.labels, context), count, true);
    for (let step = 0; step < count; step++)
      if (row.kinds[step] === FLOAT) setFloat(result, step, compute(row.values[step] ?? 0, step));
    return result;
  });
  return joinRows(mapped);
}

/** Applies a function to every histogram of a vector; numbers fall out. */
export async function mapHistograms(
  rows: readonly Row[],
  compute: (histogram: FloatHistogram) => number,
  context: EvalContext,
): Promise<Row[]> {
  const { count } = context.steps;
  const mapped = await mapRows(rows, context, (row) => {
    const result = createRow(unnamed(row.labels, context), count, true);
    for (let step = 0; step < count; step++) {
      const histogram = row.kinds[step] === HISTOGRAM ? row.histograms?.[step] : undefined;
      if (histogram) setFloat(result, step, compute(histogram));
    }
    return result;
  });
  return joinRows(mapped);
}

const sign = (value: number): number => (value < 0 ? -1 : value > 0 ? 1 : value);

export const FLOAT_FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  deg: (value) => (value * 180) / Math.PI,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  rad: (value) => (value * Math.PI) / 180,
  sgn: sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
};

export const HISTOGRAM_FUNCTIONS: Readonly<Record<string, (histogram: FloatHistogram) => number>> = {
  histogram_count: ({ count }) => count,
  histogram_sum: ({ sum }) => sum,
  histogram_avg: ({ sum, count }) => sum / count,
  histogram_stddev: (histogram) => Math.sqrt(histogramVariance(histogram)),
  histogram_stdvar: histogramVariance,
};

/** Parts of a UTC date, from seconds. */
const fromDate =
  (part: (date: Date) => number) =>
  (seconds: number): number => {
    const date = new Date(Math.trunc(seconds) * 1000);
    return part(date);
  };

const DAY_MS = 86_400_000;

export const DATE_FUNCTIONS: Readonly<Record<string, (seconds: number) => number>> = {
  days_in_month: fromDate((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  day_of_month: fromDate((date) => date.getUTCDate()),
  day_of_week: fromDate((date) => date.getUTCDay()),
  day_of_year: fromDate((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1),
  hour: fromDate((date) => date.getUTCHours()),
  minute: fromDate((date) => date.getUTCMinutes()),
  month: fromDate((date) => date.getUTCMonth() + 1),
  year: fromDate((date) => date.getUTCFullYear()),
};
