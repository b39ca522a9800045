import { histogramWeight } from '../histograms/histogram.ts';
import type { LabelSet } from '../model/labels.ts';
import type { Matcher } from '../model/matchers.ts';
import { addExemplar, type StoredExemplar } from './exemplars.ts';
import {
  addFloat,
  addFloats,
  createFloatSamples,
  dropFloatsBefore,
  type AppendResult,
  type FloatColumns,
  type FloatSample,
} from './float-samples.ts';
import {
  addHistogramSample,
  createHistogramSamples,
  dropHistogramsBefore,
  type HistogramSample,
} from './histogram-samples.ts';
import type { StoredSeries } from './stored-series.ts';
import { createFreshSamples, type FreshSamples } from './fresh-samples.ts';
import { createLabelIndex, getOrCreate, matchesAll, type LabelIndex } from './label-index.ts';

/** Epoch ms, both inclusive. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** All series in memory, found by their labels. */
export interface SeriesStore {
  /** The series of a label set, created when new. */
  readonly series: (labels: LabelSet) => StoredSeries;
  readonly addFloat: (series: StoredSeries, sample: FloatSample) => AppendResult;
  /** Adds those with indexes in [from, to), which are in time order. */
  readonly addFloats: (series: StoredSeries, added: FloatColumns, range: { from: number; to: number }) => void;
  readonly addHistogram: (series: StoredSeries, sample: HistogramSample) => AppendResult;
  readonly addExemplar: (series: StoredSeries, exemplar: StoredExemplar) => void;
  /** In the order the series appeared. */
  readonly select: (matchers: readonly Matcher[]) => StoredSeries[];
  readonly labelNames: () => string[];
  readonly labelValues: (name: string) => string[];
  /** Times of the oldest and the newest sample; null when there is none. */
  readonly timeRange: () => TimeRange | null;
  readonly seriesCount: () => number;
  readonly usage: () => { readonly samples: number; readonly bytes: number };
  /** Forgets samples before that time, and series left without any. */
  readonly dropBefore: (timeMs: number) => void;
  readonly clear: () => void;
  /** What was added since the last call, and came from the segment being written. */
  readonly takeFresh: () => FreshSamples;
}

/** @param isFresh whether what is being added belongs into the next snapshot */
export function createSeriesStore(isFresh: () => boolean = () => false): SeriesStore {
  const index = createLabelIndex();
  const table = createSeriesTable(index);
  const fresh = createFreshSamples();
  let range: TimeRange | null = null;
  const noteTime = (timeMs: number) => {
    range ??= { start: timeMs, end: timeMs };
    if (timeMs < range.start) range = { ...range, start: timeMs };
    if (timeMs > range.end) range = { ...range, end: timeMs };
  };
  return {
    series: table.get,
    addFloat(series, sample) {
      noteTime(sample.timeMs);
      const wasFresh = series.floats.freshFrom < Infinity;
      const result = addFloat(series.floats, sample, isFresh());
      if (!wasFresh && series.floats.freshFrom < Infinity) fresh.series.push(series);
      return result;
    },
    addFloats(series, added, range) {
      if (range.from === range.to) return;
      noteTime(added.times[range.from] ?? 0);
      noteTime(added.times[range.to - 1] ?? 0);
      addFloats(series.floats, added, range);
    },
    addHistogram(series, sample) {
      noteTime(sample.timeMs);
      series.histograms ??= createHistogramSamples();
      if (isFresh()) fresh.histograms.push({ series, sample });
      return addHistogramSample(series.histograms, sample);
    },
    addExemplar(series, exemplar) {
      series.exemplars ??= [];
      if (isFresh()) fresh.exemplars.push({ series, exemplar });
      addExemplar(series.exemplars, exemplar);
    },
    select: (matchers) =>
      table.pick(index.candidates(matchers)).filter((series) => matchesAll(series.labels, matchers)),
    labelNames: index.names,
    labelValues: index.values,
    timeRange: () => range,
    seriesCount: table.size,
    usage: () => measure(table.all()),
    dropBefore(timeMs) {
      table.remove([...table.all()].filter((series) => !trimSeries(series, timeMs)));
      range = timeRangeOf(table.all());
    },
    clear() {
      table.clear();
      index.clear();
      fresh.take();
      range = null;
    },
    takeFresh: fresh.take,
  };
}

/** Series by labels and by number. Label texts are shared between series. */
function createSeriesTable(index: LabelIndex) {
  const byKey = new Map<string, StoredSeries>();
  const strings = new Map<string, string>();
  let byId: (StoredSeries | undefined)[] = [];
  const intern = (text: string): string => getOrCreate(strings, text, () => text);
  const create = (labels: LabelSet): StoredSeries => {
    const owned: LabelSet = { pairs: labels.pairs.map(intern), key: labels.key };
    const series = { id: byId.length, labels: owned, floats: createFloatSamples(), histograms: null, exemplars: null };
    byKey.set(owned.key, series);
    byId.push(series);
    index.add(series.id, owned);
    return series;
  };
  return {
    get: (labels: LabelSet): StoredSeries => byKey.get(labels.key) ?? create(labels),
    pick: (ids: readonly number[] | null): StoredSeries[] =>
      (ids?.map((id) => byId[id]) ?? byId).filter((series) => series !== undefined),
    all: () => byKey.values(),
    size: () => byKey.size,
    remove(removed: readonly StoredSeries[]) {
      if (removed.length === 0) return;
      index.remove(new Map(removed.map(({ id, labels }) => [id, labels])));
      for (const { id, labels } of removed) {
        byKey.delete(labels.key);
        byId[id] = undefined;
      }
      strings.clear();
      for (const { labels } of byKey.values()) for (const text of labels.pairs) strings.set(text, text);
    },
    clear() {
      byKey.clear();
      strings.clear();
      byId = [];
    },
  };
}

/** @returns whether anything is left */
function trimSeries(series: StoredSeries, timeMs: number): boolean {
  dropFloatsBefore(series.floats, timeMs);
  if (series.histograms) dropHistogramsBefore(series.histograms, timeMs);
  if (series.exemplars) series.exemplars = series.exemplars.filter((exemplar) => exemplar.timeMs >= timeMs);
  return series.floats.length > 0 || (series.histograms?.times.length ?? 0) > 0;
}

/** The oldest and the newest sample of one series. */
export function seriesTimeRange({ floats, histograms }: StoredSeries): TimeRange | null {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { times, length } of [floats, { times: histograms?.times ?? [], length: histograms?.times.length ?? 0 }]) {
    if (length === 0) continue;
    starts.push(times[0] ?? 0);
    ends.push(times[length - 1] ?? 0);
  }
  return starts.length === 0 ? null : { start: Math.min(...starts), end: Math.max(...ends) };
}

function timeRangeOf(all: Iterable<StoredSeries>): TimeRange | null {
  let range: TimeRange | null = null;
  for (const series of all) {
    const own = seriesTimeRange(series);
    if (!own) continue;
    range = range ? { start: Math.min(range.start, own.start), end: Math.max(range.end, own.end) } : own;
  }
  return range;
}

/** A rough weight of what a series holds besides its samples: labels, key and postings. */
const SERIES_BYTES = 600;
const EXEMPLAR_BYTES = 240;

function measure(all: Iterable<StoredSeries>): { samples: number; bytes: number } {
  let samples = 0;
  let bytes = 0;
  for (const { labels, floats, histograms, exemplars } of all) {
    samples += floats.length + (histograms?.times.length ?? 0);
    bytes += SERIES_BYTES + 2 * labels.key.length;
    bytes += floats.times.byteLength + floats.values.byteLength + (floats.startTimes?.byteLength ?? 0);
    for (const histogram of histograms?.values ?? []) bytes += 32 + 16 * (histogram ? histogramWeight(histogram) : 1);
    bytes += EXEMPLAR_BYTES * (exemplars?.length ?? 0);
  }
  return { samples, bytes };
}
