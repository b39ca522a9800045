import { PbfReader } from 'pbf';
import { DecodeError } from './decode-error.ts';

/** Wire types, the low three bits of a field's key. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A field's key as it stands on the wire: a field of another wire type than expected counts as unknown. */
export const varintKey = (field: number) => (field << 3) | VARINT;
export const fixed64Key = (field: number) => (field << 3) | FIXED64;
export const bytesKey = (field: number) => (field << 3) | BYTES;
export const fixed32Key = (field: number) => (field << 3) | FIXED32;

/** Two bytes of payload can make one object of 300: without a limit a request of 64 MB could take 10 GB. */
const MAX_OBJECTS = 2_000_000;
const MAX_DEPTH = 64;
const MAX_INTERNED_LENGTH = 48;
const INTERN_SLOTS = 8192;

const interned: (string | undefined)[] = Array.from({ length: INTERN_SLOTS });
const smallIntegers: readonly bigint[] = Array.from({ length: 1024 }, (_, value) => BigInt(value));

/**
 * pbf's reader with bounds: truncated or overlapping messages, groups and bad varints throw DecodeError, where pbf reads
 * on. 64-bit integers are exact.
 */
export class ProtoReader extends PbfReader {
  private readonly bytes: Buffer;
  private objects = 0;
  private depth = 0;
  private lastTraceAt = -1;
  private lastTraceId = '';

  constructor(payload: Uint8Array) {
    super(payload);
    this.bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  }

  /** The next field's key, 0 at the end of the message. */
  next(end: number): number {
    if (this.pos >= end) {
      this.leave(end);
      return 0;
    }
    const key = this.readVarint();
    if (key < 8 || key > 0xffffffff) throw new DecodeError(`invalid field key at byte ${this.pos}`);
    return key;
  }

  /** Asserts that a message or packed list ended where its length said. */
  leave(end: number): void {
    if (this.pos !== end) throw new DecodeError('truncated message: a field reaches past the end of its message');
  }

  /** Passes over an unknown field. */
  pass(key: number): void {
    const type = key & 7;
    if (type === VARINT) this.readVarint();
    else if (type === BYTES) this.pos = this.enter();
    else if (type === FIXED64) this.pos += 8;
    else if (type === FIXED32) this.pos += 4;
    else throw new DecodeError(`unsupported wire type ${type} at byte ${this.pos}`);
  }

  /** Reads a length and returns where the message, string or packed list ends. */
  enter(): number {
    const end = this.readVarint() + this.pos;
    if (end > this.length) throw new DecodeError(`truncated message: ${end - this.length} bytes are missing`);
    return end;
  }

  /** Counts one object made from the payload. */
  count(): void {
    this.objects += 1;
    if (this.objects > MAX_OBJECTS) throw new DecodeError(`more than ${MAX_OBJECTS} items in one request`);
  }

  descend(): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new DecodeError(`values nested deeper than ${MAX_DEPTH}`);
  }
  ascend(): void {
    this.depth -= 1;
  }

  text(): string {
    const end = this.enter();
    const start = this.pos;
    this.pos = end;
    return this.bytes.toString('utf8', start, end);
  }

  /** Text that probably was read before (keys, names, enumerated values): short ASCII is looked up before it is made. */
  knownText(): string {
    const end = this.enter();
    const start = this.pos;
    const { buf } = this;
    this.pos = end;
    const length = end - start;
    if (length > MAX_INTERNED_LENGTH) return this.bytes.toString('utf8', start, end);
    let hash = length;
    for (let at = start; at < end; at++) {
      const byte = buf[at] as number;
      if (byte > 0x7f) return this.bytes.toString('utf8', start, end);
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const slot = (hash ^ (hash >>> 15)) & (INTERN_SLOTS - 1);
    const known = interned[slot];
    if (known !== undefined && isAscii(known, buf.subarray(start, end))) return known;
    const made = this.bytes.toString('latin1', start, end);
    interned[slot] = made;
    return made;
  }

  /** Bytes copied out of the payload. */
  copyBytes(): Uint8Array {
    const end = this.enter();
    // A Buffer's own `slice` is a view, and would keep the whole payload.
    const copy = new Uint8Array(this.buf.subarray(this.pos, end));
    this.pos = end;
    return copy;
  }

  /** An ID of 16 bytes as hex, or '' when empty. Consecutive spans mostly share their trace. */
  traceId(): string {
    const start = this.idStart(16, 'trace_id');
    if (start < 0) return '';
    if (this.lastTraceAt >= 0 && this.sameBytes(start, this.lastTraceAt)) return this.lastTraceId;
    this.lastTraceAt = start;
    this.lastTraceId = this.bytes.toString('hex', start, start + 16);
    return this.lastTraceId;
  }

  spanId(): string {
    const start = this.idStart(8, 'span_id');
    return start < 0 ? '' : this.bytes.toString('hex', start, start + 8);
  }

  bigFixed64(): bigint {
    const value = this.dataView.getBigUint64(this.pos, true);
    this.pos += 8;
    return value;
  }

  bigSignedFixed64(): bigint {
    const value = this.dataView.getBigInt64(this.pos, true);
    this.pos += 8;
    return value;
  }

  /** An int64 varint. */
  bigVarint(): bigint {
    const { buf } = this;
    let at = this.pos;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = buf[at++] as number;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.pos = at;
        return low < 1024 ? (smallIntegers[low] as bigint) : BigInt(low);
      }
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = buf[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      this.pos = at;
      return BigInt.asIntN(64, value);
    }
    throw new DecodeError(`invalid varint at byte ${this.pos}`);
  }

  private idStart(length: number, name: string): number {
    const end = this.enter();
    const start = this.pos;
    this.pos = end;
    if (end === start) return -1;
    if (end - start !== length) throw new DecodeError(`${name} has ${end - start} bytes, expected ${length}`);
    return start;
  }

  private sameBytes(a: number, b: number): boolean {
    for (let i = 0; i < 16; i++) if (this.buf[a + i] !== this.buf[b + i]) return false;
    return true;
  }
}

function isAscii(text: string, bytes: Uint8Array): boolean {
  if (text.length !== bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[i]) return false;
  return true;
}

/**
 * Runs a decoder over a payload.
 *
 * @throws DecodeError whatever the decoder threw: a malformed payload is the sender's fault, not ours
 */
export function decodeProto<T>(payload: Uint8Array, decode: (reader: ProtoReader, end: number) => T): T {
  const reader = new ProtoReader(payload);
  try {
    return decode(reader, reader.length);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    const reason = error instanceof RangeError ? 'truncated message' : String((error as Error).message).slice(0, 200);
    throw new DecodeError(`invalid protobuf: ${reason}`, { cause: error });
  }
}
