import type { LabelSet } from '../pipeline/label-set.ts';

const INITIAL_SAMPLES = 16;
const NONE = new Float64Array(0);

interface Columns {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Samples of one series as they are found. */
export class SampleSeries {
  readonly labels: LabelSet;
  times: Float64Array = new Float64Array(INITIAL_SAMPLES);
  /** Empty when samples are only counted. */
  values: Float64Array;
  count = 0;
  readonly #keepsValues: boolean;
  /** Where runs of ascending times begin. */
  #runs: number[] = [0];

  constructor(labels: LabelSet, keepsValues: boolean) {
    this.labels = labels;
    this.#keepsValues = keepsValues;
    this.values = this.#createValues(INITIAL_SAMPLES);
  }

  add(time: number, value: number): void {
    if (this.count === this.times.length) this.#grow();
    if (this.count > 0 && time < (this.times[this.count - 1] ?? 0)) this.#runs.push(this.count);
    this.times[this.count] = time;
    if (this.#keepsValues) this.values[this.count] = value;
    this.count++;
  }

  /** Puts samples of several streams in the order of time; those of one instant stay in the order they were found. */
  sort(): void {
    if (this.#runs.length === 1) return;
    let spare: Columns = { times: new Float64Array(this.count), values: this.#createValues(this.count) };
    while (this.#runs.length > 1) spare = this.#mergeNeighbours(spare);
  }

  /** Into the columns given; gives back those it had. */
  #mergeNeighbours(into: Columns): Columns {
    const runs = this.#runs;
    const merged: number[] = [];
    for (let run = 0; run < runs.length; run += 2) {
      const start = runs[run] ?? 0;
      const middle = runs[run + 1] ?? this.count;
      merged.push(start);
      this.#mergeRuns(into, { start, middle, end: runs[run + 2] ?? this.count });
    }
    const { times, values } = this;
    this.times = into.times;
    this.values = into.values;
    this.#runs = merged;
    return { times, values };
  }

  #mergeRuns(into: Columns, { start, middle, end }: { start: number; middle: number; end: number }): void {
    const { times, values } = this;
    let left = start;
    let right = middle;
    for (let at = start; at < end; at++) {
      const takesLeft = left < middle && (right >= end || (times[left] ?? 0) <= (times[right] ?? 0));
      const from = takesLeft ? left++ : right++;
      into.times[at] = times[from] ?? 0;
      if (this.#keepsValues) into.values[at] = values[from] ?? 0;
    }
  }

  #grow(): void {
    const times = new Float64Array(this.count * 2);
    times.set(this.times);
    this.times = times;
    const values = this.#createValues(this.count * 2);
    values.set(this.values);
    this.values = values;
  }

  #createValues(length: number): Float64Array {
    return this.#keepsValues ? new Float64Array(length) : NONE;
  }
}
