import { isStaleAt, isStaleNumber, writeStale } from '../model/stale.ts';

/** The plain samples of one series in time order. Arrays are longer than `length`, to grow into. */
export interface FloatSamples {
  length: number;
  /** Epoch ms. */
  times: Float64Array;
  values: Float64Array;
  /** The bits of `values`; stale markers are told by them. */
  bits: Uint32Array;
  /** When counting began, epoch ms, 0 unknown; null while no sample said. */
  startTimes: Float64Array | null;
  hasStale: boolean;
}

export interface FloatSample {
  readonly timeMs: number;
  readonly value: number;
  readonly stale?: boolean;
  readonly startMs?: number;
}

export function createFloatSamples(): FloatSamples {
  const values = new Float64Array(0);
  const bits = new Uint32Array(values.buffer);
  return { length: 0, times: new Float64Array(0), values, bits, startTimes: null, hasStale: false };
}

export type AppendResult = 'added' | 'same' | 'conflict';

/** Adds in time order, mostly at the end. A second value for one time is refused, as Prometheus does. */
export function addFloat(samples: FloatSamples, sample: FloatSample): AppendResult {
  const { length, times } = samples;
  const isStale = sample.stale === true || isStaleNumber(sample.value);
  let at = length;
  if (length > 0 && (times[length - 1] ?? 0) >= sample.timeMs) {
    at = firstAfter(times, length, sample.timeMs);
    if (at > 0 && times[at - 1] === sample.timeMs) return isSame(samples, at - 1, sample) ? 'same' : 'conflict';
  }
  makeRoom(samples, at);
  samples.times[at] = sample.timeMs;
  if (isStale) {
    writeStale(samples.bits, at);
    samples.hasStale = true;
  } else samples.values[at] = sample.value;
  if (sample.startMs) samples.startTimes ??= new Float64Array(samples.times.length);
  if (samples.startTimes) samples.startTimes[at] = sample.startMs ?? 0;
  samples.length++;
  return 'added';
}

function isSame({ values, bits }: FloatSamples, at: number, { value, stale }: FloatSample): boolean {
  if (stale === true || isStaleNumber(value)) return isStaleAt(bits, at);
  return !isStaleAt(bits, at) && Object.is(values[at], value);
}

function makeRoom(samples: FloatSamples, at: number): void {
  const { length } = samples;
  if (length === samples.times.length) resize(samples, Math.max(8, Math.ceil(length * 1.5)));
  if (at === length) return;
  samples.times.copyWithin(at + 1, at, length);
  samples.values.copyWithin(at + 1, at, length);
  samples.startTimes?.copyWithin(at + 1, at, length);
}

function resize(samples: FloatSamples, capacity: number): void {
  const { length } = samples;
  const grow = (old: Float64Array): Float64Array => {
    const larger = new Float64Array(capacity);
    larger.set(old.subarray(0, length));
    return larger;
  };
  samples.times = grow(samples.times);
  samples.values = grow(samples.values);
  samples.bits = new Uint32Array(samples.values.buffer);
  if (samples.startTimes) samples.startTimes = grow(samples.startTimes);
}

/** The index of the first time after `timeMs`. */
export function firstAfter(times: ArrayLike<number>, length: number, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Forgets samples before `timeMs` and gives their memory back. */
export function dropFloatsBefore(samples: FloatSamples, timeMs: number): void {
  const first = firstAfter(samples.times, samples.length, timeMs - 1);
  if (first === 0) return;
  samples.times = samples.times.slice(first, samples.length);
  samples.values = samples.values.slice(first, samples.length);
  samples.bits = new Uint32Array(samples.values.buffer);
  samples.startTimes = samples.startTimes?.slice(first, samples.length) ?? null;
  samples.length -= first;
}
