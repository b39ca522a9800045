import type { MetricsCompare } from '../language/ast.ts';
import { formatAttribute } from '../language/attribute.ts';
import { NIL, staticKey, type Static } from '../language/static.ts';
import { SHOW_ALL } from '../evaluate/attachment.ts';
import { compilePredicate } from '../evaluate/compile.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import { nanosAt } from '../storage/columns.ts';
import { createExemplarBuckets } from './exemplar-buckets.ts';
import { toExemplarLabels } from './exemplar-labels.ts';
import type { SpanStage, StageContext } from './first-stage.ts';
import { seriesKey, toLabelValue, type Exemplar, type Label, type Series, type SeriesSet } from './series.ts';

type Side = 'baseline' | 'selection';

interface ValueCounts {
  readonly value: Static;
  readonly counts: Float64Array;
}
interface AttributeCounts {
  readonly values: Map<string, ValueCounts>;
  readonly totals: Float64Array;
  readonly exemplars: Exemplar[];
}

/** `compare()`: how often each attribute has each value, inside the selection and outside. */
export function createCompareStage(stage: MetricsCompare, context: StageContext): SpanStage {
  const sides: Readonly<Record<Side, Map<string, AttributeCounts>>> = { baseline: new Map(), selection: new Map() };
  const sideOf = createSelector(stage, context);
  const buckets = createExemplarBuckets(context.maxExemplars, context.intervals);
  const { count } = context.intervals;
  const countsOf = (side: Side, name: string): AttributeCounts => {
    const known = sides[side].get(name);
    if (known) return known;
    context.onSeries();
    const counts = { values: new Map<string, ValueCounts>(), totals: new Float64Array(count), exemplars: [] };
    sides[side].set(name, counts);
    return counts;
  };
  return {
    observe(at, interval) {
      const side = sideOf(at);
      for (const { attribute, value } of context.listAttributes(at)) {
        if (value.type === 'duration' || attribute.intrinsic === 'traceId') continue;
        const counts = countsOf(side, formatAttribute(attribute));
        counts.totals[interval] = (counts.totals[interval] ?? 0) + 1;
        const shown = toLabelValue(value);
        const key = staticKey(shown);
        let ofValue = counts.values.get(key);
        if (!ofValue) {
          context.onSeries();
          ofValue = { value: shown, counts: new Float64Array(count) };
          counts.values.set(key, ofValue);
        }
        ofValue.counts[interval] = (ofValue.counts[interval] ?? 0) + 1;
      }
    },
    observeExemplar(at, { attributes, timestampMs }) {
      if (!buckets.take(timestampMs)) return;
      const side = sideOf(at);
      const exemplar = { labels: toExemplarLabels(attributes), value: Number.NaN, timestampMs };
      for (const { name } of exemplar.labels) sides[side].get(name)?.exemplars.push(exemplar);
    },
    finish: () => finishSides(sides, stage.topN),
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

function finishSides(sides: Readonly<Record<Side, Map<string, AttributeCounts>>>, topN: number): SeriesSet {
  const finished: Series[] = [];
  for (const side of ['baseline', 'selection'] as const) {
    for (const [name, { values, totals, exemplars }] of sides[side]) {
      const top = [...values.values()].sort((a, b) => sum(b.counts) - sum(a.counts)).slice(0, topN);
      for (const { value, counts } of top) {
        finished.push({ labels: [metaType(side), { name, value }], values: counts, exemplars: [] });
      }
      finished.push({ labels: [metaType(`${side}_total`), { name, value: NIL }], values: totals, exemplars });
    }
  }
  return new Map(finished.map((series) => [seriesKey(series.labels), series]));
}

const metaType = (value: string): Label => ({ name: '__meta_type', value: { type: 'string', value } });
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
