import type { Budget } from '../../budget.ts';
import type { LogStore } from '../storage/log-store.ts';

export interface QueryContext {
  readonly store: LogStore;
  readonly budget: Budget;
  /** Epoch ms. */
  readonly nowMs: () => number;
  readonly statistics: { lines: number; bytes: number };
}
