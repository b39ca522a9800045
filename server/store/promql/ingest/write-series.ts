import type { SeriesWrite } from '../../telemetry.ts';
import { labelSetFrom, metricName, type LabelSet } from '../model/labels.ts';
import type { Sink } from './sink.ts';

/** Writes Prometheus series as they are. A series without samples only carries its metadata. */
export function writeSeries(series: readonly SeriesWrite[], sink: Sink): void {
  for (const { labels, samples, histograms = [], exemplars = [], metadata } of series) {
    const set = setOf(labels);
    const name = metricName(set);
    if (metadata && name !== '') sink.metadata(name, metadata);
    if (set.pairs.length === 0) {
      sink.refuse(samples.length + histograms.length, 'series without labels');
      continue;
    }
    for (const sample of samples) sink.float(set, sample);
    for (const { timeMs, histogram } of histograms) sink.histogram(set, timeMs, histogram);
    if (exemplars.length === 0) continue;
    sink.exemplars(
      set,
      exemplars.map(({ timeMs, value, labels: own }) => ({ timeMs, value, labels: labelSetFrom(own) })),
    );
  }
}

/** Makers of series pass the same labels again and again. */
const known = new WeakMap<ReadonlyMap<string, string>, LabelSet>();

function setOf(labels: ReadonlyMap<string, string>): LabelSet {
  let set = known.get(labels);
  if (!set) known.set(labels, (set = labelSetFrom(labels)));
  return set;
}
