import { crc32 } from 'node:zlib';
import type { NanoRange } from '../nano-range.ts';
import { RECORD_KINDS, type RecordKind } from '../record.ts';

/**
 * A record on disk (little-endian):
 *
 *     0  u32  CRC-32 of the header from byte 4 on
 *     4  u32  length of the payload
 *     8  u32  CRC-32 of the payload
 *    12  u32  kind, an index into RECORD_KINDS
 *    16  f64  when it was received, epoch ms
 *    24  u64  oldest and
 *    32  u64  newest time in it, epoch ns; 0 when it has none
 *    40       payload
 *
 * The header stands on its own, so that a segment is indexed without reading payloads, and a payload gone bad costs no
 * other record.
 */
export const HEADER_BYTES = 40;

export interface FrameHeader {
  readonly kind: RecordKind;
  readonly length: number;
  readonly payloadCrc: number;
  readonly receivedMs: number;
  readonly range: NanoRange | null;
}

export function encodeHeader({ kind, length, payloadCrc, receivedMs, range }: FrameHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(length, 4);
  header.writeUInt32LE(payloadCrc, 8);
  header.writeUInt32LE(RECORD_KINDS.indexOf(kind), 12);
  header.writeDoubleLE(receivedMs, 16);
  header.writeBigUInt64LE(range?.oldest ?? 0n, 24);
  header.writeBigUInt64LE(range?.newest ?? 0n, 32);
  header.writeUInt32LE(crc32(header.subarray(4)), 0);
  return header;
}

/** null when the bytes are no intact header. */
export function decodeHeader(header: Buffer): FrameHeader | null {
  if (header.length < HEADER_BYTES) return null;
  if (header.readUInt32LE(0) !== crc32(header.subarray(4, HEADER_BYTES))) return null;
  const kind = RECORD_KINDS[header.readUInt32LE(12)];
  if (kind === undefined) return null;
  const newest = header.readBigUInt64LE(32);
  return {
    kind,
    length: header.readUInt32LE(4),
    payloadCrc: header.readUInt32LE(8),
    receivedMs: header.readDoubleLE(16),
    range: newest === 0n ? null : { oldest: header.readBigUInt64LE(24), newest },
  };
}

export const isIntact = (payload: Uint8Array, { length, payloadCrc }: FrameHeader): boolean =>
  payload.length === length && crc32(payload) === payloadCrc;
