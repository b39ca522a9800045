import type { MetricsAggregate } from '../language/ast.ts';
import { formatAttribute } from '../language/attribute.ts';
import { NIL, staticKey, toNumber, type Static } from '../language/static.ts';
import { NIL_TEXT } from '../evaluate/attachment.ts';
import { createReader, type ValueReader } from '../evaluate/attribute-readers.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';
import { createExemplarBuckets, type ExemplarBuckets } from './exemplar-buckets.ts';
import type { ExemplarSpan, SpanStage, StageContext } from './stage.ts';
import { log2Bucket } from './log2-histogram.ts';
import { finishQuantiles, type HistogramSeries } from './quantile-series.ts';
import {
  NAME_LABEL,
  seriesKey,
  toLabelValue,
  type Exemplar,
  type Label,
  type Series,
  type SeriesSet,
} from './series.ts';
import { toExemplarLabels } from './exemplar-labels.ts';

const SECOND = 1e9;
const BUCKET_LABEL = '__bucket';

const isNil = ({ type }: Static) => type === 'nil';

interface Group {
  readonly labels: readonly Label[];
  /** Sum, minimum, maximum or count of each interval. */
  readonly values: Float64Array;
  /** Spans with a value, for averages. */
  readonly counts: Float64Array;
  readonly histograms: HistogramSeries['histograms'];
  readonly exemplars: Exemplar[];
  readonly buckets: ExemplarBuckets;
}

/** `rate`, `count_over_time` and the functions over an attribute's values. */
export function createAggregateStage(aggregate: MetricsAggregate, context: StageContext): SpanStage {
  const { op } = aggregate;
  const groups = new Map<string, Group>();
  // Of a span's parent no attribute is fetched.
  const readLabels = aggregate.by.map((attribute) =>
    attribute.parent && attribute.scope !== 'none' ? () => NIL : createReader(attribute, context.context),
  );
  const valueOf = createValueReader(aggregate, context);
  const isHistogram = op === 'histogram_over_time';
  const showsMore = isHistogram || op === 'quantile_over_time';
  const groupOf = (at: SpanCursor, value: number): Group => {
    const labelValues = readLabels.map((read) => toLabelValue(read(at)));
    // Nothing but nils is shown by that text, as one series with the values that Tempo shows so.
    if (!showsMore && labelValues.length > 0 && labelValues.every(isNil)) labelValues[0] = NIL_TEXT;
    if (isHistogram) labelValues.push({ type: 'float', value });
    return groupFor(labelValues);
  };
  const groupFor = (labelValues: readonly Static[]): Group => {
    const key = labelValues.map(staticKey).join('\u0002');
    const known = groups.get(key);
    if (known) return known;
    const group = createGroup(toLabels(aggregate, labelValues), aggregate, context);
    groups.set(key, group);
    return group;
  };
  // An ungrouped count is a series of zeros when nothing matched.
  if (readLabels.length === 0 && (op === 'rate' || op === 'count_over_time')) groupFor([]);
  return {
    observe(at, interval) {
      const value = valueOf(at);
      if (value === null) return;
      record(op, groupOf(at, value), { interval, value });
    },
    observeExemplar(at, exemplar) {
      const value = valueOf(at);
      if (value === null) return;
      const group = groupOf(at, value);
      if (!group.buckets.take(exemplar.timestampMs)) return;
      group.exemplars.push(toExemplar(exemplar, exemplarValue(aggregate, at, context)));
    },
    finish: () => finishGroups(aggregate, [...groups.values()], context),
  };
}

function createGroup(labels: readonly Label[], { op }: MetricsAggregate, context: StageContext): Group {
  context.onSeries();
  const { count } = context.intervals;
  const isCount = op === 'rate' || op === 'count_over_time' || op === 'histogram_over_time';
  return {
    labels,
    values: new Float64Array(count).fill(isCount ? 0 : Number.NaN),
    counts: new Float64Array(op === 'avg_over_time' ? count : 0),
    histograms: op === 'quantile_over_time' ? Array.from({ length: count }, () => null) : [],
    exemplars: [],
    buckets: createExemplarBuckets(context.maxExemplars, context.intervals),
  };
}

/** A label for each value that is there; when none is, the first says nil. Without grouping, the function's name. */
function toLabels({ op, by }: MetricsAggregate, values: readonly Static[]): readonly Label[] {
  if (by.length === 0 && values.length === 0) {
    return op === 'quantile_over_time' ? [] : [{ name: NAME_LABEL, value: { type: 'string', value: op } }];
  }
  const labels = by
    .map((attribute, index) => ({ name: formatAttribute(attribute), value: values[index] ?? NIL }))
    .filter(({ value }) => value.type !== 'nil');
  const bucket = values[by.length];
  if (bucket) labels.push({ name: BUCKET_LABEL, value: bucket });
  const [first] = by;
  if (labels.length > 0 || !first || op === 'quantile_over_time') return labels;
  return [{ name: formatAttribute(first), value: { type: 'string', value: 'nil' } }];
}

/** What a span contributes: a number, or the bound of its bucket; null when it has no part in the series. */
function createValueReader(
  { op, attribute }: MetricsAggregate,
  context: StageContext,
): (at: SpanCursor) => number | null {
  if (!attribute) return () => 1;
  const read = createReader(attribute, context.context);
  const isSeconds = attribute.intrinsic === 'duration';
  if (op === 'histogram_over_time' || op === 'quantile_over_time') return (at) => bucketOf(read(at));
  return (at) => {
    const value = toNumber(read(at));
    if (Number.isNaN(value)) return null;
    return isSeconds ? value / SECOND : value;
  };
}

function bucketOf(value: Static): number | null {
  if (value.type !== 'int' && value.type !== 'duration') return null;
  const bound = log2Bucket(value.value);
  return bound !== null && value.type === 'duration' ? bound / SECOND : bound;
}

interface Observation {
  readonly interval: number;
  readonly value: number;
}

function record(op: MetricsAggregate['op'], group: Group, { interval, value }: Observation): void {
  const { values } = group;
  const current = values[interval] ?? Number.NaN;
  switch (op) {
    case 'rate':
    case 'count_over_time':
    case 'histogram_over_time':
      values[interval] = current + 1;
      return;
    case 'min_over_time':
      if (!(current <= value)) values[interval] = value;
      return;
    case 'max_over_time':
      if (!(current >= value)) values[interval] = value;
      return;
    case 'avg_over_time':
      group.counts[interval] = (group.counts[interval] ?? 0) + 1;
      values[interval] = Number.isNaN(current) ? value : current + value;
      return;
    case 'sum_over_time':
      values[interval] = Number.isNaN(current) ? value : current + value;
      return;
    case 'quantile_over_time': {
      const histogram = (group.histograms[interval] ??= new Map());
      histogram.set(value, (histogram.get(value) ?? 0) + 1);
    }
  }
}

/** Counts get the value of their sample later on; functions of values show the span's own. */
function exemplarValue({ op, attribute }: MetricsAggregate, at: SpanCursor, { context }: StageContext): number {
  if (!attribute || op === 'histogram_over_time') return Number.NaN;
  const read: ValueReader = createReader(attribute, context);
  const value = toNumber(read(at));
  return attribute.intrinsic === 'duration' ? value / SECOND : value;
}

const toExemplar = ({ attributes, timestampMs }: ExemplarSpan, value: number): Exemplar => ({
  labels: toExemplarLabels(attributes),
  value,
  timestampMs,
});

function finishGroups(aggregate: MetricsAggregate, groups: readonly Group[], { intervals }: StageContext): SeriesSet {
  if (aggregate.op === 'quantile_over_time') return finishQuantiles(groups, aggregate.quantiles);
  const seconds = Number(intervals.stepNano) / SECOND;
  const finished = groups.map(({ labels, values, counts, exemplars }): Series => {
    if (aggregate.op === 'rate') return { labels, values: values.map((value) => value * (1 / seconds)), exemplars };
    if (aggregate.op === 'avg_over_time')
      return { labels, values: values.map((value, index) => value / (counts[index] ?? 1)), exemplars };
    return { labels, values, exemplars };
  });
  return new Map(finished.map((series) => [seriesKey(series.labels), series]));
}
