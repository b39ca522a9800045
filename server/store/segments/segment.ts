import { open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { NanoRange } from '../nano-range.ts';
import type { RecordKind } from '../record.ts';
import { decodeHeader, HEADER_BYTES, isIntact, type FrameHeader } from './frame.ts';
import { openSnapshot, type Snapshot } from './snapshot-file.ts';

/** Reading a few headers must not read all payloads, and many small records must not take many reads. */
const INDEX_READ_BYTES = 64 * 1024;
const LOAD_READ_BYTES = 2 * 1024 * 1024;

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
  /** CRC-32 of the headers of all records. */
  readonly fingerprint: number;
}

export interface OpenedSegment extends Segment {
  /** The times of the data of each kind in it; of a kind not there, none. */
  readonly ranges: ReadonlyMap<RecordKind, NanoRange>;
  /** Bytes behind the last record that are none, and were cut off. */
  readonly cutBytes: number;
  readonly snapshot: Snapshot | null;
}

export const olderOf = (a: bigint | null, b: bigint | null): bigint | null =>
  a === null || (b !== null && b < a) ? b : a;

const NAME = /^(\d{12})\.seg$/;
export const segmentPath = (directory: string, sequence: number): string =>
  join(directory, `${String(sequence).padStart(12, '0')}.seg`);

/** Sequence numbers of the segments in a directory, oldest first. Snapshots without their segment are removed. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  const known = new Set(names);
  for (const name of names)
    if (name.endsWith('.snap.tmp') || (name.endsWith('.snap') && !known.has(name.replace(/snap$/, 'seg'))))
      await unlink(join(directory, name));
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Finds out what a segment holds and cuts off what its end lost.
 *
 * @param isNewest in the segment written last, payloads are checked too: what was written last may not have reached the
 *   disk whole. The others were synced when they were closed; a payload gone bad since is found when it is loaded.
 */
export async function openSegment(path: string, sequence: number, isNewest: boolean): Promise<OpenedSegment> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const contents = new Contents();
    for await (const scanned of scan(file, size, isNewest ? null : new Set()))
      if (!isNewest || scanned.payload) contents.add(scanned);
    if (contents.bytes < size) await file.truncate(contents.bytes);
    const snapshot = await openSnapshot(path, contents.fingerprint);
    return { path, sequence, ...contents.found(), cutBytes: size - contents.bytes, snapshot };
  } finally {
    await file.close();
  }
}

class Contents {
  bytes = 0;
  fingerprint = 0;
  private firstReceivedMs = 0;
  private lastReceivedMs = 0;
  private oldest: bigint | null = null;
  private readonly ranges = new Map<RecordKind, NanoRange>();

  add({ header: { kind, range, receivedMs }, headerBytes, end }: Scanned): void {
    if (this.bytes === 0) this.firstReceivedMs = receivedMs;
    this.bytes = end;
    this.fingerprint = crc32(headerBytes, this.fingerprint);
    this.lastReceivedMs = receivedMs;
    this.oldest = olderOf(this.oldest, range?.oldest ?? null);
    const known = this.ranges.get(kind);
    if (!range) this.ranges.set(kind, known ?? { oldest: 0n, newest: 0n });
    else if (!known) this.ranges.set(kind, range);
    else if (range.oldest < known.oldest || range.newest > known.newest) this.ranges.set(kind, union(known, range));
  }

  found(): Omit<OpenedSegment, 'path' | 'sequence' | 'cutBytes' | 'snapshot'> {
    const { bytes, firstReceivedMs, lastReceivedMs, oldest, ranges, fingerprint } = this;
    return { bytes, firstReceivedMs, lastReceivedMs, oldest, ranges, fingerprint };
  }
}

export const union = (a: NanoRange, b: NanoRange): NanoRange => ({
  oldest: a.oldest < b.oldest ? a.oldest : b.oldest,
  newest: a.newest > b.newest ? a.newest : b.newest,
});

export interface LoadedRecord {
  readonly header: FrameHeader;
  /** null when it is not as it was written. */
  readonly payload: Buffer | null;
}

/** The records of some kinds in a segment, in order. */
export async function* readSegment(
  { path, bytes }: Segment,
  kinds: ReadonlySet<RecordKind> | null = null,
): AsyncGenerator<LoadedRecord> {
  const file = await open(path, 'r');
  try {
    for await (const { header, payload } of scan(file, bytes, kinds))
      if (!kinds || kinds.has(header.kind)) yield { header, payload };
  } finally {
    await file.close();
  }
}

interface Scanned extends LoadedRecord {
  readonly headerBytes: Buffer;
  /** Where it ends in the file. */
  readonly end: number;
}

/** Every record until the first that has no intact header; payloads of the kinds asked for (null: of all). */
async function* scan(file: FileHandle, size: number, kinds: ReadonlySet<RecordKind> | null): AsyncGenerator<Scanned> {
  const reads = new WindowReader(file, kinds?.size === 0 ? INDEX_READ_BYTES : LOAD_READ_BYTES);
  for (let at = 0; at < size;) {
    const headerBytes = reads.buffered(at, HEADER_BYTES) ?? (await reads.read(at, HEADER_BYTES));
    const header = decodeHeader(headerBytes);
    if (!header) return;
    const { kind, length } = header;
    const start = at + HEADER_BYTES;
    at = start + length;
    if (at > size) return;
    if (kinds && !kinds.has(kind)) {
      yield { header, headerBytes, payload: null, end: at };
      continue;
    }
    const payload = reads.buffered(start, length) ?? (await reads.read(start, length));
    yield { header, headerBytes, payload: isIntact(payload, header) ? payload : null, end: at };
  }
}

/** Reads ahead. What it returned stays valid: each window is a buffer of its own. */
class WindowReader {
  private readonly file: FileHandle;
  private readonly windowBytes: number;
  private window = Buffer.alloc(0);
  private start = 0;

  constructor(file: FileHandle, windowBytes: number) {
    this.file = file;
    this.windowBytes = windowBytes;
  }

  buffered(at: number, length: number): Buffer | null {
    const from = at - this.start;
    if (from < 0 || from + length > this.window.length) return null;
    return this.window.subarray(from, from + length);
  }

  /** Shorter than asked for at the end of the file. */
  async read(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.max(length, this.windowBytes));
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
    this.window = buffer.subarray(0, bytesRead);
    this.start = at;
    return this.window.subarray(0, length);
  }
}
