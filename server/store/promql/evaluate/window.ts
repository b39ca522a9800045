import type { FloatHistogram } from '../histograms/histogram.ts';
import { withCounterReset } from '../histograms/histogram.ts';
import { metricName } from '../model/labels.ts';
import type { Position } from '../parser/ast.ts';
import type { EvalContext } from './context.ts';
import { stepTime } from './context.ts';
import type { Sample } from './rows.ts';
import type { RangeExpr, SampleSource } from './sample-source.ts';
import { rangePosition, referenceTime, windowMargins } from './sample-source.ts';

/**
 * The part of a series that a range function sees at one step: numbers `from` to `to` (exclusive) of the arrays, and the
 * same for histograms. One window object moves along the steps.
 */
export interface Window {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly startTimes: Float64Array | null;
  from: number;
  to: number;
  readonly histogramTimes: readonly number[];
  histograms: readonly FloatHistogram[];
  readonly histogramStarts: readonly number[] | null;
  histogramFrom: number;
  histogramTo: number;
  /** ms; the range is open at its start and closed at its end. */
  rangeStart: number;
  rangeEnd: number;
  readonly range: number;
  readonly extension: 'anchored' | 'smoothed' | null;
  stepTime: number;
  /** The scalar arguments at this step, in order. */
  parameters: number[];
  /** For remarks. */
  readonly metric: string;
}

export interface RangeCall {
  readonly context: EvalContext;
  /** Of the range argument. */
  readonly position: Position;
  /** Of the first argument. */
  readonly firstPosition: Position;
}

/** undefined: no result at this step. */
export type RangeFunction = (window: Window, call: RangeCall) => Sample | undefined;

export const floatCount = ({ from, to }: Window): number => to - from;
export const histogramCount = ({ histogramFrom, histogramTo }: Window): number => histogramTo - histogramFrom;

/** Samples that windows may show before others get their turn: a long window is gone through again at every step. */
const SAMPLES_AT_ONCE = 100_000;
const HISTOGRAM_WEIGHT = 16;

/**
 * Calls `visit` at every step with the window of that step; steps without samples are left out.
 *
 * @throws BudgetExceeded
 */
export async function slideWindow(
  source: SampleSource,
  expr: RangeExpr,
  { context, visit }: { readonly context: EvalContext; readonly visit: (window: Window, step: number) => void },
): Promise<void> {
  const { steps, options, budget } = context;
  const { before, after } = windowMargins(expr, options.lookbackMs);
  const window = createWindow(source, expr);
  let shown = 0;
  for (let step = 0; step < steps.count; step++) {
    window.rangeEnd = referenceTime(expr, steps, step);
    window.rangeStart = window.rangeEnd - expr.range;
    window.stepTime = stepTime(steps, step);
    moveFloats(window, window.rangeStart - before, window.rangeEnd + after);
    if (source.histograms.length > 0)
      moveHistograms(window, source, { start: window.rangeStart - before, end: window.rangeEnd + after });
    if (floatCount(window) + histogramCount(window) > 0) visit(window, step);
    shown += floatCount(window) + histogramCount(window) * HISTOGRAM_WEIGHT;
    if (shown < SAMPLES_AT_ONCE) continue;
    shown = 0;
    await budget.breathe();
  }
}

function createWindow(source: SampleSource, expr: RangeExpr): Window {
  return {
    times: source.times,
    values: source.values,
    startTimes: source.startTimes,
    from: 0,
    to: 0,
    histogramTimes: source.histogramTimes,
    histograms: source.histograms,
    histogramStarts: source.histogramStarts,
    histogramFrom: 0,
    histogramTo: 0,
    rangeStart: 0,
    rangeEnd: 0,
    range: expr.range,
    extension: expr.kind === 'matrixSelector' ? expr.selector.extension : null,
    stepTime: 0,
    parameters: [],
    metric: metricName(source.labels),
  };
}

function moveFloats(window: Window, start: number, end: number): void {
  const { times } = window;
  const { length } = times;
  let { from, to } = window;
  while (from < length && (times[from] ?? 0) <= start) from++;
  if (to < from) to = from;
  while (to < length && (times[to] ?? 0) <= end) to++;
  window.from = from;
  window.to = to;
}

function moveHistograms(window: Window, source: SampleSource, { start, end }: { start: number; end: number }): void {
  const { histogramTimes } = window;
  const { length } = histogramTimes;
  let { histogramFrom: from, histogramTo: to } = window;
  while (from < length && (histogramTimes[from] ?? 0) <= start) from++;
  if (to < from) to = from;
  while (to < length && (histogramTimes[to] ?? 0) <= end) to++;
  window.histogramFrom = from;
  window.histogramTo = to;
  if (source.comparesResets) window.histograms = forgetFirstReset(source, from, start);
}

/** A sample right at the excluded start still tells the first of the window whether it is a reset. */
function forgetFirstReset(
  { histograms, histogramTimes }: SampleSource,
  from: number,
  start: number,
): readonly FloatHistogram[] {
  const first = histograms[from];
  if (first?.counterReset !== 'reset' || (histogramTimes[from - 1] ?? -Infinity) >= start) return histograms;
  return histograms.with(from, withCounterReset(first, 'unknown'));
}

/** @param firstPosition of the first argument, where it is not the range itself */
export function rangeCallOf(expr: RangeExpr, context: EvalContext, firstPosition?: Position): RangeCall {
  const position = rangePosition(expr);
  return { context, position, firstPosition: firstPosition ?? position };
}
