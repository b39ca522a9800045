import { DecodeError } from './otlp/decode-error.ts';

const LITERAL = 0;
const COPY_1 = 1;
const COPY_2 = 2;

/**
 * Decompresses snappy's block format. snappyjs, which also could, takes a literal's length for signed and then runs for
 * ever on some malformed input.
 *
 * @param maxBytes how long the result may be
 * @throws DecodeError
 */
export function decompressSnappy(input: Uint8Array, maxBytes: number): Uint8Array {
  const { length, start } = readLength(input);
  if (length > maxBytes)
    throw new DecodeError(`invalid snappy: ${length} bytes uncompressed, expected at most ${maxBytes}`);
  // The format cannot expand more than this, so a lie about the length does not cost its memory.
  if (length > (input.length - start) * 64) throw malformed('the length is more than the data can be');
  const output = new Uint8Array(length);
  let at = start;
  let written = 0;
  while (at < input.length) {
    const tag = input[at++] as number;
    const kind = tag & 3;
    if (kind === LITERAL) {
      const lengthBytes = (tag >>> 2) - 59;
      const size = lengthBytes > 0 ? readNumber(input, at, lengthBytes) + 1 : (tag >>> 2) + 1;
      if (lengthBytes > 0) at += lengthBytes;
      if (at + size > input.length || written + size > length) throw malformed('a literal reaches past the end');
      output.set(input.subarray(at, at + size), written);
      at += size;
      written += size;
      continue;
    }
    const offsetBytes = kind === COPY_1 ? 1 : kind === COPY_2 ? 2 : 4;
    const size = kind === COPY_1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = readNumber(input, at, offsetBytes) + (kind === COPY_1 ? (tag >>> 5) * 256 : 0);
    at += offsetBytes;
    if (offset === 0 || offset > written) throw malformed('a copy reaches before the start');
    if (written + size > length) throw malformed('a copy reaches past the end');
    copyWithin(output, { from: written - offset, to: written, size });
    written += size;
  }
  if (written !== length) throw malformed(`${written} bytes uncompressed, expected ${length}`);
  return output;
}

const malformed = (reason: string) => new DecodeError(`invalid snappy: ${reason}`);

/** The uncompressed length: a varint of 32 bits. */
function readLength(input: Uint8Array): { length: number; start: number } {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = input[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80 && length < 2 ** 32) return { length, start: at + 1 };
  }
  throw malformed('it does not start with a length');
}

function readNumber(input: Uint8Array, at: number, bytes: number): number {
  if (at + bytes > input.length) throw malformed('it ends within an element');
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (input[at + i] as number);
  return value;
}

/** Source and target may overlap: what was just written is then copied again. */
function copyWithin(bytes: Uint8Array, { from, to, size }: { from: number; to: number; size: number }): void {
  if (to - from >= size) bytes.copyWithin(to, from, from + size);
  else for (let i = 0; i < size; i++) bytes[to + i] = bytes[from + i] as number;
}
