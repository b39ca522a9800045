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
  /** The first that is not in a snapshot and must be; Infinity when there is none. Those behind it are in the next. */
  freshFrom: number;
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
  return {
    length: 0,
    times: new Float64Array(0),
    values,
    bits,
    startTimes: null,
    hasStale: false,
    freshFrom: Infinity,
  };
}

export type AppendResult = 'added' | 'same' | 'conflict';

/**
 * Adds in time order, mostly at the end. A second value for one time is refused, as Prometheus does.
 *
 * @param isFresh whether the next snapshot must hold it
 */
export function addFloat(samples: FloatSamples, sample: FloatSample, isFresh = false): AppendResult {
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
  if (isFresh && at < samples.freshFrom) samples.freshFrom = at;
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
  samples.freshFrom = Math.max(0, samples.freshFrom - first);
}

/** Samples of many series, each in time order; a series has those from one index to another. */
export interface FloatColumns {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The bits of `values`. */
  readonly bits: Uint32Array;
  /** 0 is unknown. */
  readonly startTimes: Float64Array;
}

/** Adds the samples in [from, to). Of two for one time the first stays. */
export function addFloats(
  samples: FloatSamples,
  added: FloatColumns,
  { from, to }: { from: number; to: number },
): void {
  const { length } = samples;
  if (length > 0 && (samples.times[length - 1] ?? 0) >= (added.times[from] ?? 0)) {
    for (let index = from; index < to; index++) addFloat(samples, sampleAt(added, index));
    return;
  }
  const newLength = length + to - from;
  if (newLength > samples.times.length) resize(samples, length === 0 ? newLength : Math.ceil(newLength * 1.5));
  // Mostly a few: calls that copy ranges take longer. Values are copied as bits, so that stale markers stay what they are.
  for (let index = from, at = length; index < to; index++, at++) {
    samples.times[at] = added.times[index] ?? 0;
    samples.bits[at * 2] = added.bits[index * 2] ?? 0;
    samples.bits[at * 2 + 1] = added.bits[index * 2 + 1] ?? 0;
    const startMs = added.startTimes[index] ?? 0;
    if (startMs !== 0) samples.startTimes ??= new Float64Array(samples.times.length);
    if (samples.startTimes) samples.startTimes[at] = startMs;
    if (isStaleAt(added.bits, index)) samples.hasStale = true;
  }
  samples.length = newLength;
}

function sampleAt({ times, values, bits, startTimes }: FloatColumns, index: number): FloatSample {
  const sample = { timeMs: times[index] ?? 0, value: values[index] ?? 0, startMs: startTimes[index] ?? 0 };
  return isStaleAt(bits, index) ? { ...sample, stale: true } : sample;
}
