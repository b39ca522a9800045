/** A deterministic source of numbers (xoshiro128**): the same parts of a seed always give the same sequence. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** In [low, high). */
  readonly between: (low: number, high: number) => number;
  /** A whole number in [0, count). */
  readonly below: (count: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** Long-tailed, around `median`: what latencies look like. `spread` 0.3 is tame, 0.8 is wild. */
  readonly logNormal: (median: number, spread: number) => number;
  readonly poisson: (mean: number) => number;
  readonly hex: (bytes: number) => string;
}

export function createRandom(...seed: readonly number[]): Random {
  const state = new Uint32Array(4);
  let mixed = 0x9e3779b9;
  for (const part of [...seed, 1, 2, 3, 4]) {
    mixed = mix(mixed ^ mix(part >>> 0) ^ mix(Math.floor(part / 0x100000000) + 0x85ebca6b));
    state.set([(state[1] as number) ^ mixed, state[2] as number, state[3] as number, mix(mixed + 1)]);
  }
  const uint32 = (): number => {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
    return result;
  };
  return fromBits(uint32);
}

function fromBits(uint32: () => number): Random {
  const next = () => uint32() / 0x100000000;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly [T, ...T[]]): T => items[below(items.length)] ?? items[0],
    logNormal: (median, spread) => median * Math.exp(spread * normal()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
    hex(bytes) {
      let text = '';
      while (text.length < bytes * 2) text += uint32().toString(16).padStart(8, '0');
      return text.slice(0, bytes * 2);
    },
  };
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
