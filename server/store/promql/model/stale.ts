/**
 * A series that ended writes a stale marker: a NaN with its own bit pattern. Numbers lose such patterns easily, typed
 * arrays keep them, so markers live in typed arrays and are recognised by their bits.
 */
const STALE_LOW = 2;
const STALE_HIGH = 0x7ff00000;

const scratch = new Float64Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

export function isStaleNumber(value: number): boolean {
  if (!Number.isNaN(value)) return false;
  scratch[0] = value;
  return scratchBits[0] === STALE_LOW && scratchBits[1] === STALE_HIGH;
}

export function writeStale(bits: Uint32Array, index: number): void {
  bits[index * 2] = STALE_LOW;
  bits[index * 2 + 1] = STALE_HIGH;
}

export const isStaleAt = (bits: Uint32Array, index: number): boolean =>
  bits[index * 2] === STALE_LOW && bits[index * 2 + 1] === STALE_HIGH;
