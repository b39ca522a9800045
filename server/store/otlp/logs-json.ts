import type { LogRecord, ResourceLogs } from '../telemetry.ts';
import {
  attributesField,
  enumField,
  idField,
  integerField,
  listField,
  objectField,
  parseJson,
  resourceField,
  scopeField,
  textField,
  timeField,
  toAnyValue,
  toObject,
  type JsonObject,
} from './json-values.ts';

const SEVERITIES = [
  'SEVERITY_NUMBER_UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) =>
    ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${name}${step}`),
  ),
];

/** @throws DecodeError */
export function decodeLogsJson(text: string): ResourceLogs[] {
  return listField(toObject(parseJson(text), 'request'), 'resourceLogs', (resourceLogs) => ({
    resource: resourceField(resourceLogs),
    scopeLogs: listField(resourceLogs, 'scopeLogs', (scopeLogs) => ({
      scope: scopeField(scopeLogs),
      records: listField(scopeLogs, 'logRecords', readLogRecord),
    })),
  }));
}

function readLogRecord(record: JsonObject): LogRecord {
  return {
    timeUnixNano: timeField(record, 'timeUnixNano'),
    observedTimeUnixNano: timeField(record, 'observedTimeUnixNano'),
    severityNumber: enumField(record, 'severityNumber', SEVERITIES),
    severityText: textField(record, 'severityText'),
    body: toAnyValue(objectField(record, 'body')),
    attributes: attributesField(record, 'attributes'),
    traceId: idField(record, 'traceId', 16),
    spanId: idField(record, 'spanId', 8),
    flags: integerField(record, 'flags'),
  };
}
