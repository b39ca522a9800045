import type { QueryResult } from '../evaluate/query.ts';
import { stepTime } from '../evaluate/context.ts';
import { sampleAt, type Sample } from '../evaluate/rows.ts';
import { almostEqual } from '../histograms/classic.ts';
import { formatTestHistogram } from '../histograms/format.ts';
import type { Buckets, FloatHistogram } from '../histograms/histogram.ts';
import { compact, sameBounds } from '../histograms/histogram.ts';
import { compareLabels, formatLabels, type LabelSet } from '../model/labels.ts';
import { formatGeneric } from '../model/numbers.ts';
import type { EvalCommand, ExpectedSeries } from './parse-script.ts';
import type { SequenceValue } from './series-notation.ts';

const TOLERANCE = 0.000001;

/** One series of a result, as a list of points. */
export interface ResultSeries {
  readonly labels: LabelSet;
  readonly points: readonly { readonly timeMs: number; readonly sample: Sample }[];
}

export function resultSeries(result: QueryResult): ResultSeries[] {
  switch (result.type) {
    case 'scalar':
    case 'string':
      return [];
    case 'samples':
      return result.sources.map(({ labels, times, values, histogramTimes, histograms }) => {
        const floats = Array.from(times, (timeMs, index) => ({ timeMs, sample: values[index] ?? 0 }));
        const native = histograms.map((sample, index) => ({ timeMs: histogramTimes[index] ?? 0, sample }));
        return { labels, points: [...floats, ...native].sort((a, b) => a.timeMs - b.timeMs) };
      });
    default:
      return result.rows.map((row) => ({
        labels: row.labels,
        points: Array.from(row.kinds).flatMap((_, step) => {
          const sample = sampleAt(row, step);
          return sample === undefined ? [] : [{ timeMs: stepTime(result.steps, step), sample }];
        }),
      }));
  }
}

/** What is wrong with a result; null when it is as expected. */
export function compareResult(command: EvalCommand, result: QueryResult): string | null {
  switch (result.type) {
    case 'string':
      return result.text === command.text ? null : `expected string "${command.text}" but got "${result.text}"`;
    case 'scalar':
      return compareScalar(command, result.values[0] ?? Number.NaN);
    case 'vector':
      return compareVector(command, resultSeries(result));
    default:
      return compareMatrix(command, resultSeries(result));
  }
}

export function compareScalar({ scalar }: EvalCommand, value: number): string | null {
  if (scalar === null) return `expected vector or matrix result, but got scalar ${value}`;
  return almostEqual(scalar, value, TOLERANCE) ? null : `expected scalar ${scalar} but got ${value}`;
}

const isOrdered = ({ expectations }: EvalCommand): boolean => expectations.some(({ kind }) => kind === 'ordered');

export function compareVector(command: EvalCommand, series: readonly ResultSeries[]): string | null {
  if (command.scalar !== null) return 'expected scalar result, but got vector';
  const expected = new Map(command.series.map((entry) => [entry.labels.key, entry]));
  for (const [index, { labels, points }] of series.entries()) {
    const wanted = expected.get(labels.key);
    const found = points[0]?.sample;
    if (!wanted || found === undefined) return `unexpected metric ${formatLabels(labels)} with ${show(found)}`;
    if (isOrdered(command) && wanted.position !== index + 1)
      return `expected ${formatLabels(labels)} at position ${wanted.position} but it was at ${index + 1}`;
    const problem = compareSample(wanted.values[0], found);
    if (problem) return `${formatLabels(labels)}: ${problem}`;
    expected.delete(labels.key);
  }
  return missing(expected.values());
}

function missing(rest: Iterable<ExpectedSeries>): string | null {
  for (const { labels } of rest) return `expected metric ${formatLabels(labels)} not found`;
  return null;
}

export function compareMatrix(command: EvalCommand, series: readonly ResultSeries[]): string | null {
  if (isOrdered(command)) return 'expected ordered result, but query returned a matrix';
  if (command.scalar !== null) return 'expected scalar result, but got matrix';
  const unsorted = sortingProblem(series);
  if (unsorted) return unsorted;
  const expected = new Map(command.series.map((entry) => [entry.labels.key, entry]));
  for (const { labels, points } of series) {
    const wanted = expected.get(labels.key);
    if (!wanted)
      return `unexpected metric ${formatLabels(labels)} with ${points.map(({ sample }) => show(sample)).join(' ')}`;
    const problem = comparePoints(command, wanted, points);
    if (problem) return `${formatLabels(labels)}: ${problem}`;
    expected.delete(labels.key);
  }
  return missing(expected.values());
}

export function sortingProblem(series: readonly ResultSeries[]): string | null {
  const misplaced = series.findIndex((entry, index) => {
    const next = series[index + 1];
    return next !== undefined && compareLabels(entry.labels, next.labels) > 0;
  });
  return misplaced < 0 ? null : `matrix is not sorted by labels at series ${misplaced + 1}`;
}

function comparePoints(
  { start, end, step }: EvalCommand,
  { values }: ExpectedSeries,
  points: ResultSeries['points'],
): string | null {
  const wanted = values.flatMap((value, index) =>
    value.kind === 'omitted' ? [] : [{ value, timeMs: start + index * step }],
  );
  if (values.length > 0 && start + (values.length - 1) * step > end)
    return `expected ${values.length} points, more than the range holds`;
  if (wanted.length !== points.length)
    return `expected ${wanted.length} points but got ${points.map(describePoint).join(', ')}`;
  for (const [index, { value, timeMs }] of wanted.entries()) {
    const point = points[index];
    if (!point || point.timeMs !== timeMs) return `expected point ${index} at ${timeMs} but it is at ${point?.timeMs}`;
    const problem = compareSample(value, point.sample);
    if (problem) return `point ${index} (t=${timeMs}): ${problem}; result is ${points.map(describePoint).join(', ')}`;
  }
  return null;
}

const describePoint = ({ timeMs, sample }: ResultSeries['points'][number]): string => `${show(sample)} @[${timeMs}]`;

const show = (sample: Sample | undefined): string =>
  sample === undefined ? 'nothing' : typeof sample === 'number' ? formatGeneric(sample) : formatTestHistogram(sample);

function compareSample(wanted: SequenceValue | undefined, found: Sample): string | null {
  if (wanted?.kind === 'histogram') {
    const isSame = typeof found !== 'number' && sameHistogram(wanted.histogram, found, wanted.hintSet);
    return isSame ? null : `expected ${formatTestHistogram(wanted.histogram)} but got ${show(found)}`;
  }
  const value = wanted?.kind === 'float' ? wanted.value : Number.NaN;
  const isSame = typeof found === 'number' && almostEqual(value, found, TOLERANCE);
  return isSame ? null : `expected ${formatGeneric(value)} but got ${show(found)}`;
}

function sameHistogram(wanted: FloatHistogram, found: FloatHistogram, hintMatters: boolean): boolean {
  const a = compact(wanted);
  const b = compact(found);
  const close = (x: number, y: number) => almostEqual(x, y, TOLERANCE);
  const sameSide = (left: Buckets, right: Buckets) =>
    left.indexes.length === right.indexes.length &&
    left.indexes.every(
      (index, at) => index === right.indexes[at] && close(left.counts[at] ?? 0, right.counts[at] ?? 0),
    );
  return (
    a.schema === b.schema &&
    close(a.count, b.count) &&
    close(a.sum, b.sum) &&
    sameBounds(a.customValues, b.customValues) &&
    a.zeroThreshold === b.zeroThreshold &&
    close(a.zeroCount, b.zeroCount) &&
    sameSide(a.positive, b.positive) &&
    sameSide(a.negative, b.negative) &&
    (!hintMatters || a.counterReset === b.counterReset)
  );
}
