import type { Static } from '../language/static.ts';

/** Spans of one trace that belong together, by row, with what the pipeline computed of them. */
export interface Spanset {
  readonly rows: readonly number[];
  readonly attributes: readonly SpansetAttribute[];
}
export interface SpansetAttribute {
  readonly key: string;
  readonly value: Static;
}

export type Stage = (input: readonly Spanset[]) => readonly Spanset[];
