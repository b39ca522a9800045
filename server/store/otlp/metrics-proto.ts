import type {
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  KeyValue,
  Metric,
  MetricData,
  NumberPoint,
  OtlpExemplar,
  ResourceMetrics,
  SummaryPoint,
  Temporality,
} from '../telemetry.ts';
import { readKeyValue, readResources } from './common-proto.ts';
import { bytesKey, decodeProto, fixed64Key, varintKey, type ProtoReader } from './proto-reader.ts';

const NAME = bytesKey(1);
const DESCRIPTION = bytesKey(2);
const UNIT = bytesKey(3);
const GAUGE = bytesKey(5);
const SUM = bytesKey(7);
const HISTOGRAM = bytesKey(9);
const EXPONENTIAL_HISTOGRAM = bytesKey(10);
const SUMMARY = bytesKey(11);
const POINTS = bytesKey(1);
const TEMPORALITY = varintKey(2);
const MONOTONIC = varintKey(3);
/** These are the same in every kind of data point. */
const START = fixed64Key(2);
const TIME = fixed64Key(3);
const COUNT = fixed64Key(4);
const POINT_SUM = fixed64Key(5);

/** @throws DecodeError */
export function decodeMetricsProto(payload: Uint8Array): ResourceMetrics[] {
  const resources = decodeProto(payload, (reader, end) => readResources(reader, end, readMetric));
  return resources.map(({ resource, scoped }) => ({
    resource,
    scopeMetrics: scoped.map(({ scope, items }) => ({ scope, metrics: items })),
  }));
}

/** null for a metric without data, or of a kind we do not know. */
function readMetric(reader: ProtoReader): Metric | null {
  const end = reader.enter();
  let name = '';
  let description = '';
  let unit = '';
  let data: MetricData | null = null;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === NAME) name = reader.knownText();
    else if (key === DESCRIPTION) description = reader.knownText();
    else if (key === UNIT) unit = reader.knownText();
    else data = readData(reader, key) ?? data;
  }
  return data && { name, description, unit, data };
}

function readData(reader: ProtoReader, key: number): MetricData | null {
  switch (key) {
    case GAUGE:
      return { kind: 'gauge', points: readPoints(reader, readNumberPoint).points };
    case SUM:
      return { kind: 'sum', ...readPoints(reader, readNumberPoint) };
    case HISTOGRAM: {
      const { points, temporality } = readPoints(reader, readHistogramPoint);
      return { kind: 'histogram', points, temporality };
    }
    case EXPONENTIAL_HISTOGRAM: {
      const { points, temporality } = readPoints(reader, readExponentialHistogramPoint);
      return { kind: 'exponentialHistogram', points, temporality };
    }
    case SUMMARY:
      return { kind: 'summary', points: readPoints(reader, readSummaryPoint).points };
    default:
      reader.pass(key);
      return null;
  }
}

function readPoints<Point>(reader: ProtoReader, readPoint: (reader: ProtoReader) => Point) {
  const end = reader.enter();
  const points: Point[] = [];
  let temporality: Temporality = 0;
  let monotonic = false;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === POINTS) {
      reader.count();
      points.push(readPoint(reader));
    } else if (key === TEMPORALITY) temporality = toTemporality(reader.readVarint(true));
    else if (key === MONOTONIC) monotonic = reader.readBoolean();
    else reader.pass(key);
  }
  return { points, temporality, monotonic };
}

export const toTemporality = (value: number): Temporality => (value === 1 || value === 2 ? value : 0);

/** The start of every point; the lists are filled while it is read. */
function startPoint() {
  const attributes: KeyValue[] = [];
  const exemplars: OtlpExemplar[] = [];
  return { attributes, startUnixNano: 0n, timeUnixNano: 0n, flags: 0, exemplars };
}

const NUMBER_DOUBLE = fixed64Key(4);
const NUMBER_INT = fixed64Key(6);
const NUMBER_EXEMPLARS = bytesKey(5);
const NUMBER_ATTRIBUTES = bytesKey(7);
const NUMBER_FLAGS = varintKey(8);

function readNumberPoint(reader: ProtoReader): NumberPoint {
  const end = reader.enter();
  const point = { ...startPoint(), value: 0 };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === NUMBER_ATTRIBUTES) point.attributes.push(readKeyValue(reader));
    else if (key === START) point.startUnixNano = reader.bigFixed64();
    else if (key === TIME) point.timeUnixNano = reader.bigFixed64();
    else if (key === NUMBER_DOUBLE) point.value = reader.readDouble();
    else if (key === NUMBER_INT) point.value = reader.readSFixed64();
    else if (key === NUMBER_EXEMPLARS) point.exemplars.push(readExemplar(reader));
    else if (key === NUMBER_FLAGS) point.flags = reader.readVarint();
    else reader.pass(key);
  }
  return point;
}

const BUCKET_COUNTS = 6;
const EXPLICIT_BOUNDS = 7;
const HISTOGRAM_EXEMPLARS = bytesKey(8);
const HISTOGRAM_ATTRIBUTES = bytesKey(9);
const HISTOGRAM_FLAGS = varintKey(10);

function readHistogramPoint(reader: ProtoReader): HistogramPoint {
  const end = reader.enter();
  const bucketCounts: number[] = [];
  const explicitBounds: number[] = [];
  const point = { ...startPoint(), count: 0, sum: null as number | null, bucketCounts, explicitBounds };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key >>> 3 === BUCKET_COUNTS) readFixed64s(reader, key, bucketCounts);
    else if (key >>> 3 === EXPLICIT_BOUNDS) readDoubles(reader, key, explicitBounds);
    else if (key === HISTOGRAM_ATTRIBUTES) point.attributes.push(readKeyValue(reader));
    else if (key === START) point.startUnixNano = reader.bigFixed64();
    else if (key === TIME) point.timeUnixNano = reader.bigFixed64();
    else if (key === COUNT) point.count = reader.readFixed64();
    else if (key === POINT_SUM) point.sum = reader.readDouble();
    else if (key === HISTOGRAM_EXEMPLARS) point.exemplars.push(readExemplar(reader));
    else if (key === HISTOGRAM_FLAGS) point.flags = reader.readVarint();
    else reader.pass(key);
  }
  return point;
}

const EXPONENTIAL_ATTRIBUTES = bytesKey(1);
const SCALE = varintKey(6);
const ZERO_COUNT = fixed64Key(7);
const POSITIVE = bytesKey(8);
const NEGATIVE = bytesKey(9);
const EXPONENTIAL_FLAGS = varintKey(10);
const EXPONENTIAL_EXEMPLARS = bytesKey(11);
const ZERO_THRESHOLD = fixed64Key(14);
const NO_BUCKETS: ExponentialBuckets = { offset: 0, bucketCounts: [] };

function readExponentialHistogramPoint(reader: ProtoReader): ExponentialHistogramPoint {
  const end = reader.enter();
  const point = {
    ...startPoint(),
    count: 0,
    sum: null as number | null,
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
  };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === EXPONENTIAL_ATTRIBUTES) point.attributes.push(readKeyValue(reader));
    else if (key === START) point.startUnixNano = reader.bigFixed64();
    else if (key === TIME) point.timeUnixNano = reader.bigFixed64();
    else if (key === COUNT) point.count = reader.readFixed64();
    else if (key === POINT_SUM) point.sum = reader.readDouble();
    else if (key === SCALE) point.scale = reader.readSVarint();
    else if (key === ZERO_COUNT) point.zeroCount = reader.readFixed64();
    else if (key === POSITIVE) point.positive = readBuckets(reader);
    else if (key === NEGATIVE) point.negative = readBuckets(reader);
    else if (key === ZERO_THRESHOLD) point.zeroThreshold = reader.readDouble();
    else if (key === EXPONENTIAL_EXEMPLARS) point.exemplars.push(readExemplar(reader));
    else if (key === EXPONENTIAL_FLAGS) point.flags = reader.readVarint();
    else reader.pass(key);
  }
  return point;
}

function readBuckets(reader: ProtoReader): ExponentialBuckets {
  const end = reader.enter();
  const bucketCounts: number[] = [];
  let offset = 0;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === varintKey(1)) offset = reader.readSVarint();
    else if (key === varintKey(2)) bucketCounts.push(reader.readVarint());
    else if (key === bytesKey(2)) {
      const last = reader.enter();
      while (reader.pos < last) {
        reader.count();
        bucketCounts.push(reader.readVarint());
      }
      reader.leave(last);
    } else reader.pass(key);
  }
  return { offset, bucketCounts };
}

const SUMMARY_QUANTILES = bytesKey(6);
const SUMMARY_ATTRIBUTES = bytesKey(7);
const SUMMARY_FLAGS = varintKey(8);

function readSummaryPoint(reader: ProtoReader): SummaryPoint {
  const end = reader.enter();
  const quantiles: { quantile: number; value: number }[] = [];
  const point = { ...startPoint(), count: 0, sum: 0, quantiles };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === SUMMARY_ATTRIBUTES) point.attributes.push(readKeyValue(reader));
    else if (key === START) point.startUnixNano = reader.bigFixed64();
    else if (key === TIME) point.timeUnixNano = reader.bigFixed64();
    else if (key === COUNT) point.count = reader.readFixed64();
    else if (key === POINT_SUM) point.sum = reader.readDouble();
    else if (key === SUMMARY_QUANTILES) quantiles.push(readQuantile(reader));
    else if (key === SUMMARY_FLAGS) point.flags = reader.readVarint();
    else reader.pass(key);
  }
  return point;
}

function readQuantile(reader: ProtoReader): { quantile: number; value: number } {
  reader.count();
  const end = reader.enter();
  const pair = { quantile: 0, value: 0 };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === fixed64Key(1)) pair.quantile = reader.readDouble();
    else if (key === fixed64Key(2)) pair.value = reader.readDouble();
    else reader.pass(key);
  }
  return pair;
}

const EXEMPLAR_DOUBLE = fixed64Key(3);
const EXEMPLAR_SPAN_ID = bytesKey(4);
const EXEMPLAR_TRACE_ID = bytesKey(5);
const EXEMPLAR_INT = fixed64Key(6);
const EXEMPLAR_ATTRIBUTES = bytesKey(7);

function readExemplar(reader: ProtoReader): OtlpExemplar {
  reader.count();
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  const exemplar = { timeUnixNano: 0n, value: 0, traceId: '', spanId: '', attributes };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === START) exemplar.timeUnixNano = reader.bigFixed64();
    else if (key === EXEMPLAR_DOUBLE) exemplar.value = reader.readDouble();
    else if (key === EXEMPLAR_INT) exemplar.value = reader.readSFixed64();
    else if (key === EXEMPLAR_SPAN_ID) exemplar.spanId = reader.spanId();
    else if (key === EXEMPLAR_TRACE_ID) exemplar.traceId = reader.traceId();
    else if (key === EXEMPLAR_ATTRIBUTES) attributes.push(readKeyValue(reader));
    else reader.pass(key);
  }
  return exemplar;
}

/** Packed, as proto3 writes it, or one by one. */
function readFixed64s(reader: ProtoReader, key: number, into: number[]): void {
  if (key === fixed64Key(BUCKET_COUNTS)) into.push(reader.readFixed64());
  else if (key === bytesKey(BUCKET_COUNTS)) {
    const end = reader.enter();
    while (reader.pos < end) into.push(reader.readFixed64());
    reader.leave(end);
  } else reader.pass(key);
}

function readDoubles(reader: ProtoReader, key: number, into: number[]): void {
  if (key === fixed64Key(EXPLICIT_BOUNDS)) into.push(reader.readDouble());
  else if (key === bytesKey(EXPLICIT_BOUNDS)) {
    const end = reader.enter();
    while (reader.pos < end) into.push(reader.readDouble());
    reader.leave(end);
  } else reader.pass(key);
}
