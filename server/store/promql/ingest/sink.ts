import type { FloatHistogram } from '../histograms/histogram.ts';
import type { LabelSet } from '../model/labels.ts';
import type { StoredExemplar } from '../storage/exemplars.ts';
import type { AppendResult, FloatSample } from '../storage/float-samples.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import type { SeriesStore } from '../storage/series-store.ts';
import { ACCEPTED, type WriteResult } from '../../engine.ts';
import { formatLabels } from '../model/labels.ts';
import { histogramProblem } from './check-histogram.ts';

/** Where a write puts what it read, and counts what was refused. */
export interface Sink {
  readonly float: (labels: LabelSet, sample: FloatSample) => void;
  /** null marks the series stale. */
  readonly histogram: (labels: LabelSet, timeMs: number, histogram: FloatHistogram | null) => void;
  readonly exemplars: (labels: LabelSet, exemplars: readonly StoredExemplar[]) => void;
  readonly metadata: MetadataStore['set'];
  readonly refuse: (count: number, reason: string) => void;
  readonly result: () => WriteResult;
}

/** Times that cannot be meant: beyond year 10000, or no numbers. */
const MAX_TIME_MS = 253_402_300_800_000;
const isTime = (timeMs: number): boolean => Math.abs(timeMs) < MAX_TIME_MS;

export function createSink(store: SeriesStore, metadata: MetadataStore): Sink {
  let rejected = 0;
  let message = '';
  const refuse = (count: number, reason: string) => {
    rejected += count;
    if (message === '') message = reason;
  };
  const note = (result: AppendResult, labels: LabelSet, timeMs: number) => {
    if (result === 'conflict') refuse(1, `duplicate sample for timestamp ${timeMs} of ${formatLabels(labels)}`);
  };
  const add = (labels: LabelSet, timeMs: number, append: () => AppendResult) => {
    if (isTime(timeMs)) note(append(), labels, timeMs);
    else refuse(1, `timestamp out of bounds: ${timeMs} of ${formatLabels(labels)}`);
  };
  return {
    float: (labels, sample) => add(labels, sample.timeMs, () => store.addFloat(store.series(labels), sample)),
    histogram(labels, timeMs, histogram) {
      const problem = histogram && histogramProblem(histogram);
      if (problem) refuse(1, `${problem}: ${formatLabels(labels)}`);
      else add(labels, timeMs, () => store.addHistogram(store.series(labels), { timeMs, histogram }));
    },
    exemplars(labels, exemplars) {
      if (exemplars.length === 0) return;
      const series = store.series(labels);
      for (const exemplar of exemplars) if (isTime(exemplar.timeMs)) store.addExemplar(series, exemplar);
    },
    metadata: metadata.set,
    refuse,
    result: () => (rejected === 0 ? ACCEPTED : { rejected, message }),
  };
}
