import type { NanoRange } from './nano-range.ts';
import type { StoreRecord } from './record.ts';

/** Keeps accepted requests. */
export interface Journal {
  /**
   * Resolves when the record would survive the death of this process. Appends resolve in the order they were made, and
   * whoever appends must write to the engines without waiting for anything else: snapshots count on it.
   */
  readonly append: (record: StoreRecord, range: NanoRange | null) => Promise<void>;
}

/** For stores in memory only. */
export const NO_JOURNAL: Journal = { append: async () => {} };

/** The journal could not keep a record; the sender should try again. */
export class JournalFailed extends Error {
  override readonly name = 'JournalFailed';
}
