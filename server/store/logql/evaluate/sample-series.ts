import type { LabelSet } from '../pipeline/label-set.ts';

const INITIAL_SAMPLES = 16;

/** Samples of one series as they are found. */
export class SampleSeries {
  readonly labels: LabelSet;
  times = new Float64Array(INITIAL_SAMPLES);
  values = new Float64Array(INITIAL_SAMPLES);
  count = 0;
  #isSorted = true;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  add(time: number, value: number): void {
    if (this.count === this.times.length) this.#grow();
    if (this.count > 0 && time < (this.times[this.count - 1] ?? 0)) this.#isSorted = false;
    this.times[this.count] = time;
    this.values[this.count] = value;
    this.count++;
  }

  sort(): void {
    if (this.#isSorted) return;
    this.#isSorted = true;
    const { times, values } = this;
    const order = Uint32Array.from({ length: this.count }, (_, index) => index).sort(
      (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
    );
    this.times = Float64Array.from(order, (index) => times[index] ?? 0);
    this.values = Float64Array.from(order, (index) => values[index] ?? 0);
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
