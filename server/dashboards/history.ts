import type { HistoryEntry, NewHistoryEntry } from '../contract/history.ts';

export interface HistoryFilter {
  readonly sourceUid?: string | undefined;
  readonly query?: string | undefined;
  readonly starred?: boolean | undefined;
  /** True: those with a name or a star. */
  readonly saved?: boolean | undefined;
  readonly limit: number;
}

export interface QueryHistory {
  /** Newest first. */
  readonly list: (filter: HistoryFilter) => Promise<readonly HistoryEntry[]>;
  /** The same query on the same source moves to the top instead of standing twice. */
  readonly add: (entry: NewHistoryEntry) => Promise<HistoryEntry>;
  /** @throws NotFound */
  readonly star: (id: string, starred: boolean) => Promise<void>;
  /** null takes the name away. @throws NotFound */
  readonly rename: (id: string, name: string | null) => Promise<void>;
  /** @throws NotFound */
  readonly remove: (id: string) => Promise<void>;
}
