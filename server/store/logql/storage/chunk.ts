/** Lines of one stream in the order of time, in columns. */

export const MAX_CHUNK_BYTES = 1_000_000;
const MAX_CHUNK_LINES = 1 << 16;
/** Offsets are exact as doubles to 2^53 ns. */
const MAX_CHUNK_SPAN_NS = 2 ** 52;
const INITIAL_LINES = 8;
const INITIAL_BYTES = 512;

export interface NewLine {
  readonly unixNano: bigint;
  readonly line: string;
  /** See `Chunk.metadata`. */
  readonly sharedMetadata: number;
  readonly metadataBytes: Uint8Array;
}

/** A sealed chunk's columns as they are kept in a snapshot. Metadata refer to tables beside it. */
export interface ChunkColumns {
  readonly baseNs: bigint;
  readonly minOffset: number;
  readonly maxOffset: number;
  readonly isAscii: boolean;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly offsets: Float64Array;
  readonly metadata: Uint32Array;
  readonly metadataBytes: Uint8Array;
}

interface NewBytes {
  readonly offset: number;
  readonly length: number;
  readonly isSameMetadata: (reference: number) => boolean;
}

export class Chunk {
  /** Times are `baseNs` plus an offset in nanoseconds. */
  readonly baseNs: bigint;
  count = 0;
  minOffset = Infinity;
  maxOffset = -Infinity;
  /** UTF-8 of all lines, one after the other; line i ends at `ends[i]`. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  byteLength = 0;
  ends: Uint32Array = new Uint32Array(INITIAL_LINES);
  offsets: Float64Array = new Float64Array(INITIAL_LINES);
  /** The number of shared metadata times 2, or where the line's own begins in `metadataBytes` times 2 plus 1. */
  metadata: Uint32Array = new Uint32Array(INITIAL_LINES);
  metadataBytes: Buffer<ArrayBuffer> = Buffer.alloc(0);
  metadataLength = 0;
  /** Whether a line's bytes and characters are the same. */
  isAscii = true;
  /** Whether all lines come from the segment being written. */
  readonly isFromSegment: boolean;
  #isSealed = false;
  #isSorted = true;

  /** @param before the chunk before it of the same stream: when that was filled, room for as much is made at once */
  constructor(baseNs: bigint, isFromSegment: boolean, before?: Chunk) {
    this.baseNs = baseNs;
    this.isFromSegment = isFromSegment;
    if (!before || before.byteLength < MAX_CHUNK_BYTES / 2) return;
    this.bytes = Buffer.allocUnsafeSlow(MAX_CHUNK_BYTES);
    this.#resizeColumns(Math.ceil(before.count * 1.1));
  }

  static restore(columns: ChunkColumns): Chunk {
    const chunk = new Chunk(columns.baseNs, false);
    chunk.count = columns.ends.length;
    chunk.minOffset = columns.minOffset;
    chunk.maxOffset = columns.maxOffset;
    chunk.isAscii = columns.isAscii;
    // What is loaded may be a part of a larger buffer, which must not be kept by it.
    chunk.bytes = bufferOf(columns.bytes.slice());
    chunk.byteLength = columns.bytes.length;
    chunk.ends = columns.ends.slice();
    chunk.offsets = columns.offsets.slice();
    chunk.metadata = columns.metadata.slice();
    chunk.metadataBytes = bufferOf(columns.metadataBytes.slice());
    chunk.metadataLength = columns.metadataBytes.length;
    chunk.#isSealed = true;
    return chunk;
  }

  /** Whether the line still fits. */
  takes({ unixNano, line }: NewLine): boolean {
    if (this.#isSealed) return false;
    if (this.count >= MAX_CHUNK_LINES) return false;
    if (this.count > 0 && this.byteLength + line.length > MAX_CHUNK_BYTES) return false;
    return Math.abs(Number(unixNano - this.baseNs)) < MAX_CHUNK_SPAN_NS;
  }

  /** False when the last lines of the same instant hold this line, with the same metadata, already. */
  append({ unixNano, line, sharedMetadata, metadataBytes }: NewLine): boolean {
    const offset = Number(unixNano - this.baseNs);
    const length = this.#writeLine(line);
    const isSameMetadata = (reference: number) =>
      sharedMetadata >= 0 ? reference === sharedMetadata * 2 : this.#holdsMetadata(reference, metadataBytes);
    if (this.#isDuplicate({ offset, length, isSameMetadata })) return false;
    if (length !== line.length) this.isAscii = false;
    if (this.count === this.ends.length) this.#resizeColumns(this.count * 2);
    this.byteLength += length;
    this.ends[this.count] = this.byteLength;
    this.offsets[this.count] = offset;
    this.metadata[this.count] = sharedMetadata >= 0 ? sharedMetadata * 2 : this.#writeMetadata(metadataBytes) * 2 + 1;
    if (offset < this.maxOffset) this.#isSorted = false;
    this.minOffset = Math.min(this.minOffset, offset);
    this.maxOffset = Math.max(this.maxOffset, offset);
    this.count++;
    return true;
  }

  /** Gives back what was reserved for more lines. */
  seal(): void {
    if (this.#isSealed) return;
    this.#isSealed = true;
    if (isWasteful(this.count, this.ends.length)) this.#resizeColumns(this.count);
    if (isWasteful(this.byteLength, this.bytes.length)) this.bytes = copyOf(this.bytes, this.byteLength);
    if (isWasteful(this.metadataLength, this.metadataBytes.length))
      this.metadataBytes = copyOf(this.metadataBytes, this.metadataLength);
  }

  /** Estimated size in memory. */
  get memory(): number {
    return this.bytes.length + this.metadataBytes.length + this.ends.length * 16 + 256;
  }

  startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] ?? 0);
  }

  endOf(index: number): number {
    return this.ends[index] ?? 0;
  }

  unixNano(index: number): bigint {
    return this.baseNs + BigInt(this.offsets[index] ?? 0);
  }

  /** The first line not before `offset`. The lines must be in order. */
  firstAtOrAfter(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts lines that came late in their place, and drops those that came twice. Queries call it first. */
  sort(): void {
    if (this.#isSorted) return;
    this.#isSorted = true;
    const { bytes, ends, offsets, metadata, count } = this;
    const startOf = (index: number) => (index === 0 ? 0 : (ends[index - 1] ?? 0));
    const order = Uint32Array.from({ length: count }, (_, index) => index).sort(
      (a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0) || a - b,
    );
    const metadataOf = this.#ownMetadata();
    this.bytes = Buffer.allocUnsafeSlow(bytes.length);
    this.ends = new Uint32Array(ends.length);
    this.offsets = new Float64Array(offsets.length);
    this.metadata = new Uint32Array(metadata.length);
    this.count = 0;
    this.byteLength = 0;
    for (const index of order) {
      const end = ends[index] ?? 0;
      const length = bytes.copy(this.bytes, this.byteLength, startOf(index), end);
      const own = metadataOf(metadata[index] ?? 0);
      const isSameMetadata = (reference: number) =>
        own === null ? reference === metadata[index] : this.#holdsMetadata(reference, own);
      if (this.#isDuplicate({ offset: offsets[index] ?? 0, length, isSameMetadata })) continue;
      this.byteLength += length;
      this.ends[this.count] = this.byteLength;
      this.offsets[this.count] = offsets[index] ?? 0;
      this.metadata[this.count] = metadata[index] ?? 0;
      this.count++;
    }
  }

  /** Writes behind the last line without taking it in yet; the length in bytes. */
  #writeLine(line: string): number {
    const needed = this.byteLength + line.length * 3;
    if (needed > this.bytes.length && this.byteLength + Buffer.byteLength(line) > this.bytes.length) {
      const size = Math.max(this.bytes.length * 2, this.byteLength + Buffer.byteLength(line));
      const grown = Buffer.allocUnsafeSlow(size);
      this.bytes.copy(grown, 0, 0, this.byteLength);
      this.bytes = grown;
    }
    return this.bytes.write(line, this.byteLength, 'utf8');
  }

  /** Whether the bytes just written behind the last line repeat a line of the same instant. */
  #isDuplicate({ offset, length, isSameMetadata }: NewBytes): boolean {
    for (let index = this.count - 1; index >= 0 && this.offsets[index] === offset; index--) {
      const start = this.startOf(index);
      const end = this.endOf(index);
      if (end - start !== length || !isSameMetadata(this.metadata[index] ?? 0)) continue;
      if (this.bytes.compare(this.bytes, this.byteLength, this.byteLength + length, start, end) === 0) return true;
    }
    return false;
  }

  /** Whether the metadata referred to is its line's own and these bytes, which tell their own length. */
  #holdsMetadata(reference: number, encoded: Uint8Array): boolean {
    if ((reference & 1) === 0) return false;
    const start = reference >>> 1;
    const end = start + encoded.length;
    return end <= this.metadataLength && this.metadataBytes.compare(encoded, 0, encoded.length, start, end) === 0;
  }

  /** The bytes of lines' own metadata by reference, found while lines still are in the order they came in. */
  #ownMetadata(): (reference: number) => Uint8Array | null {
    const ends = new Map<number, number>();
    let end = this.metadataLength;
    const starts = [...this.metadata.subarray(0, this.count)].filter((reference) => reference & 1);
    for (const reference of starts.sort((a, b) => b - a)) {
      ends.set(reference, end);
      end = reference >>> 1;
    }
    return (reference) => (reference & 1 ? this.metadataBytes.subarray(reference >>> 1, ends.get(reference)) : null);
  }

  #writeMetadata(encoded: Uint8Array): number {
    const at = this.metadataLength;
    if (at + encoded.length > this.metadataBytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.metadataBytes.length * 2, at + encoded.length, INITIAL_BYTES));
      this.metadataBytes.copy(grown, 0, 0, at);
      this.metadataBytes = grown;
    }
    this.metadataBytes.set(encoded, at);
    this.metadataLength += encoded.length;
    return at;
  }

  #resizeColumns(length: number): void {
    const resize = <Column extends Uint32Array | Float64Array>(column: Column, create: (size: number) => Column) => {
      const copy = create(length);
      copy.set(column.subarray(0, this.count));
      return copy;
    };
    this.ends = resize(this.ends, (size) => new Uint32Array(size));
    this.metadata = resize(this.metadata, (size) => new Uint32Array(size));
    this.offsets = resize(this.offsets, (size) => new Float64Array(size));
  }
}

/** Whether a reference to metadata is to what lines of all chunks share. */
export const isShared = (reference: number): boolean => (reference & 1) === 0;

/** Copies leave holes where the originals were, which is a waste, too. */
const isWasteful = (used: number, reserved: number): boolean => used < reserved * 0.9;

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Buffer<ArrayBuffer> =>
  Buffer.from(buffer, byteOffset, length);

function copyOf(buffer: Buffer, length: number): Buffer<ArrayBuffer> {
  const copy = Buffer.allocUnsafeSlow(length);
  buffer.copy(copy, 0, 0, length);
  return copy;
}
