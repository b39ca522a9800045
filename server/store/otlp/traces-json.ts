import type { ResourceSpans, Span } from '../telemetry.ts';
import {
  attributesField,
  enumField,
  idField,
  listField,
  objectField,
  parseJson,
  resourceField,
  scopeField,
  textField,
  timeField,
  toObject,
  type JsonObject,
} from './json-values.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/** @throws DecodeError */
export function decodeTracesJson(text: string): ResourceSpans[] {
  return listField(toObject(parseJson(text), 'request'), 'resourceSpans', (resourceSpans) => ({
    resource: resourceField(resourceSpans),
    scopeSpans: listField(resourceSpans, 'scopeSpans', (scopeSpans) => ({
      scope: scopeField(scopeSpans),
      spans: listField(scopeSpans, 'spans', readSpan),
    })),
  }));
}

function readSpan(span: JsonObject): Span {
  const status = objectField(span, 'status');
  return {
    traceId: idField(span, 'traceId', 16),
    spanId: idField(span, 'spanId', 8),
    parentSpanId: idField(span, 'parentSpanId', 8),
    traceState: textField(span, 'traceState'),
    name: textField(span, 'name'),
    kind: enumField(span, 'kind', KINDS),
    startUnixNano: timeField(span, 'startTimeUnixNano'),
    endUnixNano: timeField(span, 'endTimeUnixNano'),
    attributes: attributesField(span, 'attributes'),
    events: listField(span, 'events', (event) => ({
      timeUnixNano: timeField(event, 'timeUnixNano'),
      name: textField(event, 'name'),
      attributes: attributesField(event, 'attributes'),
    })),
    links: listField(span, 'links', (link) => ({
      traceId: idField(link, 'traceId', 16),
      spanId: idField(link, 'spanId', 8),
      traceState: textField(link, 'traceState'),
      attributes: attributesField(link, 'attributes'),
    })),
    statusCode: enumField(status, 'code', STATUS_CODES),
    statusMessage: textField(status, 'message'),
  };
}
