import type { FloatHistogram } from '../histograms/histogram.ts';
import { compact, CUSTOM_SCHEMA, denseBuckets, EMPTY_HISTOGRAM } from '../histograms/histogram.ts';
import { BUCKET_LABEL, labelValue, METRIC_NAME, metricName, withLabels, type LabelSet } from '../model/labels.ts';
import { parseNumber } from '../model/numbers.ts';
import { getOrCreate } from '../storage/label-index.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import type { Command, LoadedSeries } from './parse-script.ts';

export type LoadCommand = Extract<Command, { kind: 'load' }>;

/** Samples start at time zero. @throws Error when classic buckets do not make a histogram */
export function loadSeries(store: SeriesStore, { series, step, withCustomBuckets }: LoadCommand): void {
  // A later line of the same series replaces the earlier one.
  const lines = new Map(series.map((line) => [line.labels.key, line]));
  for (const line of lines.values()) loadLine(store, line, step);
  if (withCustomBuckets) loadCustomBuckets(store, [...lines.values()], step);
}

function loadLine(store: SeriesStore, { labels, values, starts }: LoadedSeries, step: number): void {
  const target = store.series(labels);
  values.forEach((value, index) => {
    const timeMs = index * step;
    const offset = starts?.[index];
    const startMs = offset === undefined || offset === null ? 0 : timeMs + offset;
    if (value.kind === 'float') store.addFloat(target, { timeMs, value: value.value, startMs });
    else if (value.kind === 'stale') store.addFloat(target, { timeMs, value: Number.NaN, stale: true });
    else if (value.kind === 'histogram') store.addHistogram(target, { timeMs, histogram: value.histogram, startMs });
  });
}

/** The parts of a classic histogram at one time. */
interface ClassicParts {
  readonly buckets: Map<number, number>;
  count: number | null;
  sum: number;
}

/** Writes classic histograms a second time, as native ones with custom buckets. */
function loadCustomBuckets(store: SeriesStore, lines: readonly LoadedSeries[], step: number): void {
  const histograms = new Map<string, { labels: LabelSet; times: Map<number, ClassicParts> }>();
  for (const { labels, values } of lines) {
    const match = /^(.*)_(bucket|sum|count)$/.exec(metricName(labels));
    if (!match) continue;
    const [, name = '', part = ''] = match;
    const bound = part === 'bucket' ? parseNumber(labelValue(labels, BUCKET_LABEL)) : null;
    if (part === 'bucket' && (bound === null || Number.isNaN(bound))) continue;
    const base = withLabels(labels, [
      [METRIC_NAME, name],
      [BUCKET_LABEL, ''],
    ]);
    const { times } = getOrCreate(histograms, base.key, () => ({
      labels: base,
      times: new Map<number, ClassicParts>(),
    }));
    values.forEach((value, index) => {
      if (value.kind !== 'float') return;
      const parts = getOrCreate(times, index * step, () => ({
        buckets: new Map<number, number>(),
        count: null,
        sum: 0,
      }));
      if (bound !== null) parts.buckets.set(bound, parts.buckets.get(bound) ?? value.value);
      else if (part === 'count') parts.count = value.value;
      else parts.sum = value.value;
    });
  }
  for (const { labels, times } of histograms.values()) {
    const target = store.series(labels);
    for (const [timeMs, parts] of [...times].sort(([a], [b]) => a - b))
      store.addHistogram(target, { timeMs, histogram: customHistogram(parts) });
  }
}

function customHistogram({ buckets, count, sum }: ClassicParts): FloatHistogram {
  const ordered = [...buckets].sort(([a], [b]) => a - b);
  const total = count ?? ordered.at(-1)?.[1] ?? 0;
  if (ordered.at(-1)?.[0] !== Infinity) ordered.push([Infinity, total]);
  let before = 0;
  const counts = ordered.map(([, cumulative]) => {
    const own = cumulative - before;
    before = cumulative;
    if (own < 0) throw new Error('classic buckets are not cumulative');
    return own;
  });
  const customValues = ordered.map(([bound]) => bound).filter((bound) => bound !== Infinity);
  return compact({
    ...EMPTY_HISTOGRAM,
    schema: CUSTOM_SCHEMA,
    count: total,
    sum,
    customValues,
    positive: denseBuckets(0, counts),
  });
}
