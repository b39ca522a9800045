import type { Log } from '../../http/log.ts';
import type { Segment } from './segment.ts';
import { removeSnapshot, snapshotPath, writeSnapshot, type Pieces } from './snapshot-file.ts';

/** A closed segment, and what is beside it. */
export interface Sealed extends Segment {
  snapshotBytes: number;
  isRemoved: boolean;
}

/** Writes snapshots one after the other, in the background. */
export class SnapshotWriter {
  private readonly log: Log;
  private last: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.log = log;
  }

  add(segment: Sealed, pieces: Pieces): void {
    this.last = this.last
      .then(() => this.write(segment, pieces))
      .catch((error: unknown) => this.log.warn('could not write a snapshot; the next start takes longer', { error }));
  }

  /** Resolves when nothing is left to write. */
  finished(): Promise<void> {
    return this.last;
  }

  private async write(segment: Sealed, pieces: Pieces): Promise<void> {
    if (segment.isRemoved) return;
    const { path, fingerprint } = segment;
    segment.snapshotBytes = await writeSnapshot(snapshotPath(path), fingerprint, pieces);
    if (segment.isRemoved) await removeSnapshot(path);
  }
}
