import { resultKind } from './result-key.ts';

/** The queries whose answers a file keeps, by `resultKind`. Apart from their shapes, which the page need not load. */
export const RESULT_KINDS = [
  'prometheus/range',
  'prometheus/instant',
  'prometheus/exemplars',
  'loki/lines',
  'loki/volume',
  'tempo/trace',
  'tempo/search',
  'tempo/metrics',
  'tempo/lines',
  'tempo/exemplars',
  'pyroscope/types',
  'pyroscope/types-of',
  'pyroscope/services',
  'pyroscope/flame-graph',
  'pyroscope/series',
] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

const KINDS: ReadonlySet<string> = new Set(RESULT_KINDS);

/**
 * What a view asks about what it shows, such as the log lines of a trace: how it asks depends on the sources that are
 * there, which are not those of then. The one answer of its kind is the answer, whatever the question looks like now.
 */
const DERIVED: ReadonlySet<string> = new Set<ResultKind>(['tempo/lines', 'tempo/exemplars']);

export const isDerived = (queryKey: readonly unknown[]): boolean => DERIVED.has(resultKind(queryKey));

export const isKept = (queryKey: readonly unknown[]): boolean => KINDS.has(resultKind(queryKey));
