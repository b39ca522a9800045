import { blendHistograms, interpolate } from '../functions/extended-rate.ts';
import { withCounterReset } from '../histograms/histogram.ts';
import type { MatrixSelector, VectorSelector } from '../parser/ast.ts';
import { firstAfter } from '../storage/float-samples.ts';
import { remarks } from './annotations.ts';
import type { EvalContext } from './context.ts';
import { createRow, hasSamples, setSample, type Row, type Sample } from './rows.ts';
import { openSources } from './sample-source.ts';
import { floatCount, histogramCount, slideWindow, type Window } from './window.ts';

/** `x smoothed`: at each step the value on the line between the samples before and after. */
export async function selectSmoothed(selector: VectorSelector, context: EvalContext): Promise<Row[]> {
  const range: MatrixSelector = {
    kind: 'matrixSelector',
    // Both neighbours are looked for within the lookback; the margins of the extended range hold them.
    selector,
    range: 0,
    rangeExpression: null,
    position: selector.position,
  };
  const rows: Row[] = [];
  for (const source of await openSources(range, context)) {
    const row = createRow(source.labels, context.steps.count);
    await slideWindow(source, range, {
      context,
      visit: (window, step) => setSample(row, step, smoothedSample(window, { context, selector })),
    });
    if (hasSamples(row)) rows.push(row);
  }
  return rows;
}

interface Place {
  readonly context: EvalContext;
  readonly selector: VectorSelector;
}

function smoothedSample(window: Window, place: Place): Sample | undefined {
  if (floatCount(window) > 0 && histogramCount(window) > 0) {
    place.context.annotations.warn(remarks.mixedFloatsHistograms(window.metric), place.selector.position);
    return undefined;
  }
  return histogramCount(window) > 0 ? smoothedHistogram(window, place) : smoothedFloat(window);
}

function smoothedFloat({ times, values, from, to, rangeEnd }: Window): number | undefined {
  const next = Math.max(from, Math.min(to, firstAfter(times, to, rangeEnd - 1)));
  if (next < to && times[next] === rangeEnd) return values[next];
  if (next === from) return undefined;
  if (next === to) return values[next - 1];
  const point = (at: number) => ({ time: times[at] ?? 0, value: values[at] ?? 0 });
  return interpolate(point(next - 1), point(next), { time: rangeEnd, isCounter: false });
}

function smoothedHistogram(window: Window, { context, selector }: Place): Sample | undefined {
  const { histogramTimes, histograms, histogramFrom: from, histogramTo: to, rangeEnd, metric } = window;
  const next = Math.max(from, Math.min(to, firstAfter(histogramTimes, to, rangeEnd - 1)));
  const after = histograms[next];
  const before = histograms[next - 1];
  if (next < to && histogramTimes[next] === rangeEnd) return after;
  if (next === from || !before) return undefined;
  if (next === to || !after) return withCounterReset(before, 'unknown');
  const isCounter = before.counterReset !== 'gauge' || after.counterReset !== 'gauge';
  const start = histogramTimes[next - 1] ?? 0;
  const share = (rangeEnd - start) / ((histogramTimes[next] ?? 0) - start);
  const blended = blendHistograms({ before, after, share, isCounter });
  if (!blended) context.annotations.warn(remarks.mixedBuckets(metric), selector.position);
  for (const operation of blended?.reconciled ?? [])
    context.annotations.info(remarks.boundsReconciled(operation), selector.position);
  return blended?.histogram;
}
