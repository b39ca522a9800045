import type { Metric, MetricData, ResourceMetrics } from '../../telemetry.ts';
import { labelSetFrom, type LabelSet } from '../model/labels.ts';
import { resourceLabels, type ResourceLabels } from './attributes.ts';
import { convertExponential, convertHistogram, convertNumbers, convertSummary } from './data-points.ts';
import type { DeltaTotals } from './deltas.ts';
import { prometheusName, unitName, type NamedKind } from './metric-names.ts';
import type { PointSeriesCache } from './point-series.ts';
import { toMs, type PointTarget } from './point-target.ts';
import type { Sink } from './sink.ts';

/** Writes OTLP metrics as Prometheus series, by the OpenTelemetry-to-Prometheus specification. */
export function convertOtlp(batch: readonly ResourceMetrics[], destination: Destination): void {
  for (const { resource, scopeMetrics } of batch) {
    const labels = resourceLabels(resource);
    const times = { first: Infinity, last: -Infinity };
    for (const { metrics } of scopeMetrics)
      for (const metric of metrics) {
        for (const { timeUnixNano } of metric.data.points) noteTime(times, toMs(timeUnixNano));
        convertMetric(metric, labels, destination);
      }
    writeTargetInfo(labels, times, destination.sink);
  }
}

interface Times {
  first: number;
  last: number;
}

function noteTime(times: Times, timeMs: number): void {
  times.first = Math.min(times.first, timeMs);
  times.last = Math.max(times.last, timeMs);
}

interface Destination {
  readonly sink: Sink;
  readonly deltas: DeltaTotals;
  readonly series: PointSeriesCache;
}

const TYPES: Readonly<Record<MetricData['kind'], string>> = {
  gauge: 'gauge',
  sum: 'counter',
  histogram: 'histogram',
  exponentialHistogram: 'histogram',
  summary: 'summary',
};

function namedKind(data: MetricData): NamedKind {
  if (data.kind === 'gauge') return 'gauge';
  return data.kind === 'sum' && data.monotonic ? 'counter' : 'other';
}

function convertMetric(
  { name, unit, description, data }: Metric,
  resource: ResourceLabels,
  { sink, deltas, series }: Destination,
): void {
  const family = prometheusName(name, unit, namedKind(data));
  if (family === '') return sink.refuse(data.points.length, 'metric without a name');
  if ('temporality' in data && data.temporality === 0 && data.points.length > 0)
    return sink.refuse(data.points.length, `invalid temporality and type combination for metric "${name}"`);
  if (data.points.length === 0) return;
  const type = data.kind === 'sum' && !data.monotonic ? 'gauge' : TYPES[data.kind];
  sink.metadata(family, { type, help: description, unit: unitName(unit) });
  const target: PointTarget = {
    name: family,
    sink,
    deltas,
    isDelta: 'temporality' in data && data.temporality === 1,
    seriesOf: (attributes) => series.of(attributes, resource),
  };
  switch (data.kind) {
    case 'gauge':
    case 'sum':
      return convertNumbers(data.points, target);
    case 'histogram':
      return convertHistogram(data.points, target);
    case 'exponentialHistogram':
      return convertExponential(data.points, target);
    case 'summary':
      return convertSummary(data.points, target);
  }
}

/** Half the lookback, so that target_info is there wherever its resource's samples are. */
const TARGET_INFO_INTERVAL_MS = 150_000;

function writeTargetInfo({ info }: ResourceLabels, { first, last }: Times, sink: Sink): void {
  if (!info || first > last) return;
  const labels: LabelSet = labelSetFrom(info);
  // A batch may span any length of time; what lies far back needs no gapless info.
  const from = Math.max(first, last - 1000 * TARGET_INFO_INTERVAL_MS);
  for (let timeMs = from; timeMs < last; timeMs += TARGET_INFO_INTERVAL_MS) sink.float(labels, { timeMs, value: 1 });
  sink.float(labels, { timeMs: last, value: 1 });
}
