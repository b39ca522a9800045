import type { Random } from '../../demo/random.ts';
import { howOften, pickFrom, pickSpan } from './pick.ts';

const BYTES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];
const RUNS = [1, 2, 5, 10, 100, 2000];
const MAX_LENGTH = 200_000;

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const CHANGES: readonly Change[] = [
  (bytes, random) => overwrite(bytes, random, Uint8Array.of(random.below(256))),
  (bytes, random) => overwrite(bytes, random, Uint8Array.of(pickFrom(random, BYTES))),
  (bytes, random) => {
    const changed = Uint8Array.from(bytes);
    const at = random.below(changed.length);
    if (changed.length > 0) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    return changed;
  },
  (bytes, random) => overwrite(bytes, random, noise(random)),
  (bytes, random) => insert(bytes, random, noise(random)),
  (bytes, random) => insert(bytes, random, new Uint8Array(pickFrom(random, RUNS)).fill(pickFrom(random, BYTES))),
  (bytes, random) => {
    const { start, end } = pickSpan(random, bytes.length);
    return insert(bytes, random, bytes.subarray(start, end));
  },
  (bytes, random) => {
    const { start, end } = pickSpan(random, bytes.length);
    return concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
];

/** The bytes changed in one to six places, whatever they mean. */
export function mutateBytes(random: Random, seed: Uint8Array): Uint8Array {
  let bytes = seed;
  for (let left = howOften(random); left > 0; left--) bytes = pickFrom(random, CHANGES)(bytes, random);
  return Uint8Array.from(bytes.subarray(0, MAX_LENGTH));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = Buffer.concat(parts);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}

const noise = (random: Random) => Uint8Array.from({ length: 1 + random.below(12) }, () => random.below(256));

function insert(bytes: Uint8Array, random: Random, part: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  return concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
}

function overwrite(bytes: Uint8Array, random: Random, part: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  return concat([bytes.subarray(0, at), part, bytes.subarray(at + part.length)]);
}
