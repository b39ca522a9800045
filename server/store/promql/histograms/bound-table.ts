/** Digits behind the point. */
const BITS = 128n;
const STEPS = 256;
const MANTISSA_BITS = 53n;

/**
 * By how many units in the last place Prometheus' table of bounds lies below the exact values (`+`: one above), from 0.5
 * to 1 in steps of the 256th root of 2. Answers print bounds in full, so that it shows.
 */
const DEVIATIONS =
  '00000010001000000012001111111111001000100111001100110+11001100110000001111221021001000100001000000010+00102200110111001010221111' +
  '10101122112110111111112121222122001100101122102211221011212211211132112122322232222222333344324311211222213311222132112222432233';

function integerRoot(square: bigint): bigint {
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * 2^(i/256 − 1), for i from 0 to 255, as Prometheus has them. Worked out in integers: the last digit of `Math.pow` differs
 * from one version of V8 to the next.
 */
function makeTable(): Float64Array {
  const roots: bigint[] = [];
  for (let root = 2n << BITS, step = 1; step < STEPS; step *= 2) {
    root = integerRoot(root << BITS);
    roots.push(root);
  }
  return Float64Array.from({ length: STEPS }, (_, index) => {
    let power = 1n << BITS;
    roots.forEach((root, bit) => {
      if ((index & ((STEPS / 2) >> bit)) !== 0) power = (power * root) >> BITS;
    });
    const rounded = (power + (1n << (BITS - MANTISSA_BITS))) >> (BITS - MANTISSA_BITS + 1n);
    const deviation = DEVIATIONS[index] === '+' ? -1 : Number(DEVIATIONS[index]);
    return (Number(rounded) - deviation) / 2 ** Number(MANTISSA_BITS);
  });
}

const TABLE = makeTable();

/** The bound a fraction of `fraction` / `perPower` of the way from 0.5 to 1; `perPower` is a power of 2 up to 256. */
export const boundFraction = (fraction: number, perPower: number): number =>
  TABLE[fraction * (STEPS / perPower)] ?? 0.5;
