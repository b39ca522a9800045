import { DecodeError } from '../otlp/decode-error.ts';
import { bytesKey, decodeProto, fixed64Key, varintKey, type ProtoReader } from '../otlp/proto-reader.ts';
import { MAX_PAYLOAD_BYTES } from '../payload.ts';
import { decompressSnappy } from '../snappy.ts';
import type { SeriesWrite } from '../telemetry.ts';
import { readNativeHistogram } from './ingest/remote-histogram.ts';

/**
 * A Prometheus remote write 1.0 request: snappy over a protobuf WriteRequest. Metadata of a metric family comes as a
 * series without samples.
 *
 * @throws DecodeError
 */
export function decodeRemoteWrite(body: Uint8Array): SeriesWrite[] {
  return decodeProto(decompressSnappy(body, MAX_PAYLOAD_BYTES), readWriteRequest);
}

const TIME_SERIES = bytesKey(1);
const METADATA = bytesKey(3);

function readWriteRequest(reader: ProtoReader, end: number): SeriesWrite[] {
  const series: SeriesWrite[] = [];
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === TIME_SERIES) series.push(readSeries(reader));
    else if (key === METADATA) series.push(readMetadata(reader));
    else reader.pass(key);
  }
  return series;
}

const LABELS = bytesKey(1);
const SAMPLES = bytesKey(2);
const EXEMPLARS = bytesKey(3);
const HISTOGRAMS = bytesKey(4);

function readSeries(reader: ProtoReader): SeriesWrite {
  reader.count();
  const end = reader.enter();
  const labels = new Map<string, string>();
  const samples: Mutable<SeriesWrite['samples']> = [];
  const exemplars: Mutable<NonNullable<SeriesWrite['exemplars']>> = [];
  const histograms: Mutable<NonNullable<SeriesWrite['histograms']>> = [];
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === LABELS) readLabel(reader, labels);
    else if (key === SAMPLES) samples.push(readSample(reader));
    else if (key === EXEMPLARS) exemplars.push(readExemplar(reader));
    else if (key === HISTOGRAMS) histograms.push(readNativeHistogram(reader));
    else reader.pass(key);
  }
  if (labels.size === 0) throw new DecodeError('series without labels');
  return {
    labels,
    samples,
    ...(exemplars.length > 0 ? { exemplars } : {}),
    ...(histograms.length > 0 ? { histograms } : {}),
  };
}

type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : never;

const NAME = bytesKey(1);
const VALUE = bytesKey(2);

function readLabel(reader: ProtoReader, labels: Map<string, string>): void {
  reader.count();
  const end = reader.enter();
  let name = '';
  let value = '';
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === NAME) name = reader.knownText();
    else if (key === VALUE) value = reader.knownText();
    else reader.pass(key);
  }
  if (name === '') throw new DecodeError('label without a name');
  if (labels.has(name)) throw new DecodeError(`label ${JSON.stringify(name)} is given twice`);
  labels.set(name, value);
}

const SAMPLE_VALUE = fixed64Key(1);
const SAMPLE_TIME = varintKey(2);
/** The bits of a stale marker. */
const STALE_BITS = 0x7ff0000000000002n;

function readSample(reader: ProtoReader): SeriesWrite['samples'][number] {
  reader.count();
  const end = reader.enter();
  let value = 0;
  let stale = false;
  let timeMs = 0;
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === SAMPLE_VALUE) {
      stale = reader.dataView.getBigUint64(reader.pos, true) === STALE_BITS;
      value = reader.readDouble();
    } else if (key === SAMPLE_TIME) timeMs = Number(reader.bigVarint());
    else reader.pass(key);
  }
  return stale ? { timeMs, value, stale } : { timeMs, value };
}

const EXEMPLAR_LABELS = bytesKey(1);
const EXEMPLAR_VALUE = fixed64Key(2);
const EXEMPLAR_TIME = varintKey(3);

function readExemplar(reader: ProtoReader): NonNullable<SeriesWrite['exemplars']>[number] {
  reader.count();
  const end = reader.enter();
  const labels = new Map<string, string>();
  let value = 0;
  let timeMs = 0;
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === EXEMPLAR_LABELS) readLabel(reader, labels);
    else if (key === EXEMPLAR_VALUE) value = reader.readDouble();
    else if (key === EXEMPLAR_TIME) timeMs = Number(reader.bigVarint());
    else reader.pass(key);
  }
  return { labels, value, timeMs };
}

const METADATA_TYPE = varintKey(1);
const METADATA_FAMILY = bytesKey(2);
const METADATA_HELP = bytesKey(4);
const METADATA_UNIT = bytesKey(5);
const METRIC_TYPES = 'unknown counter gauge histogram gaugehistogram summary info stateset'.split(' ');

function readMetadata(reader: ProtoReader): SeriesWrite {
  reader.count();
  const end = reader.enter();
  const fields = { type: 'unknown', family: '', help: '', unit: '' };
  for (let key = reader.next(end); key !== 0; key = reader.next(end)) {
    if (key === METADATA_TYPE) fields.type = METRIC_TYPES[reader.readVarint()] ?? 'unknown';
    else if (key === METADATA_FAMILY) fields.family = reader.knownText();
    else if (key === METADATA_HELP) fields.help = reader.text();
    else if (key === METADATA_UNIT) fields.unit = reader.knownText();
    else reader.pass(key);
  }
  const { type, family, help, unit } = fields;
  return { labels: new Map([['__name__', family]]), samples: [], metadata: { type, help, unit } };
}
