import type { Signal } from './source.ts';
import type { EpochMs } from './units.ts';

/** What the embedded store holds of one signal. `items` are spans, log lines, samples or profiles. */
export interface StoreSignalStatus {
  readonly items: number;
  /** Estimated size in memory. */
  readonly bytes: number;
  /** null when nothing is held. */
  readonly oldest: EpochMs | null;
}

/** `GET /api/store/status` of the embedded store. */
export interface StoreStatus {
  readonly signals: Readonly<Record<Signal, StoreSignalStatus>>;
  readonly segments: {
    /** False when the store keeps nothing on disk. */
    readonly enabled: boolean;
    readonly count: number;
    readonly bytes: number;
    readonly maxBytes: number;
    readonly retentionMs: number;
    /** Bytes a torn or corrupt tail lost at the last start. */
    readonly cutBytes: number;
  };
  /** Data before this was dropped by retention; null when none was. */
  readonly droppedBefore: EpochMs | null;
  /** While segments are read after a start: data from here on is there. null when everything is. */
  readonly loadedFrom: EpochMs | null;
  /** Whether the demo shop writes to the store. */
  readonly demo: boolean;
}
