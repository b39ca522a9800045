import { labelSetOf } from '../model/labels.ts';
import type { DeltaTotals, DeltaTotalsPart } from '../ingest/deltas.ts';
import type { FreshSamples } from './fresh-samples.ts';
import type { MetadataStore, NamedMetadata } from './metadata.ts';
import type { SeriesStore } from './series-store.ts';

/** Samples as they are stored, and what the next ones are added to. */
export type MetricsPiece =
  | ({ readonly kind: 'floats' } & FloatPiece)
  | {
      readonly kind: 'others';
      readonly histograms: FreshSamples['histograms'];
      readonly exemplars: FreshSamples['exemplars'];
    }
  | { readonly kind: 'state'; readonly deltas: DeltaTotalsPart; readonly metadata: readonly NamedMetadata[] };

interface FloatPiece {
  /** Each label name and value once. */
  readonly texts: readonly string[];
  /** Numbers of `texts`: the labels of one series after the other, and how many of each. */
  readonly labels: Uint32Array;
  readonly labelCounts: Uint16Array;
  readonly counts: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly startTimes: Float64Array;
}
const SERIES_PER_PIECE = 2000;

export interface SnapshotParts {
  readonly store: SeriesStore;
  readonly deltas: DeltaTotals;
  readonly metadata: MetadataStore;
}

/** All of it is copied at once: samples that come later may take their place before others. */
export function takeMetrics({ store, deltas, metadata }: SnapshotParts): Iterable<MetricsPiece> {
  const fresh = store.takeFresh();
  const state: MetricsPiece = { kind: 'state', deltas: deltas.takeFresh(), metadata: metadata.takeFresh() };
  return {
    *[Symbol.iterator]() {
      yield* floatPieces(fresh);
      yield { kind: 'others', histograms: fresh.histograms, exemplars: fresh.exemplars };
      yield state;
    },
  };
}

function* floatPieces({ labels, counts, times, values, startTimes }: FreshSamples): Generator<MetricsPiece> {
  let at = 0;
  for (let first = 0; first < labels.length; first += SERIES_PER_PIECE) {
    const last = Math.min(first + SERIES_PER_PIECE, labels.length);
    const own = counts.subarray(first, last);
    const end = own.reduce((sum, count) => sum + count, at);
    yield {
      kind: 'floats',
      ...numberLabels(labels.slice(first, last)),
      counts: own,
      times: times.subarray(at, end),
      values: values.subarray(at, end),
      startTimes: startTimes.subarray(at, end),
    };
    at = end;
  }
}

function numberLabels(sets: readonly (readonly string[])[]): Pick<FloatPiece, 'texts' | 'labels' | 'labelCounts'> {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    let number = numbers.get(text);
    if (number === undefined) numbers.set(text, (number = numbers.size));
    return number;
  };
  const labels = Uint32Array.from(sets.flat(), numberOf);
  return { texts: [...numbers.keys()], labels, labelCounts: Uint16Array.from(sets, ({ length }) => length) };
}

export function loadMetrics(piece: MetricsPiece, { store, deltas, metadata }: SnapshotParts): void {
  switch (piece.kind) {
    case 'floats':
      return loadFloats(piece, store);
    case 'others':
      for (const { labels, sample } of piece.histograms) store.addHistogram(store.series(labelSetOf(labels)), sample);
      for (const { labels, exemplar } of piece.exemplars) store.addExemplar(store.series(labelSetOf(labels)), exemplar);
      return undefined;
    case 'state':
      deltas.load(piece.deltas);
      for (const { name, metadata: known } of piece.metadata) metadata.set(name, known);
  }
}

function loadFloats(piece: FloatPiece, store: SeriesStore): void {
  const { texts, labels, labelCounts, counts, times, values, startTimes } = piece;
  const columns = {
    times,
    values,
    startTimes,
    bits: new Uint32Array(values.buffer, values.byteOffset, values.length * 2),
  };
  let from = 0;
  let label = 0;
  for (const [index, labelCount] of labelCounts.entries()) {
    const to = from + (counts[index] ?? 0);
    const pairs: string[] = [];
    for (const end = label + labelCount; label < end; label++) pairs.push(texts[labels[label] ?? 0] ?? '');
    store.addFloats(store.series(labelSetOf(pairs)), columns, { from, to });
    from = to;
  }
}
