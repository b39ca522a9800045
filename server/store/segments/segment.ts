import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeHeader, HEADER_BYTES, isIntact, type FrameHeader } from './frame.ts';

/** Where a record lies in its segment. */
export interface RecordAt extends FrameHeader {
  /** Of the payload. */
  readonly offset: number;
}

export interface Segment {
  readonly path: string;
  /** 1 for the first segment ever written here. */
  readonly sequence: number;
  /** Of all records. */
  readonly bytes: number;
  /** When the first and the last of its records were received, epoch ms. */
  readonly firstReceivedMs: number;
  readonly lastReceivedMs: number;
  /** The oldest time in its data, epoch ns; null when it holds none. */
  readonly oldest: bigint | null;
}

export interface OpenedSegment extends Segment {
  readonly records: readonly RecordAt[];
  /** Bytes behind the last record that are none, and were cut off. */
  readonly cutBytes: number;
}

export const olderOf = (a: bigint | null, b: bigint | null): bigint | null =>
  a === null || (b !== null && b < a) ? b : a;

const NAME = /^(\d{12})\.seg$/;
export const segmentPath = (directory: string, sequence: number): string =>
  join(directory, `${String(sequence).padStart(12, '0')}.seg`);

/** Sequence numbers of the segments in a directory, oldest first. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Indexes a segment and cuts off what its end lost: a record half written, or whose payload never reached the disk.
 * Payloads are read only from the end backwards until one is intact; the others are checked when they are loaded.
 */
export async function openSegment(directory: string, sequence: number): Promise<OpenedSegment> {
  const path = segmentPath(directory, sequence);
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const records = await readIndex(file, size);
    for (let last = records.at(-1); last; last = records.at(-1)) {
      if (isIntact(await readPayload(file, last), last)) break;
      records.pop();
    }
    const last = records.at(-1);
    const bytes = last ? last.offset + last.length : 0;
    if (bytes < size) await file.truncate(bytes);
    return {
      path,
      sequence,
      bytes,
      records,
      cutBytes: size - bytes,
      firstReceivedMs: records[0]?.receivedMs ?? 0,
      lastReceivedMs: last?.receivedMs ?? 0,
      oldest: records.reduce<bigint | null>((oldest, { range }) => olderOf(oldest, range?.oldest ?? null), null),
    };
  } finally {
    await file.close();
  }
}

async function readIndex(file: FileHandle, size: number): Promise<RecordAt[]> {
  const records: RecordAt[] = [];
  const header = Buffer.alloc(HEADER_BYTES);
  for (let at = 0; at < size;) {
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, at);
    const frame = decodeHeader(header.subarray(0, bytesRead));
    if (!frame || at + HEADER_BYTES + frame.length > size) break;
    records.push({ ...frame, offset: at + HEADER_BYTES });
    at += HEADER_BYTES + frame.length;
  }
  return records;
}

async function readPayload(file: FileHandle, { offset, length }: RecordAt): Promise<Buffer> {
  const payload = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(payload, 0, length, offset);
  return payload.subarray(0, bytesRead);
}

/** The payloads of some records of a segment; null for one that is not as it was written. */
export async function readRecords(segment: Segment, records: readonly RecordAt[]): Promise<(Buffer | null)[]> {
  const file = await open(segment.path, 'r');
  try {
    const payloads: (Buffer | null)[] = [];
    for (const record of records) {
      const payload = await readPayload(file, record);
      payloads.push(isIntact(payload, record) ? payload : null);
    }
    return payloads;
  } finally {
    await file.close();
  }
}
