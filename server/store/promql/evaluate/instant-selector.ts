import type { FloatHistogram } from '../histograms/histogram.ts';
import { EMPTY_HISTOGRAM, histogramWeight, withCounterReset } from '../histograms/histogram.ts';
import { detectReset } from '../histograms/resets.ts';
import { isStaleAt } from '../model/stale.ts';
import type { VectorSelector } from '../parser/ast.ts';
import { firstAfter } from '../storage/float-samples.ts';
import type { StoredSeries } from '../storage/stored-series.ts';
import type { EvalContext } from './context.ts';
import { stepTime } from './context.ts';
import { createRow, hasSamples, setFloat, setHistogram, type Row } from './rows.ts';

/** What to take from the sample found: the sample, its time, or when its counting began (both in seconds). */
export type Picked = 'sample' | 'time' | 'startTime';

/** The last sample of every series at every step, unless it is older than the lookback or the series has ended. */
export async function selectInstant(
  selector: VectorSelector,
  context: EvalContext,
  picked: Picked = 'sample',
): Promise<Row[]> {
  const { store, steps, budget } = context;
  const rows: Row[] = [];
  for (const series of store.select(selector.matchers)) {
    budget.spend(steps.count);
    await budget.breathe();
    const row = createRow(series.labels, steps.count);
    fillRow(row, { series, selector, picked }, context);
    if (hasSamples(row)) rows.push(row);
  }
  return rows;
}

interface Source {
  readonly series: StoredSeries;
  readonly selector: VectorSelector;
  readonly picked: Picked;
}

const NO_TIMES: readonly number[] = [];

function fillRow(row: Row, source: Source, context: EvalContext): void {
  const { series, selector } = source;
  const { steps, options } = context;
  const { floats } = series;
  const histogramTimes = series.histograms?.times ?? NO_TIMES;
  let float = -2;
  let histogram = -2;
  for (let step = 0; step < steps.count; step++) {
    const reference = (typeof selector.at === 'number' ? selector.at : stepTime(steps, step)) - selector.offset;
    float = advance(floats.times, floats.length, { from: float, reference });
    histogram = advance(histogramTimes, histogramTimes.length, { from: histogram, reference });
    const floatTime = float < 0 ? -Infinity : (floats.times[float] ?? 0);
    const histogramTime = histogram < 0 ? -Infinity : (histogramTimes[histogram] ?? 0);
    if (Math.max(floatTime, histogramTime) <= reference - options.lookbackMs) continue;
    if (histogramTime > floatTime) pickHistogram(row, { step, at: histogram, reference }, { source, context });
    else if (!floats.hasStale || !isStaleAt(floats.bits, float)) pickFloat(row, { step, at: float }, source);
  }
}

interface Advance {
  readonly from: number;
  readonly reference: number;
}

/** The index of the last time not after the reference; references ascend. */
function advance(times: ArrayLike<number>, length: number, { from, reference }: Advance): number {
  if (from === -2) return firstAfter(times, length, reference) - 1;
  let at = from;
  while (at + 1 < length && (times[at + 1] ?? 0) <= reference) at++;
  return at;
}

function pickFloat(row: Row, { step, at }: { step: number; at: number }, { series, picked }: Source): void {
  const { floats } = series;
  if (picked === 'sample') setFloat(row, step, floats.values[at] ?? 0);
  else if (picked === 'time') setFloat(row, step, (floats.times[at] ?? 0) / 1000);
  else setFloat(row, step, (floats.startTimes?.[at] ?? 0) / 1000);
}

function pickHistogram(
  row: Row,
  { step, at, reference }: { step: number; at: number; reference: number },
  { source, context }: { source: Source; context: EvalContext },
): void {
  const { series, selector, picked } = source;
  const histogram = series.histograms?.values[at];
  if (!histogram) return;
  if (picked === 'time') return setFloat(row, step, (series.histograms?.times[at] ?? 0) / 1000);
  if (picked === 'startTime') return setFloat(row, step, (series.histograms?.startTimes[at] ?? 0) / 1000);
  context.budget.spend(histogramWeight(histogram));
  if (!context.statsOnly.has(selector)) return setHistogram(row, step, histogram);
  const isRecent = (series.histograms?.times[at - 1] ?? -Infinity) >= reference - context.options.lookbackMs;
  const previous = isRecent ? (series.histograms?.values[at - 1] ?? null) : null;
  setHistogram(row, step, statsOf(histogram, previous));
}

/** Count and sum alone; a reset is told by the sample before, as it can no more be seen in the buckets. */
export function statsOf(histogram: FloatHistogram, previous: FloatHistogram | null): FloatHistogram {
  const { schema, count, sum, counterReset } = histogram;
  const stats = { ...EMPTY_HISTOGRAM, schema, count, sum, counterReset };
  if (counterReset !== 'unknown' || !previous) return stats;
  return withCounterReset(stats, detectReset(histogram, previous) ? 'reset' : 'not_reset');
}
