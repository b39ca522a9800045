import type { LabelSet } from '../model/labels.ts';
import type { StoredExemplar } from './exemplars.ts';
import type { FloatSamples } from './float-samples.ts';
import type { HistogramSamples } from './histogram-samples.ts';

export interface StoredSeries {
  readonly id: number;
  readonly labels: LabelSet;
  readonly floats: FloatSamples;
  histograms: HistogramSamples | null;
  exemplars: StoredExemplar[] | null;
}
