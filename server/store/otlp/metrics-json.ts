import type {
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricData,
  NumberPoint,
  OtlpExemplar,
  ResourceMetrics,
  SummaryPoint,
} from '../telemetry.ts';
import {
  attributesField,
  booleanField,
  doubleField,
  enumField,
  field,
  idField,
  integerField,
  listField,
  objectField,
  parseJson,
  resourceField,
  scopeField,
  textField,
  timeField,
  toBigint,
  toDouble,
  toObject,
  valuesField,
  type JsonObject,
} from './json-values.ts';
import { toTemporality } from './metrics-proto.ts';

const TEMPORALITIES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`);

/** @throws DecodeError */
export function decodeMetricsJson(text: string): ResourceMetrics[] {
  return listField(toObject(parseJson(text), 'request'), 'resourceMetrics', (resourceMetrics) => ({
    resource: resourceField(resourceMetrics),
    scopeMetrics: listField(resourceMetrics, 'scopeMetrics', (scopeMetrics) => ({
      scope: scopeField(scopeMetrics),
      metrics: listField(scopeMetrics, 'metrics', readMetric).filter((metric) => metric !== null),
    })),
  }));
}

/** null for a metric without data, or of a kind we do not know. */
function readMetric(metric: JsonObject): Metric | null {
  const data = readData(metric);
  if (data === null) return null;
  return {
    name: textField(metric, 'name'),
    description: textField(metric, 'description'),
    unit: textField(metric, 'unit'),
    data,
  };
}

function readData(metric: JsonObject): MetricData | null {
  const has = (name: string) => field(metric, name) !== undefined && field(metric, name) !== null;
  if (has('gauge')) {
    return { kind: 'gauge', points: listField(objectField(metric, 'gauge'), 'dataPoints', readNumberPoint) };
  }
  if (has('sum')) {
    const sum = objectField(metric, 'sum');
    const points = listField(sum, 'dataPoints', readNumberPoint);
    return { kind: 'sum', points, temporality: temporalityOf(sum), monotonic: booleanField(sum, 'isMonotonic') };
  }
  if (has('histogram')) {
    const histogram = objectField(metric, 'histogram');
    const points = listField(histogram, 'dataPoints', readHistogramPoint);
    return { kind: 'histogram', points, temporality: temporalityOf(histogram) };
  }
  if (has('exponentialHistogram')) {
    const histogram = objectField(metric, 'exponentialHistogram');
    const points = listField(histogram, 'dataPoints', readExponentialHistogramPoint);
    return { kind: 'exponentialHistogram', points, temporality: temporalityOf(histogram) };
  }
  if (has('summary')) {
    return { kind: 'summary', points: listField(objectField(metric, 'summary'), 'dataPoints', readSummaryPoint) };
  }
  return null;
}

const temporalityOf = (data: JsonObject) => toTemporality(enumField(data, 'aggregationTemporality', TEMPORALITIES));

function readPoint(point: JsonObject) {
  return {
    attributes: attributesField(point, 'attributes'),
    startUnixNano: timeField(point, 'startTimeUnixNano'),
    timeUnixNano: timeField(point, 'timeUnixNano'),
    flags: integerField(point, 'flags'),
    exemplars: listField(point, 'exemplars', readExemplar),
  };
}

/** `asDouble` or `asInt`. */
function readNumber(point: JsonObject): number {
  return doubleField(point, 'asDouble') ?? integerField(point, 'asInt');
}

function readNumberPoint(point: JsonObject): NumberPoint {
  return { ...readPoint(point), value: readNumber(point) };
}

function readHistogramPoint(point: JsonObject): HistogramPoint {
  return {
    ...readPoint(point),
    count: integerField(point, 'count'),
    sum: doubleField(point, 'sum'),
    bucketCounts: countsField(point, 'bucketCounts'),
    explicitBounds: valuesField(point, 'explicitBounds').map((bound) => toDouble(bound, 'explicitBounds')),
  };
}

const countsField = (object: JsonObject, name: string): number[] =>
  valuesField(object, name).map((count) => Number(toBigint(count, name)));

function readExponentialHistogramPoint(point: JsonObject): ExponentialHistogramPoint {
  return {
    ...readPoint(point),
    count: integerField(point, 'count'),
    sum: doubleField(point, 'sum'),
    scale: integerField(point, 'scale'),
    zeroCount: integerField(point, 'zeroCount'),
    zeroThreshold: doubleField(point, 'zeroThreshold') ?? 0,
    positive: readBuckets(objectField(point, 'positive')),
    negative: readBuckets(objectField(point, 'negative')),
  };
}

function readBuckets(buckets: JsonObject): ExponentialBuckets {
  return { offset: integerField(buckets, 'offset'), bucketCounts: countsField(buckets, 'bucketCounts') };
}

function readSummaryPoint(point: JsonObject): SummaryPoint {
  return {
    ...readPoint(point),
    count: integerField(point, 'count'),
    sum: doubleField(point, 'sum') ?? 0,
    quantiles: listField(point, 'quantileValues', (pair) => ({
      quantile: doubleField(pair, 'quantile') ?? 0,
      value: doubleField(pair, 'value') ?? 0,
    })),
  };
}

function readExemplar(exemplar: JsonObject): OtlpExemplar {
  return {
    timeUnixNano: timeField(exemplar, 'timeUnixNano'),
    value: readNumber(exemplar),
    traceId: idField(exemplar, 'traceId', 16),
    spanId: idField(exemplar, 'spanId', 8),
    attributes: attributesField(exemplar, 'filteredAttributes'),
  };
}
