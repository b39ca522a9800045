import { ROW_MASK, type Chunk } from '../storage/chunk.ts';
import type { SpanStore } from '../storage/span-store.ts';
import type { StoredTrace } from '../storage/stored-trace.ts';
import { summarizeTrace, type TraceSummary } from './trace-summary.ts';

/** Points at one span of the store; predicates read through it, so that a scan makes no objects. */
export class SpanCursor {
  chunk: Chunk;
  /** Row in `chunk`. */
  row = 0;
  private readonly store: SpanStore;
  private summarized: StoredTrace | null = null;
  private lastSummary: TraceSummary | null = null;

  /** @param first a row to start at */
  constructor(store: SpanStore, first: number) {
    this.store = store;
    this.chunk = store.chunkOf(first);
    this.row = first & ROW_MASK;
  }

  moveTo(row: number): void {
    if (row - this.chunk.firstRow !== (row & ROW_MASK)) this.chunk = this.store.chunkOf(row);
    this.row = row & ROW_MASK;
  }

  get trace(): StoredTrace {
    return this.chunk.traces[this.row] as StoredTrace;
  }

  /** Root and duration of the span's trace. */
  get summary(): TraceSummary {
    const { trace } = this;
    if (this.summarized !== trace || !this.lastSummary) {
      this.lastSummary = summarizeTrace(this.store, trace);
      this.summarized = trace;
    }
    return this.lastSummary;
  }
}
