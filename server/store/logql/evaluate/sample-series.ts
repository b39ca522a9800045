import type { LabelSet } from '../pipeline/label-set.ts';

const INITIAL_SAMPLES = 16;

/** Samples of one series as they are found. */
export class SampleSeries {
  readonly labels: LabelSet;
  times = new Float64Array(INITIAL_SAMPLES);
  values = new Float64Array(INITIAL_SAMPLES);
  count = 0;
  /** Where runs of ascending times begin. */
  #runs: number[] = [0];

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  add(time: number, value: number): void {
    if (this.count === this.times.length) this.#grow();
    if (this.count > 0 && time < (this.times[this.count - 1] ?? 0)) this.#runs.push(this.count);
    this.times[this.count] = time;
    this.values[this.count] = value;
    this.count++;
  }

  /** Puts samples of several streams in the order of time; those of one instant stay in the order they were found. */
  sort(): void {
    while (this.#runs.length > 1) this.#mergeNeighbours();
  }

  #mergeNeighbours(): void {
    const runs = this.#runs;
    const times = new Float64Array(this.count);
    const values = new Float64Array(this.count);
    const merged: number[] = [];
    for (let run = 0; run < runs.length; run += 2) {
      const start = runs[run] ?? 0;
      const middle = runs[run + 1] ?? this.count;
      merged.push(start);
      this.#mergeRuns({ times, values }, { start, middle, end: runs[run + 2] ?? this.count });
    }
    this.times = times;
    this.values = values;
    this.#runs = merged;
  }

  #mergeRuns(
    into: { readonly times: Float64Array; readonly values: Float64Array },
    { start, middle, end }: { start: number; middle: number; end: number },
  ): void {
    const { times, values } = this;
    let left = start;
    let right = middle;
    for (let at = start; at < end; at++) {
      const takesLeft = left < middle && (right >= end || (times[left] ?? 0) <= (times[right] ?? 0));
      const from = takesLeft ? left++ : right++;
      into.times[at] = times[from] ?? 0;
      into.values[at] = values[from] ?? 0;
    }
  }

  #grow(): void {
    const times = new Float64Array(this.count * 2);
    times.set(this.times);
    this.times = times;
    const values = new Float64Array(this.count * 2);
    values.set(this.values);
    this.values = values;
  }
}
