import type { LabelSet } from '../pipeline/label-set.ts';

/** The instants at which a metric query is evaluated. */
export interface Grid {
  readonly startNs: bigint;
  /** 0 for an instant query. */
  readonly stepNs: number;
  readonly count: number;
}

/** One series over the grid. */
export interface Column {
  readonly labels: LabelSet;
  readonly values: Float64Array;
  /** 1 where there is a value. */
  readonly present: Uint8Array;
}

export function createColumn(labels: LabelSet, count: number): Column {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count) };
}

export function setPoint({ values, present }: Column, step: number, value: number): void {
  values[step] = value;
  present[step] = 1;
}

export const hasPoints = ({ present }: Column): boolean => present.includes(1);

export const timeMs = ({ startNs, stepNs }: Grid, step: number): number =>
  Number((startNs + BigInt(step) * BigInt(stepNs)) / 1_000_000n);
