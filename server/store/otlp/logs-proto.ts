import type { AnyValue, KeyValue, LogRecord, ResourceLogs } from '../telemetry.ts';
import { readAnyValue, readKeyValue, readResources } from './common-proto.ts';
import { bytesKey, decodeProto, fixed32Key, fixed64Key, varintKey, type ProtoReader } from './proto-reader.ts';

const TIME = fixed64Key(1);
const SEVERITY_NUMBER = varintKey(2);
const SEVERITY_TEXT = bytesKey(3);
const BODY = bytesKey(5);
const ATTRIBUTES = bytesKey(6);
const FLAGS = fixed32Key(8);
const TRACE_ID = bytesKey(9);
const SPAN_ID = bytesKey(10);
const OBSERVED_TIME = fixed64Key(11);

/** @throws DecodeError */
export function decodeLogsProto(payload: Uint8Array): ResourceLogs[] {
  const resources = decodeProto(payload, (reader, end) => readResources(reader, end, readLogRecord));
  return resources.map(({ resource, scoped }) => ({
    resource,
    scopeLogs: scoped.map(({ scope, items }) => ({ scope, records: items })),
  }));
}

function readLogRecord(reader: ProtoReader): LogRecord {
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  const record = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    body: null as AnyValue,
    attributes,
    traceId: '',
    spanId: '',
    flags: 0,
  };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === TIME) record.timeUnixNano = reader.bigFixed64();
    else if (key === OBSERVED_TIME) record.observedTimeUnixNano = reader.bigFixed64();
    else if (key === SEVERITY_NUMBER) record.severityNumber = reader.readVarint(true);
    else if (key === SEVERITY_TEXT) record.severityText = reader.knownText();
    else if (key === BODY) record.body = readAnyValue(reader);
    else if (key === ATTRIBUTES) attributes.push(readKeyValue(reader));
    else if (key === TRACE_ID) record.traceId = reader.traceId();
    else if (key === SPAN_ID) record.spanId = reader.spanId();
    else if (key === FLAGS) record.flags = reader.readFixed32();
    else reader.pass(key);
  }
  return record;
}
