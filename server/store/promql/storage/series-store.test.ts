import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_HISTOGRAM } from '../histograms/histogram.ts';
import { EMPTY_LABELS, labelSetFrom, labelValue } from '../model/labels.ts';
import { createMatcher, type MatchOperator } from '../model/matchers.ts';
import { isStaleAt } from '../model/stale.ts';
import { addExemplar, type StoredExemplar } from './exemplars.ts';
import { addFloat, createFloatSamples, dropFloatsBefore } from './float-samples.ts';
import { createSeriesStore, seriesTimeRange, type SeriesStore } from './series-store.ts';

const labels = (values: Record<string, string>) => labelSetFrom(Object.entries(values));

describe('samples', () => {
  it('stay in time order however they come', () => {
    const time = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(time, { maxLength: 60 }), time, (times, cut) => {
        const samples = createFloatSamples();
        for (const timeMs of times) addFloat(samples, { timeMs, value: timeMs, startMs: timeMs + 1 });
        dropFloatsBefore(samples, cut);
        const expected = [...new Set(times)].filter((timeMs) => timeMs >= cut).sort((a, b) => a - b);
        expect([...samples.times.subarray(0, samples.length)]).toEqual(expected);
        expect([...samples.values.subarray(0, samples.length)]).toEqual(expected);
        const starts = samples.startTimes?.subarray(0, samples.length) ?? [];
        expect([...starts]).toEqual(expected.map((timeMs) => timeMs + 1));
      }),
    );
  });
  it('have one value for one time', () => {
    const samples = createFloatSamples();
    expect(addFloat(samples, { timeMs: 5, value: Number.NaN })).toBe('added');
    expect(addFloat(samples, { timeMs: 5, value: Number.NaN })).toBe('same');
    expect(addFloat(samples, { timeMs: 5, value: 1 })).toBe('conflict');
    expect(addFloat(samples, { timeMs: 5, value: 0, stale: true })).toBe('conflict');
    expect(samples.length).toBe(1);
  });
  it('tell stale markers from NaN', () => {
    const samples = createFloatSamples();
    addFloat(samples, { timeMs: 1, value: 0, stale: true });
    addFloat(samples, { timeMs: 2, value: Number.NaN });
    expect([isStaleAt(samples.bits, 0), isStaleAt(samples.bits, 1)]).toEqual([true, false]);
    expect(samples.hasStale).toBe(true);
    expect(addFloat(samples, { timeMs: 1, value: 7, stale: true })).toBe('same');
  });
});

it('keeps the newest exemplars of a series, each once', () => {
  const exemplars: StoredExemplar[] = [];
  const add = (timeMs: number) => addExemplar(exemplars, { timeMs, value: 1, labels: EMPTY_LABELS });
  for (const timeMs of [3, 1, 2, 1, 3]) add(timeMs);
  expect(exemplars.map(({ timeMs }) => timeMs)).toEqual([1, 2, 3]);
  for (let timeMs = 4; timeMs < 5000; timeMs++) add(timeMs);
  expect(exemplars.length).toBeLessThanOrEqual(2000);
  expect(exemplars.at(-1)?.timeMs).toBe(4999);
});

function filled(): SeriesStore {
  const store = createSeriesStore();
  for (const job of ['a', 'b', 'c'])
    for (const code of ['200', '404', ''])
      store.addFloat(store.series(labels({ __name__: 'x', job, code })), { timeMs: 10, value: 1 });
  return store;
}

describe('selection', () => {
  const text = fc.constantFrom('', 'a', 'b', '200', '.*', '.+', 'a|b', '2..', 'b|', 'x', '[^a]');
  it('finds what each series by itself would say', () => {
    const store = filled();
    const all = store.select([]);
    expect(all).toHaveLength(9);
    const matcher = fc
      .tuple(
        fc.constantFrom('__name__', 'job', 'code', 'none'),
        fc.constantFrom<MatchOperator>('=', '!=', '=~', '!~'),
        text,
      )
      .map((parts) => createMatcher(...parts));
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), (matchers) => {
        const expected = all.filter((series) =>
          matchers.every(({ name, matches }) => matches(labelValue(series.labels, name))),
        );
        expect(store.select(matchers)).toEqual(expected);
      }),
    );
  });
  it('knows names and values in order', () => {
    const store = filled();
    expect(store.labelNames()).toEqual(['__name__', 'code', 'job']);
    expect(store.labelValues('code')).toEqual(['200', '404']);
    expect(store.labelValues('none')).toEqual([]);
  });
});

describe('forgetting', () => {
  it('drops samples, and series left without any', () => {
    const store = filled();
    const kept = store.series(labels({ __name__: 'x', job: 'a', code: '200' }));
    store.addFloat(kept, { timeMs: 20, value: 2 });
    const histogram = store.series(labels({ __name__: 'h' }));
    store.addHistogram(histogram, { timeMs: 15, histogram: EMPTY_HISTOGRAM });
    store.addHistogram(histogram, { timeMs: 30, histogram: null });
    expect(store.timeRange()).toEqual({ start: 10, end: 30 });
    expect(store.usage().samples).toBe(12);
    store.dropBefore(20);
    expect(store.seriesCount()).toBe(2);
    expect(store.usage().samples).toBe(2);
    expect(store.timeRange()).toEqual({ start: 20, end: 30 });
    expect(store.labelValues('job')).toEqual(['a']);
    expect(store.select([createMatcher('code', '=', '404')])).toEqual([]);
    expect(seriesTimeRange(histogram)).toEqual({ start: 30, end: 30 });
    store.dropBefore(31);
    expect(store.labelNames()).toEqual([]);
    expect(store.timeRange()).toBeNull();
  });
  it('takes back a series that comes again', () => {
    const store = filled();
    store.dropBefore(11);
    store.addFloat(store.series(labels({ __name__: 'x', job: 'b' })), { timeMs: 12, value: 1 });
    expect(store.select([createMatcher('job', '=', 'b')])).toHaveLength(1);
  });
  it('clears everything', () => {
    const store = filled();
    expect(store.usage().bytes).toBeGreaterThan(0);
    store.clear();
    expect(store.usage()).toEqual({ samples: 0, bytes: 0 });
    expect(store.select([])).toEqual([]);
    expect(store.labelNames()).toEqual([]);
  });
});
