/**
 * Reads of typed arrays at an index the caller knows to be in range. One function per array type keeps each call site
 * monomorphic, which the scans depend on.
 */
export const u32At = (column: Uint32Array, index: number): number => column[index] as number;
export const i32At = (column: Int32Array, index: number): number => column[index] as number;
export const u8At = (column: Uint8Array, index: number): number => column[index] as number;

/** An append-only column of unsigned integers whose length is not known beforehand. */
export class GrowingU32 {
  values: Uint32Array;
  length = 0;

  constructor(capacity: number) {
    this.values = new Uint32Array(capacity);
  }

  /** A column of these values. */
  static of(values: Uint32Array): GrowingU32 {
    const column = new GrowingU32(0);
    column.values = values;
    column.length = values.length;
    return column;
  }

  push(value: number): void {
    if (this.length === this.values.length) this.resize(Math.max(64, this.length * 2));
    this.values[this.length++] = value;
  }

  used(): Uint32Array {
    return this.values.subarray(0, this.length);
  }

  /** Gives back what was reserved and not used, when it is worth a copy. */
  trim(): void {
    if (this.length < this.values.length * 0.9) this.resize(this.length);
  }

  private resize(capacity: number): void {
    const next = new Uint32Array(capacity);
    next.set(this.values.subarray(0, this.length));
    this.values = next;
  }
}

const TWO_32 = 4_294_967_296;

/** 64-bit nanoseconds kept as two 32-bit halves: exact, and without a bigint on the scan path. */
export interface NanoColumn {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

export const createNanoColumn = (rows: number): NanoColumn => ({
  high: new Uint32Array(rows),
  low: new Uint32Array(rows),
});

export function setNanos(column: NanoColumn, row: number, nanos: bigint): void {
  const unsigned = BigInt.asUintN(64, nanos);
  column.high[row] = Number(unsigned >> 32n);
  column.low[row] = Number(unsigned & 0xffff_ffffn);
}

export const nanosAt = (column: NanoColumn, row: number): bigint =>
  (BigInt(u32At(column.high, row)) << 32n) | BigInt(u32At(column.low, row));

/** `column[row] - other[row]`, exact to 104 days. */
export const nanosBetween = (column: NanoColumn, other: NanoColumn, row: number): number =>
  (u32At(column.high, row) - u32At(other.high, row)) * TWO_32 + (u32At(column.low, row) - u32At(other.low, row));

/** A moment split as the columns hold it, for `nanosSince`. */
export interface NanoPoint {
  readonly high: number;
  readonly low: number;
}
export const toNanoPoint = (nanos: bigint): NanoPoint => ({
  high: Number(nanos >> 32n),
  low: Number(nanos & 0xffff_ffffn),
});

/** `column[row] - point`, exact to 104 days. */
export const nanosSince = (column: NanoColumn, row: number, point: NanoPoint): number =>
  (u32At(column.high, row) - point.high) * TWO_32 + (u32At(column.low, row) - point.low);
