import type { FloatHistogram } from '../histograms/histogram.ts';
import { histogramWeight, withCounterReset } from '../histograms/histogram.ts';
import type { LabelSet } from '../model/labels.ts';
import { isStaleAt } from '../model/stale.ts';
import type { MatrixSelector, Position, Subquery } from '../parser/ast.ts';
import { firstAfter, type FloatSamples } from '../storage/float-samples.ts';
import type { TimeRange } from '../storage/series-store.ts';
import type { StoredSeries } from '../storage/stored-series.ts';
import type { EvalContext, Steps } from './context.ts';
import { stepTime } from './context.ts';
import { statsOf } from './instant-selector.ts';
import { FLOAT, HISTOGRAM, type Row } from './rows.ts';

/** The samples of one series that windows move over, without stale markers. */
export interface SampleSource {
  readonly labels: LabelSet;
  readonly dropName: boolean;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly startTimes: Float64Array | null;
  readonly histogramTimes: readonly number[];
  readonly histograms: readonly FloatHistogram[];
  readonly histogramStarts: readonly number[] | null;
  /** What `histograms` says of resets is found by the sample before; the first in a window must not know. */
  readonly comparesResets: boolean;
}

export type RangeExpr = MatrixSelector | Subquery;

const modifiersOf = (expr: RangeExpr) => (expr.kind === 'matrixSelector' ? expr.selector : expr);

/** The end of the window at a step. */
export function referenceTime(expr: RangeExpr, steps: Steps, step: number): number {
  const { at, offset } = modifiersOf(expr);
  return (typeof at === 'number' ? at : stepTime(steps, step)) - offset;
}

/** Samples before and after the window that the extended selectors look at. */
export function windowMargins(
  expr: RangeExpr,
  lookbackMs: number,
): { readonly before: number; readonly after: number } {
  const extension = expr.kind === 'matrixSelector' ? expr.selector.extension : null;
  return { before: extension ? lookbackMs : 0, after: extension === 'smoothed' ? lookbackMs : 0 };
}

/** Everything any of the windows can hold. */
export async function openSources(expr: RangeExpr, context: EvalContext): Promise<SampleSource[]> {
  if (expr.kind === 'subquery') return subquerySources(expr, context);
  const { steps, store, budget, options, statsOnly } = context;
  const margins = windowMargins(expr, options.lookbackMs);
  const start = referenceTime(expr, steps, 0) - expr.range - margins.before;
  const end = referenceTime(expr, steps, steps.count - 1) + margins.after;
  const sources: SampleSource[] = [];
  for (const series of store.select(expr.selector.matchers)) {
    await budget.breathe();
    const source = sourceOf(series, { start, end }, statsOnly.has(expr.selector));
    budget.spend(
      source.times.length + source.histograms.reduce((sum, histogram) => sum + histogramWeight(histogram), 0),
    );
    if (source.times.length + source.histograms.length > 0) sources.push(source);
  }
  return sources;
}

function sourceOf(series: StoredSeries, range: TimeRange, statsOnly: boolean): SampleSource {
  const { labels, floats, histograms } = series;
  const from = firstAfter(floats.times, floats.length, range.start);
  const to = firstAfter(floats.times, floats.length, range.end);
  const numbers = floats.hasStale ? withoutStale(floats, from, to) : sliceFloats(floats, from, to);
  const native = histograms ? nativeSamples(histograms, range, statsOnly) : NO_HISTOGRAMS;
  return { labels, dropName: false, ...numbers, ...native, comparesResets: statsOnly };
}

type Numbers = Pick<SampleSource, 'times' | 'values' | 'startTimes'>;
type Natives = Pick<SampleSource, 'histogramTimes' | 'histograms' | 'histogramStarts'>;
const NO_HISTOGRAMS: Natives = { histogramTimes: [], histograms: [], histogramStarts: null };

const sliceFloats = ({ times, values, startTimes }: FloatSamples, from: number, to: number): Numbers => ({
  times: times.subarray(from, to),
  values: values.subarray(from, to),
  startTimes: startTimes?.subarray(from, to) ?? null,
});

function withoutStale(floats: FloatSamples, from: number, to: number): Numbers {
  const kept: number[] = [];
  for (let at = from; at < to; at++) if (!isStaleAt(floats.bits, at)) kept.push(at);
  const pick = (array: Float64Array) => Float64Array.from(kept, (at) => array[at] ?? 0);
  const { times, values, startTimes } = floats;
  return { times: pick(times), values: pick(values), startTimes: startTimes ? pick(startTimes) : null };
}

function nativeSamples(
  { times, values, startTimes }: NonNullable<StoredSeries['histograms']>,
  { start, end }: TimeRange,
  statsOnly: boolean,
): Natives {
  const kept: number[] = [];
  const found: FloatHistogram[] = [];
  const last = firstAfter(times, times.length, end);
  for (let at = firstAfter(times, times.length, start); at < last; at++) {
    const histogram = values[at];
    if (!histogram) continue;
    kept.push(at);
    found.push(statsOnly ? statsOf(histogram, values[at - 1] ?? null) : histogram);
  }
  const pick = (array: readonly number[]) => kept.map((at) => array[at] ?? 0);
  return { histogramTimes: pick(times), histograms: found, histogramStarts: pick(startTimes) };
}

/** Subqueries run at times that are multiples of their own step. */
export function subquerySteps(expr: Subquery, { steps, options }: EvalContext): Steps {
  const step = expr.step === 0 ? options.defaultStepMs : expr.step;
  const earliest = referenceTime(expr, steps, 0) - expr.range;
  let start = step * Math.trunc(earliest / step);
  if (start <= earliest) start += step;
  const end = referenceTime(expr, steps, steps.count - 1);
  return { start, step, count: end < start ? 0 : Math.floor((end - start) / step) + 1 };
}

async function subquerySources(expr: Subquery, context: EvalContext): Promise<SampleSource[]> {
  const steps = subquerySteps(expr, context);
  if (steps.count === 0) return [];
  const value = await context.evaluate(expr.operand, steps);
  if (value.type !== 'vector') throw new Error(`vector expected, got ${value.type}`);
  return value.rows.map((row) => rowSource(row, steps));
}

function rowSource(row: Row, steps: Steps): SampleSource {
  const times: number[] = [];
  const values: number[] = [];
  const histogramTimes: number[] = [];
  const histograms: FloatHistogram[] = [];
  row.kinds.forEach((kind, step) => {
    if (kind === FLOAT) {
      times.push(stepTime(steps, step));
      values.push(row.values[step] ?? 0);
    } else if (kind === HISTOGRAM) {
      const histogram = row.histograms?.[step];
      if (!histogram) return;
      histogramTimes.push(stepTime(steps, step));
      histograms.push(forgetReset(histogram));
    }
  });
  return {
    labels: row.labels,
    dropName: row.dropName,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    startTimes: null,
    histogramTimes,
    histograms,
    histogramStarts: null,
    comparesResets: false,
  };
}

/** A subquery repeats and skips samples, so what they say of their neighbours no longer holds. */
function forgetReset(histogram: FloatHistogram): FloatHistogram {
  const { counterReset } = histogram;
  return counterReset === 'reset' || counterReset === 'not_reset' ? withCounterReset(histogram, 'unknown') : histogram;
}

/** Where remarks on a range argument point. */
export const rangePosition = (expr: RangeExpr): Position =>
  expr.kind === 'matrixSelector' ? expr.position : { start: 0, end: 0 };
