import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Log } from '../../http/log.ts';
import { JournalFailed, type Journal } from '../journal.ts';
import type { NanoRange } from '../nano-range.ts';
import type { StoreRecord } from '../record.ts';
import { encodeHeader, HEADER_BYTES } from './frame.ts';
import { listSegments, olderOf, openSegment, segmentPath, type OpenedSegment } from './segment.ts';
import { removeSnapshot, type Pieces } from './snapshot-file.ts';
import { SnapshotWriter, type Sealed } from './snapshot-writer.ts';

const MAX_SEGMENT_BYTES = 16 * 1024 * 1024;
const MAX_SEGMENT_AGE_MS = 15 * 60_000;
const SYNC_EVERY_MS = 1000;

export interface SegmentLogOptions {
  readonly directory: string;
  readonly log: Log;
  readonly now: () => number;
  readonly maxBytes: number;
  readonly retentionMs: number;
  /**
   * What the engines made of the requests in the segment that is being closed, for its snapshot. Called when they have
   * been written to the engines, and before anything later is.
   */
  readonly takeSnapshot?: () => Pieces;
}

interface Append {
  readonly header: Buffer;
  readonly record: StoreRecord;
  readonly range: NanoRange | null;
  readonly receivedMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The segment being written. */
interface Current {
  readonly path: string;
  readonly sequence: number;
  readonly file: FileHandle;
  readonly firstReceivedMs: number;
  lastReceivedMs: number;
  oldest: bigint | null;
  bytes: number;
  fingerprint: number;
}

/** What retention removed, and what is left. */
export interface Dropped {
  /** Data received until then is gone. */
  readonly receivedMs: number;
  /** The oldest time in what is left; null when nothing is. */
  readonly oldestLeft: bigint | null;
}

/**
 * Accepted requests on disk, in the order they came, in files of about 16 MiB.
 *
 * An append resolves when the operating system has the record: the death of this process loses nothing. The disk is
 * told to sync once a second, so a loss of power can cost the last second. Records that wait together are written
 * together.
 */
export class SegmentLog implements Journal {
  private readonly options: SegmentLogOptions;
  private sealed: Sealed[];
  private readonly snapshots: SnapshotWriter;
  private current: Current | null = null;
  private nextSequence: number;
  private waiting: Append[] = [];
  private isWriting = false;
  private tasks: (() => Promise<void>)[] = [];
  private isDirty = false;
  private readonly syncTimer: NodeJS.Timeout;
  /** Bytes lost at the last start. */
  readonly cutBytes: number;
  private droppedUntilMs: number | null;

  /** What was on disk when the log was opened, oldest first; for the replay. */
  readonly opened: readonly OpenedSegment[];

  private constructor(options: SegmentLogOptions, opened: readonly OpenedSegment[], cutBytes: number) {
    this.options = options;
    this.opened = opened;
    this.snapshots = new SnapshotWriter(options.log);
    this.sealed = opened.map(({ ranges: _ranges, cutBytes: _cutBytes, snapshot, ...segment }) => {
      return { ...segment, snapshotBytes: snapshot?.bytes ?? 0, isRemoved: false };
    });
    this.cutBytes = cutBytes;
    this.nextSequence = (opened.at(-1)?.sequence ?? 0) + 1;
    const [first] = opened;
    // Numbers start at 1: a first segment of another number had predecessors.
    this.droppedUntilMs = first && first.sequence > 1 ? first.firstReceivedMs : null;
    this.syncTimer = setInterval(() => void this.sync(), SYNC_EVERY_MS).unref();
  }

  static async open(options: SegmentLogOptions): Promise<SegmentLog> {
    const { directory, log } = options;
    await mkdir(directory, { recursive: true });
    const segments: OpenedSegment[] = [];
    let cutBytes = 0;
    const sequences = await listSegments(directory);
    for (const sequence of sequences) {
      const path = segmentPath(directory, sequence);
      const segment = await openSegment(path, sequence, sequence === sequences.at(-1));
      if (segment.bytes === 0) await unlink(path);
      else segments.push(segment);
      if (segment.cutBytes === 0) continue;
      cutBytes += segment.cutBytes;
      log.warn(`cut ${segment.cutBytes} bytes off the end of a segment: they were not written completely`, {
        segment: segment.path,
        bytes: segment.cutBytes,
      });
    }
    return new SegmentLog(options, segments, cutBytes);
  }

  usage(): { readonly count: number; readonly bytes: number; readonly droppedUntilMs: number | null } {
    const sealed = this.sealed.reduce((sum, { bytes, snapshotBytes }) => sum + bytes + snapshotBytes, 0);
    return {
      count: this.sealed.length + (this.current ? 1 : 0),
      bytes: sealed + (this.current?.bytes ?? 0),
      droppedUntilMs: this.droppedUntilMs,
    };
  }

  append(record: StoreRecord, range: NanoRange | null): Promise<void> {
    const { payload, kind } = record;
    const receivedMs = this.options.now();
    const header = encodeHeader({ kind, length: payload.length, payloadCrc: crc32(payload), receivedMs, range });
    return new Promise((resolve, reject) => {
      this.waiting.push({ header, record, range, receivedMs, resolve, reject });
      void this.work();
    });
  }

  /** Removes every segment, then calls `onCleared` before anything that was appended later is acknowledged. */
  clear(onCleared: () => void): Promise<void> {
    return this.enqueue(async () => {
      await this.seal();
      await this.remove(this.sealed.length);
      this.droppedUntilMs = null;
      this.nextSequence = 1;
      onCleared();
    });
  }

  /** Removes the oldest segments until age and size are within bounds. null when there was nothing to remove. */
  async enforceRetention(): Promise<Dropped | null> {
    let dropped: Dropped | null = null;
    await this.enqueue(async () => {
      await this.sealWhenOld();
      const count = this.countExpired();
      if (count === 0) return;
      const receivedMs = this.sealed[count - 1]?.lastReceivedMs ?? 0;
      await this.remove(count);
      this.droppedUntilMs = Math.max(this.droppedUntilMs ?? 0, receivedMs);
      dropped = { receivedMs, oldestLeft: this.oldestTime() };
    });
    return dropped;
  }

  /** The oldest time in the data on disk. */
  oldestTime(): bigint | null {
    const sealed = this.sealed.reduce<bigint | null>((oldest, segment) => olderOf(oldest, segment.oldest), null);
    return olderOf(sealed, this.current?.oldest ?? null);
  }

  async close(): Promise<void> {
    clearInterval(this.syncTimer);
    await this.enqueue(() => this.seal());
    await this.snapshots.finished();
  }

  private enqueue(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tasks.push(() => task().then(resolve, reject));
      void this.work();
    });
  }

  /** Writes what waits, one batch or task at a time. */
  private async work(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    try {
      while (this.waiting.length > 0 || this.tasks.length > 0) {
        const batch = this.waiting;
        this.waiting = [];
        if (batch.length > 0) await this.writeBatch(batch);
        await this.tasks.shift()?.();
      }
    } finally {
      this.isWriting = false;
    }
  }

  private async writeBatch(batch: readonly Append[]): Promise<void> {
    try {
      const current = await this.writable(batch[0]?.receivedMs ?? 0);
      const buffers = batch.flatMap(({ header, record }) => [header, record.payload]);
      await writeAll(current, buffers);
      for (const { header, record, range, receivedMs } of batch) {
        current.fingerprint = crc32(header, current.fingerprint);
        current.bytes += HEADER_BYTES + record.payload.length;
        current.lastReceivedMs = receivedMs;
        current.oldest = olderOf(current.oldest, range?.oldest ?? null);
      }
      this.isDirty = true;
      for (const { resolve } of batch) resolve();
    } catch (error) {
      await this.abandon();
      const failure = new JournalFailed('could not write to the segments', { cause: error });
      for (const { reject } of batch) reject(failure);
    }
  }

  private async writable(firstReceivedMs: number): Promise<Current> {
    const limit = Math.min(MAX_SEGMENT_BYTES, this.options.maxBytes / 8);
    if (this.current && this.current.bytes >= limit) await this.seal();
    if (this.current) return this.current;
    const sequence = this.nextSequence;
    const path = segmentPath(this.options.directory, sequence);
    const file = await open(path, 'wx');
    this.nextSequence += 1;
    const times = { firstReceivedMs, lastReceivedMs: firstReceivedMs, oldest: null };
    this.current = { path, sequence, file, bytes: 0, fingerprint: 0, ...times };
    return this.current;
  }

  private async seal(): Promise<void> {
    const { current } = this;
    if (!current) return;
    // Until then, who was told that a record is kept has written it to the engines.
    await new Promise((resolve) => setImmediate(resolve));
    this.current = null;
    const { file, ...segment } = current;
    const sealed = { ...segment, snapshotBytes: 0, isRemoved: false };
    this.sealed.push(sealed);
    const pieces = this.options.takeSnapshot?.();
    if (pieces && pieces.size > 0) this.snapshots.add(sealed, pieces);
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  private async sealWhenOld(): Promise<void> {
    if (!this.current) return;
    const maxAge = Math.min(MAX_SEGMENT_AGE_MS, this.options.retentionMs / 8);
    if (this.options.now() - this.current.firstReceivedMs > maxAge) await this.seal();
  }

  /** After a failed write: cuts off what of it reached the file, and goes on in a new one. */
  private async abandon(): Promise<void> {
    const { current } = this;
    if (!current) return;
    await current.file.truncate(current.bytes).catch((error: unknown) => {
      this.options.log.warn('could not cut off a failed write; it will be cut at the next start', { error });
    });
    await this.seal().catch((error: unknown) => this.options.log.warn('could not close a segment', { error }));
  }

  private countExpired(): number {
    const { maxBytes, retentionMs, now } = this.options;
    const oldestMs = now() - retentionMs;
    let { bytes } = this.usage();
    let count = 0;
    for (const segment of this.sealed) {
      if (segment.lastReceivedMs >= oldestMs && bytes <= maxBytes) break;
      bytes -= segment.bytes + segment.snapshotBytes;
      count += 1;
    }
    return count;
  }

  private async remove(count: number): Promise<void> {
    const removed = this.sealed.slice(0, count);
    this.sealed = this.sealed.slice(count);
    for (const segment of removed) {
      segment.isRemoved = true;
      await unlink(segment.path);
      await removeSnapshot(segment.path);
    }
  }

  private async sync(): Promise<void> {
    if (!this.isDirty) return;
    this.isDirty = false;
    await this.current?.file.datasync().catch((error: unknown) => {
      // A file that was sealed meanwhile has been synced by that.
      if ((error as NodeJS.ErrnoException).code !== 'EBADF') this.options.log.warn('could not sync', { error });
    });
  }
}

async function writeAll(current: Current, buffers: readonly Uint8Array[]): Promise<void> {
  let at = current.bytes;
  let rest = [...buffers];
  while (rest.length > 0) {
    // The number of buffers of one call is bounded by the operating system.
    const { bytesWritten } = await current.file.writev(rest.slice(0, 512), at);
    at += bytesWritten;
    let written = bytesWritten;
    while (rest[0] && written >= rest[0].length) written -= (rest.shift() as Uint8Array).length;
    if (rest[0] && written > 0) rest = [rest[0].subarray(written), ...rest.slice(1)];
  }
}
