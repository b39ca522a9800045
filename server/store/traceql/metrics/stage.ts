import type { FetchedAttribute } from '../evaluate/fetched-attributes.ts';
import type { QueryContext } from '../evaluate/query-context.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import type { Intervals } from './intervals.ts';
import type { SeriesSet } from './series.ts';

/** Turns spans into series. */
export interface SpanStage {
  /** @param interval the one the span started in */
  readonly observe: (at: SpanCursor, interval: number) => void;
  readonly observeExemplar: (at: SpanCursor, exemplar: ExemplarSpan) => void;
  readonly finish: () => SeriesSet;
}

/** What identifies a span that stands for its series. */
export interface ExemplarSpan {
  readonly attributes: readonly FetchedAttribute[];
  readonly timestampMs: number;
}

export interface StageContext {
  readonly context: QueryContext;
  readonly intervals: Intervals;
  /** How many exemplars the answer may have; 0 for none. */
  readonly maxExemplars: number;
  readonly listAttributes: (at: SpanCursor) => readonly FetchedAttribute[];
  /** Called for each new series. @throws BudgetExceeded */
  readonly onSeries: () => void;
  /** Called for each value that is counted without a series of its own. @throws BudgetExceeded */
  readonly onValue: () => void;
}
