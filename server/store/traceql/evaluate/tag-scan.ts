import type { Budget } from '../../budget.ts';
import type { FieldExpression, Pipeline } from '../language/ast.ts';
import type { Attribute } from '../language/attribute.ts';
import type { SpanStore } from '../storage/span-store.ts';
import { compilePredicate } from './compile.ts';
import { planFetch, type Condition } from './conditions.ts';
import { createQueryContext } from './query-context.ts';
import { SpanCursor } from './span-cursor.ts';
import { tracesInRange, type TimeRange } from './trace-scan.ts';

export interface TagScan {
  readonly store: SpanStore;
  readonly range: TimeRange;
  /** null: every span. */
  readonly filter: FieldExpression | null;
  readonly budget: Budget;
}

const TRACES_PER_PAUSE = 32;

/** Visits the spans of a range that meet a filter, until `visit` returns false. @throws BudgetExceeded */
export async function scanSpans(scan: TagScan, visit: (at: SpanCursor) => boolean): Promise<void> {
  const { store, filter, budget } = scan;
  const traces = tracesInRange(store, scan.range);
  const [first] = traces;
  if (!first) return;
  const cursor = new SpanCursor(store, first.rows[0] ?? 0);
  const { matches, needsNestedSets } = compileFilter(store, filter);
  let sincePause = 0;
  for (const trace of traces) {
    budget.spend(trace.rows.length);
    if (needsNestedSets) store.ensureNestedSets(trace);
    for (const row of trace.rows) {
      cursor.moveTo(row);
      if (matches(cursor) && !visit(cursor)) return;
    }
    if (++sincePause < TRACES_PER_PAUSE) continue;
    sincePause = 0;
    const pause = budget.breathe();
    if (pause) await pause;
  }
}

function compileFilter(store: SpanStore, filter: FieldExpression | null) {
  if (!filter) return { matches: () => true, needsNestedSets: false };
  const pipeline: Pipeline = { kind: 'pipeline', elements: [{ kind: 'filter', expression: filter }] };
  const context = createQueryContext(store, pipeline, planFetch(pipeline));
  return { matches: compilePredicate(filter, context), needsNestedSets: context.needsNestedSets };
}

/** A plan that reads one attribute as it is. */
export const planAttribute = (attribute: Attribute): readonly Condition[] => [{ attribute, op: 'none', operand: null }];
