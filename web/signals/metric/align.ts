import { fromWireNumber, type Labels } from '../../../server/contract/answer.ts';
import type { MetricAnswer, MetricSeries } from '../../../server/contract/metrics.ts';

/** One series as a column. `values[i]` belongs to `times[i]` of its table; NaN is a hole. */
export interface SeriesColumn {
  /** Unique within a table and stable across refreshes: the query's refId and the label set. */
  readonly key: string;
  readonly refId: string;
  readonly labels: Labels;
  readonly values: Float64Array;
  /**
   * 1 where the series' own answer has no such time: nothing was asked there, so a line passes over it, while a NaN on
   * its own axis breaks the line. Absent when the axes agree.
   */
  readonly offAxis?: Uint8Array;
}

/** Series on one shared, ascending time axis in epoch ms. */
export interface SeriesTable {
  readonly times: Float64Array;
  readonly series: readonly SeriesColumn[];
}

export interface RefAnswer {
  readonly refId: string;
  readonly answer: MetricAnswer;
  /** When given, a stretch of the axis longer than one step and a half gets a hole, so that outages break lines. */
  readonly stepMs?: number;
}

/** Answers of several queries on the union of their time axes. O(answers × times + samples). */
export function alignAnswers(answers: readonly RefAnswer[]): SeriesTable {
  const axes = answers.map(({ answer, stepMs }) => withHoles(answer.times, stepMs));
  const times = axes.reduce<Float64Array>(union, new Float64Array());
  const series: SeriesColumn[] = [];
  answers.forEach(({ refId, answer }, index) => {
    const axis = axes[index] ?? times;
    const positions = positionsOf(answer.times, times);
    const offAxis = axis.length === times.length ? undefined : complement(axis, times);
    for (const one of answer.series) {
      const key = seriesKey(refId, one.labels);
      const values = spread(one, positions, times.length);
      series.push({ key, refId, labels: one.labels, values, ...(offAxis ? { offAxis } : {}) });
    }
  });
  return { times, series };
}

/** @returns refId and labels, label names sorted. */
export function seriesKey(refId: string, labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  return `${refId}{${pairs.join(',')}}`;
}

function withHoles(times: readonly number[], stepMs: number | undefined): Float64Array {
  if (!stepMs) return Float64Array.from(times);
  const out: number[] = [];
  times.forEach((time, i) => {
    const previous = times[i - 1];
    if (previous !== undefined && time - previous > stepMs * 1.5) out.push(previous + stepMs);
    out.push(time);
  });
  return Float64Array.from(out);
}

function union(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length === 0 || sameValues(a, b)) return b;
  const out = new Float64Array(a.length + b.length);
  let length = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; length++) {
    const x = a[i] ?? Infinity;
    const y = b[j] ?? Infinity;
    out[length] = Math.min(x, y);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return out.slice(0, length);
}

const sameValues = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Where each of `subset` stands in `all`; both ascending. */
function positionsOf(subset: readonly number[], all: Float64Array): Int32Array {
  const out = new Int32Array(subset.length);
  let at = 0;
  subset.forEach((time, i) => {
    while (at < all.length && (all[at] ?? Infinity) < time) at++;
    out[i] = at;
  });
  return out;
}

function complement(axis: Float64Array, all: Float64Array): Uint8Array {
  const out = new Uint8Array(all.length).fill(1);
  for (const at of positionsOf(Array.from(axis), all)) out[at] = 0;
  return out;
}

function spread(series: MetricSeries, positions: Int32Array, length: number): Float64Array {
  const out = new Float64Array(length).fill(NaN);
  positions.forEach((at, i) => {
    out[at] = fromWireNumber(series.values[i] ?? null) ?? NaN;
  });
  return out;
}
