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
  'pyroscope/types',
  'pyroscope/types-of',
  'pyroscope/services',
  'pyroscope/flame-graph',
  'pyroscope/series',
] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

const KINDS: ReadonlySet<string> = new Set(RESULT_KINDS);

export const isKept = (queryKey: readonly unknown[]): boolean => KINDS.has(resultKind(queryKey));
