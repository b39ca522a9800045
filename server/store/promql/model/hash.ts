import type { LabelSet } from './labels.ts';

const MASK = (1n << 64n) - 1n;
const PRIME_1 = 11400714785074694791n;
const PRIME_2 = 14029467366897019727n;
const PRIME_3 = 1609587929392839161n;
const PRIME_4 = 9650029242287828579n;
const PRIME_5 = 2870177450012600261n;

const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & MASK;
const round = (state: bigint, input: bigint): bigint =>
  (rotate((state + input * PRIME_2) & MASK, 31n) * PRIME_1) & MASK;
const merge = (hash: bigint, lane: bigint): bigint => ((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4) & MASK;

/** xxHash64 with seed 0. */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (bytes.length >= 32) {
    const lanes = [(PRIME_1 + PRIME_2) & MASK, PRIME_2, 0n, (MASK + 1n - PRIME_1) & MASK];
    for (; at + 32 <= bytes.length; at += 32)
      lanes.forEach((lane, index) => {
        lanes[index] = round(lane, view.getBigUint64(at + 8 * index, true));
      });
    const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes;
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const lane of lanes) hash = merge(hash, lane);
  }
  hash = (hash + BigInt(bytes.length)) & MASK;
  return avalanche(mixTail(hash, view, at));
}

function mixTail(start: bigint, view: DataView, from: number): bigint {
  let hash = start;
  let at = from;
  for (; at + 8 <= view.byteLength; at += 8)
    hash = (rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4) & MASK;
  if (at + 4 <= view.byteLength) {
    hash = (hash ^ (BigInt(view.getUint32(at, true)) * PRIME_1)) & MASK;
    hash = (rotate(hash, 23n) * PRIME_2 + PRIME_3) & MASK;
    at += 4;
  }
  for (; at < view.byteLength; at++) {
    hash = (hash ^ (BigInt(view.getUint8(at)) * PRIME_5)) & MASK;
    hash = (rotate(hash, 11n) * PRIME_1) & MASK;
  }
  return hash;
}

function avalanche(value: bigint): bigint {
  let hash = value;
  hash = ((hash ^ (hash >> 33n)) * PRIME_2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * PRIME_3) & MASK;
  return hash ^ (hash >> 32n);
}

/** Where a label set falls between 0 and 1: the hash that Prometheus' `limit_ratio` samples by. */
export function hashFraction({ pairs }: LabelSet): number {
  const parts = pairs.flatMap((text) => {
    const bytes = Buffer.from(text);
    const size =
      bytes.length < 255 ? [bytes.length] : [255, bytes.length & 255, (bytes.length >> 8) & 255, bytes.length >> 16];
    return [Buffer.from(size), bytes];
  });
  return Number(xxHash64(Buffer.concat(parts))) / 2 ** 64;
}
