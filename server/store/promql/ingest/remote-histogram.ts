import { DecodeError } from '../../otlp/decode-error.ts';
import { bytesKey, fixed64Key, varintKey, type ProtoReader } from '../../otlp/proto-reader.ts';
import type { NativeBuckets, NativeHistogram, SeriesWrite } from '../../telemetry.ts';
import { NO_BUCKETS } from '../histograms/histogram.ts';

interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A prompb Histogram as it stands on the wire. */
interface WireHistogram {
  count: number;
  sum: number;
  isStale: boolean;
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  readonly negativeSpans: Span[];
  readonly positiveSpans: Span[];
  /** Each count less the one before, or absolute counts. */
  negativeDeltas: number[];
  positiveDeltas: number[];
  negativeCounts: number[];
  positiveCounts: number[];
  customValues: number[];
  counterReset: NativeHistogram['counterReset'];
  timeMs: number;
}

const COUNT_INT = varintKey(1);
const COUNT_FLOAT = fixed64Key(2);
const SUM = fixed64Key(3);
const SCHEMA = varintKey(4);
const ZERO_THRESHOLD = fixed64Key(5);
const ZERO_COUNT_INT = varintKey(6);
const ZERO_COUNT_FLOAT = fixed64Key(7);
const NEGATIVE_SPANS = bytesKey(8);
const NEGATIVE_DELTAS = bytesKey(9);
const NEGATIVE_COUNTS = bytesKey(10);
const POSITIVE_SPANS = bytesKey(11);
const POSITIVE_DELTAS = bytesKey(12);
const POSITIVE_COUNTS = bytesKey(13);
const RESET_HINT = varintKey(14);
const TIMESTAMP = varintKey(15);
const CUSTOM_VALUES = bytesKey(16);

const STALE_BITS = 0x7ff0000000000002n;
const RESET_HINTS = ['unknown', 'reset', 'not_reset', 'gauge'] as const;
/** A span may name buckets without sending them. */
const MAX_BUCKETS = 100_000;

type FieldReader = (reader: ProtoReader, wire: WireHistogram) => void;

const FIELDS: ReadonlyMap<number, FieldReader> = new Map<number, FieldReader>([
  [COUNT_INT, (reader, wire) => (wire.count = Number(BigInt.asUintN(64, reader.bigVarint())))],
  [COUNT_FLOAT, (reader, wire) => (wire.count = reader.readDouble())],
  [SUM, readSum],
  [SCHEMA, (reader, wire) => (wire.schema = zigzag(reader.bigVarint()))],
  [ZERO_THRESHOLD, (reader, wire) => (wire.zeroThreshold = reader.readDouble())],
  [ZERO_COUNT_INT, (reader, wire) => (wire.zeroCount = Number(BigInt.asUintN(64, reader.bigVarint())))],
  [ZERO_COUNT_FLOAT, (reader, wire) => (wire.zeroCount = reader.readDouble())],
  [NEGATIVE_SPANS, (reader, wire) => void wire.negativeSpans.push(readSpan(reader))],
  [POSITIVE_SPANS, (reader, wire) => void wire.positiveSpans.push(readSpan(reader))],
  [NEGATIVE_DELTAS, (reader, wire) => (wire.negativeDeltas = readPacked(reader, () => zigzag(reader.bigVarint())))],
  [POSITIVE_DELTAS, (reader, wire) => (wire.positiveDeltas = readPacked(reader, () => zigzag(reader.bigVarint())))],
  [NEGATIVE_COUNTS, (reader, wire) => (wire.negativeCounts = readPacked(reader, () => reader.readDouble()))],
  [POSITIVE_COUNTS, (reader, wire) => (wire.positiveCounts = readPacked(reader, () => reader.readDouble()))],
  [RESET_HINT, (reader, wire) => (wire.counterReset = RESET_HINTS[reader.readVarint()] ?? 'unknown')],
  [TIMESTAMP, (reader, wire) => (wire.timeMs = Number(reader.bigVarint()))],
  [CUSTOM_VALUES, (reader, wire) => (wire.customValues = readPacked(reader, () => reader.readDouble()))],
]);

function readSum(reader: ProtoReader, wire: WireHistogram): void {
  wire.isStale = reader.dataView.getBigUint64(reader.pos, true) === STALE_BITS;
  wire.sum = reader.readDouble();
}

const zigzag = (value: bigint): number => {
  const unsigned = BigInt.asUintN(64, value);
  return Number((unsigned & 1n) === 1n ? -(unsigned >> 1n) - 1n : unsigned >> 1n);
};

function readPacked(reader: ProtoReader, read: () => number): number[] {
  const end = reader.enter();
  const values: number[] = [];
  while (reader.pos < end) {
    values.push(read());
    if (values.length > MAX_BUCKETS) throw new DecodeError(`histogram with more than ${MAX_BUCKETS} buckets`);
  }
  reader.leave(end);
  return values;
}

const SPAN_OFFSET = varintKey(1);
const SPAN_LENGTH = varintKey(2);

function readSpan(reader: ProtoReader): Span {
  reader.count();
  const end = reader.enter();
  let offset = 0;
  let length = 0;
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === SPAN_OFFSET) offset = zigzag(reader.bigVarint());
    else if (key === SPAN_LENGTH) length = Number(reader.bigVarint());
    else reader.pass(key);
  }
  return { offset, length };
}

/** @throws DecodeError when spans and buckets do not agree */
export function readNativeHistogram(reader: ProtoReader): NonNullable<SeriesWrite['histograms']>[number] {
  reader.count();
  const end = reader.enter();
  const wire = emptyHistogram();
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    const read = FIELDS.get(key);
    if (read) read(reader, wire);
    else reader.pass(key);
  }
  return { timeMs: wire.timeMs, histogram: wire.isStale ? null : toHistogram(wire) };
}

const emptyHistogram = (): WireHistogram => ({
  count: 0,
  sum: 0,
  isStale: false,
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  negativeSpans: [],
  positiveSpans: [],
  negativeDeltas: [],
  positiveDeltas: [],
  negativeCounts: [],
  positiveCounts: [],
  customValues: [],
  counterReset: 'unknown',
  timeMs: 0,
});

function toHistogram(wire: WireHistogram): NativeHistogram {
  const { schema, customValues, count, sum, zeroThreshold, zeroCount, counterReset } = wire;
  const positive = toBuckets(wire.positiveSpans, wire.positiveCounts, wire.positiveDeltas);
  const negative = toBuckets(wire.negativeSpans, wire.negativeCounts, wire.negativeDeltas);
  return { counterReset, schema, zeroThreshold, zeroCount, count, sum, positive, negative, customValues };
}

function toBuckets(spans: readonly Span[], counts: readonly number[], deltas: readonly number[]): NativeBuckets {
  if (spans.length === 0) return NO_BUCKETS;
  const absolute = counts.length > 0 ? counts : accumulate(deltas);
  const indexes: number[] = [];
  let next = 0;
  spans.forEach(({ offset, length }, position) => {
    if (position > 0 && offset < 0) throw new DecodeError('histogram has a span whose offset is negative');
    if (indexes.length + length > absolute.length) throw new DecodeError('histogram spans need more buckets than sent');
    next += offset;
    for (let bucket = 0; bucket < length; bucket++) indexes.push(next++);
  });
  if (indexes.length !== absolute.length) throw new DecodeError('histogram spans need fewer buckets than sent');
  return { indexes, counts: absolute };
}

function accumulate(deltas: readonly number[]): number[] {
  let count = 0;
  return deltas.map((delta) => (count += delta));
}
