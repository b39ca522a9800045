import type { SeriesWrite } from '../../telemetry.ts';
import { labelSetFrom, metricName } from '../model/labels.ts';
import type { Sink } from './sink.ts';

/** Writes Prometheus series as they are. A series without samples only carries its metadata. */
export function writeSeries(series: readonly SeriesWrite[], sink: Sink): void {
  for (const { labels, samples, histograms = [], exemplars = [], metadata } of series) {
    const set = labelSetFrom(labels);
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
