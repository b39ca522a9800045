import type { MetricsCompare } from '../language/ast.ts';
import { NIL } from '../language/static.ts';
import { SHOW_ALL } from '../evaluate/attachment.ts';
import { compilePredicate } from '../evaluate/compile.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import { nanosAt } from '../storage/columns.ts';
import { createCompareCounts, type CompareCounts, type Side } from './compare-counts.ts';
import { CompareScan } from './compare-scan.ts';
import { createExemplarBuckets } from './exemplar-buckets.ts';
import { toExemplarLabels } from './exemplar-labels.ts';
import type { SpanStage, StageContext } from './stage.ts';
import { seriesKey, type Label, type Series, type SeriesSet } from './series.ts';

/** `compare()`: how often each attribute has each value, inside the selection and outside. */
export function createCompareStage(stage: MetricsCompare, context: StageContext): SpanStage {
  const counts = createCompareCounts(context.intervals.count, context.onValue);
  const scan = new CompareScan(counts, context.context);
  const sideOf = createSelector(stage, context);
  const buckets = createExemplarBuckets(context.maxExemplars, context.intervals);
  return {
    observe: (at, interval) => scan.count(at, sideOf(at), interval),
    observeExemplar(at, { attributes, timestampMs }) {
      if (!buckets.take(timestampMs)) return;
      const side = sideOf(at);
      const exemplar = { labels: toExemplarLabels(attributes), value: Number.NaN, timestampMs };
      for (const { name } of exemplar.labels) counts.sides[side].get(name)?.exemplars.push(exemplar);
    },
    finish: () => finishSides(counts.sides, stage.topN),
  };
}

function createSelector({ filter, start, end }: MetricsCompare, { context }: StageContext): (at: SpanCursor) => Side {
  const matches = compilePredicate(filter.expression, { ...context, attachment: SHOW_ALL });
  const isLimited = start > 0 && end > 0;
  return (at) => {
    if (isLimited) {
      const startedAt = Number(nanosAt(at.chunk.start, at.row));
      if (startedAt <= start || startedAt > end) return 'baseline';
    }
    return matches(at) ? 'selection' : 'baseline';
  };
}

function finishSides(sides: CompareCounts['sides'], topN: number): SeriesSet {
  const finished: Series[] = [];
  for (const side of ['baseline', 'selection'] as const) {
    for (const [name, { values, totals, exemplars }] of sides[side]) {
      const top = [...values.values()].sort((a, b) => b.total - a.total).slice(0, topN);
      for (const counts of top) {
        const labels = [metaType(side), { name, value: counts.value }];
        finished.push({ labels, values: counts.toArray(), exemplars: [] });
      }
      finished.push({ labels: [metaType(`${side}_total`), { name, value: NIL }], values: totals, exemplars });
    }
  }
  return new Map(finished.map((series) => [seriesKey(series.labels), series]));
}

const metaType = (value: string): Label => ({ name: '__meta_type', value: { type: 'string', value } });
