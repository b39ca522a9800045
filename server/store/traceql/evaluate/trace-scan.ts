import type { Budget } from '../../budget.ts';
import type { Pipeline } from '../language/ast.ts';
import type { SpanStore } from '../storage/span-store.ts';
import type { StoredTrace } from '../storage/stored-trace.ts';
import { compilePipeline } from './pipeline.ts';
import type { QueryContext } from './query-context.ts';
import { SpanCursor } from './span-cursor.ts';
import type { Spanset } from './spanset.ts';

export interface TimeRange {
  /** Epoch nanoseconds; null leaves the side open. */
  readonly start: bigint | null;
  readonly end: bigint | null;
}

export interface TraceScan {
  readonly store: SpanStore;
  readonly pipeline: Pipeline;
  readonly context: QueryContext;
  readonly range: TimeRange;
  readonly budget: Budget;
}

interface FoundTrace {
  readonly trace: StoredTrace;
  readonly spansets: readonly Spanset[];
  readonly cursor: SpanCursor;
}

const TRACES_PER_PAUSE = 32;

/**
 * Evaluates a pipeline over every trace that overlaps the range, most recent first, until `visit` returns false.
 *
 * @throws BudgetExceeded, EvaluationError
 */
export async function scanTraces(scan: TraceScan, visit: (found: FoundTrace) => boolean): Promise<void> {
  const { store, context, budget } = scan;
  const traces = tracesInRange(store, scan.range);
  const [first] = traces;
  if (!first) return;
  const cursor = new SpanCursor(store, first.rows[0] ?? 0);
  const evaluate = compilePipeline(scan.pipeline, context, cursor);
  let sincePause = 0;
  for (const trace of traces) {
    // Dropped while the query gave way to others.
    if (trace.rows.length === 0) continue;
    budget.spend(trace.rows.length);
    if (context.needsNestedSets) store.ensureNestedSets(trace);
    const rows = candidatesOf(trace, context, cursor);
    const spansets = rows.length > 0 ? evaluate([{ rows, attributes: [] }]) : [];
    if (spansets.length > 0 && !visit({ trace, spansets, cursor })) return;
    if (++sincePause < TRACES_PER_PAUSE) continue;
    sincePause = 0;
    const pause = budget.breathe();
    if (pause) await pause;
  }
}

function candidatesOf(trace: StoredTrace, { isCandidate }: QueryContext, cursor: SpanCursor): readonly number[] {
  if (!isCandidate) return trace.rows;
  return trace.rows.filter((row) => {
    cursor.moveTo(row);
    return isCandidate(cursor);
  });
}

/** A copy: writes may reorder the store's list while a query waits. */
export function tracesInRange(store: SpanStore, { start, end }: TimeRange): readonly StoredTrace[] {
  return store
    .tracesByStart()
    .filter(({ startNano, endNano }) => (end === null || startNano <= end) && (start === null || endNano >= start));
}
