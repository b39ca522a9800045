import type {
  ExponentialHistogramPoint,
  HistogramPoint,
  NumberPoint,
  OtlpExemplar,
  SummaryPoint,
} from '../../telemetry.ts';
import { labelSetFrom } from '../model/labels.ts';
import { formatPlain } from '../model/numbers.ts';
import type { StoredExemplar } from '../storage/exemplars.ts';
import { attributeText } from './attributes.ts';
import { countProblem } from './check-histogram.ts';
import { toNativeHistogram } from './exponential.ts';
import type { PointTarget } from './point-target.ts';
import { toMs } from './point-target.ts';

/** The point says that there is nothing: the series ends here. */
const hasNoValue = (flags: number): boolean => (flags & 1) === 1;

export function convertNumbers(
  points: readonly NumberPoint[],
  { name, sink, deltas, isDelta, seriesOf }: PointTarget,
): void {
  for (const point of points) {
    const series = seriesOf(point.attributes).named(name);
    const timeMs = toMs(point.timeUnixNano);
    const stale = hasNoValue(point.flags);
    const value = isDelta && !stale ? deltas.number(series.key, point) : point.value;
    if (value === null) {
      sink.refuse(1, `delta of ${name} is not newer than the last`);
      continue;
    }
    sink.float(series, { timeMs, value, stale, startMs: isDelta ? 0 : toMs(point.startUnixNano) });
    sink.exemplars(series, point.exemplars.map(toExemplar));
  }
}

export function convertHistogram(points: readonly HistogramPoint[], target: PointTarget): void {
  const { name, sink, deltas, isDelta, seriesOf } = target;
  for (const part of points) {
    const of = seriesOf(part.attributes);
    const stale = hasNoValue(part.flags);
    const point = isDelta && !stale ? deltas.histogram(of.named(name).key, part) : part;
    if (!point) {
      sink.refuse(1, `delta of ${name} is not newer than the last`);
      continue;
    }
    const sample = { timeMs: toMs(point.timeUnixNano), stale, startMs: isDelta ? 0 : toMs(point.startUnixNano) };
    if (point.sum !== null) sink.float(of.named(`${name}_sum`), { ...sample, value: point.sum });
    sink.float(of.named(`${name}_count`), { ...sample, value: point.count });
    const exemplars = bucketExemplars(part);
    let cumulative = 0;
    // Both lists can be shorter than they should be.
    const bounds = point.explicitBounds.slice(0, point.bucketCounts.length);
    [...bounds, Infinity].forEach((bound, index) => {
      cumulative += point.bucketCounts[index] ?? 0;
      const series = of.bucket(name, bound);
      sink.float(series, { ...sample, value: bound === Infinity ? point.count : cumulative });
      sink.exemplars(series, exemplars.get(bound) ?? []);
    });
  }
}

/** Each exemplar belongs to the first bucket that holds its value. */
function bucketExemplars({ explicitBounds, exemplars }: HistogramPoint): Map<number, StoredExemplar[]> {
  const byBound = new Map<number, StoredExemplar[]>();
  for (const exemplar of exemplars) {
    const bound = explicitBounds.find((candidate) => exemplar.value <= candidate) ?? Infinity;
    byBound.set(bound, [...(byBound.get(bound) ?? []), toExemplar(exemplar)]);
  }
  return byBound;
}

/** Longer label sets would not fit the exposition formats. */
const MAX_EXEMPLAR_LENGTH = 128;

function toExemplar({ timeUnixNano, value, traceId, spanId, attributes }: OtlpExemplar): StoredExemplar {
  const ids: [string, string][] = [];
  if (traceId !== '') ids.push(['trace_id', traceId]);
  if (spanId !== '') ids.push(['span_id', spanId]);
  const rest = attributes.map(({ key, value: text }): [string, string] => [key, attributeText(text)]);
  const length = [...ids, ...rest].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  return {
    timeMs: toMs(timeUnixNano),
    value,
    labels: labelSetFrom(length > MAX_EXEMPLAR_LENGTH ? ids : [...rest, ...ids]),
  };
}

export function convertExponential(points: readonly ExponentialHistogramPoint[], target: PointTarget): void {
  const { name, sink, deltas, isDelta, seriesOf } = target;
  for (const point of points) {
    const series = seriesOf(point.attributes).named(name);
    const timeMs = toMs(point.timeUnixNano);
    const own = toNativeHistogram(point);
    if (!own) {
      sink.refuse(1, `cannot convert exponential to native histogram. Scale must be >= -4, was ${point.scale}`);
      continue;
    }
    if (hasNoValue(point.flags)) {
      sink.histogram(series, timeMs, null);
      continue;
    }
    const problem = countProblem(own);
    if (problem !== null) {
      sink.refuse(1, problem);
      continue;
    }
    const histogram = isDelta ? deltas.native(series.key, point.timeUnixNano, own) : own;
    if (histogram) sink.histogram(series, timeMs, histogram);
    else sink.refuse(1, `delta of ${name} is not newer than the last`);
    sink.exemplars(series, point.exemplars.map(toExemplar));
  }
}

export function convertSummary(points: readonly SummaryPoint[], { name, sink, seriesOf }: PointTarget): void {
  for (const point of points) {
    const of = seriesOf(point.attributes);
    const sample = {
      timeMs: toMs(point.timeUnixNano),
      stale: hasNoValue(point.flags),
      startMs: toMs(point.startUnixNano),
    };
    sink.float(of.named(`${name}_sum`), { ...sample, value: point.sum });
    sink.float(of.named(`${name}_count`), { ...sample, value: point.count });
    for (const { quantile, value } of point.quantiles)
      sink.float(of.named(name, ['quantile', formatPlain(quantile)]), { ...sample, value });
  }
}
