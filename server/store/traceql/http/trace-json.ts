import type { AnyValue, Attributes, ResourceSpans, Span } from '../../telemetry.ts';
import { toJsonNumber, type JsonValue } from '../evaluate/json-value.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/** A trace in protobuf's JSON: IDs in base64, enums by name, what is empty left out. */
export function toTraceJson(batch: readonly ResourceSpans[]): readonly JsonValue[] {
  return batch.map(({ resource, scopeSpans }) => ({
    resource: withAttributes({}, resource.attributes),
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope: withAttributes(
        { ...(scope.name ? { name: scope.name } : {}), ...(scope.version ? { version: scope.version } : {}) },
        scope.attributes,
      ),
      spans: spans.map(spanJson),
    })),
  }));
}

const withAttributes = (object: JsonValue, attributes: Attributes): JsonValue =>
  attributes.length === 0
    ? object
    : { ...object, attributes: attributes.map(({ key, value }) => ({ key, value: valueJson(value) })) };

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const optional = (name: string, value: string) => (value === '' ? {} : { [name]: value });

function spanJson(span: Span): JsonValue {
  const kind = KINDS[span.kind];
  return {
    traceId: base64(span.traceId),
    spanId: base64(span.spanId),
    ...optional('traceState', span.traceState),
    ...optional('parentSpanId', base64(span.parentSpanId)),
    ...optional('name', span.name),
    ...(span.kind === 0 ? {} : { kind: kind ? `SPAN_KIND_${kind}` : span.kind }),
    startTimeUnixNano: String(span.startUnixNano),
    endTimeUnixNano: String(span.endUnixNano),
    ...withAttributes({}, span.attributes),
    ...(span.events.length === 0 ? {} : { events: span.events.map(eventJson) }),
    ...(span.links.length === 0 ? {} : { links: span.links.map(linkJson) }),
    status: {
      ...optional('message', span.statusMessage),
      ...(span.statusCode === 0 ? {} : { code: STATUSES[span.statusCode] ?? span.statusCode }),
    },
  };
}

const eventJson = ({ timeUnixNano, name, attributes }: Span['events'][number]): JsonValue =>
  withAttributes({ timeUnixNano: String(timeUnixNano), ...optional('name', name) }, attributes);

const linkJson = ({ traceId, spanId, traceState, attributes }: Span['links'][number]): JsonValue =>
  withAttributes(
    {
      ...optional('traceId', base64(traceId)),
      ...optional('spanId', base64(spanId)),
      ...optional('traceState', traceState),
    },
    attributes,
  );

function valueJson(value: AnyValue): JsonValue {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: toJsonNumber(value) };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if ('entries' in value && !Array.isArray(value)) {
    const values = (value.entries as Attributes).map((entry) => ({ key: entry.key, value: valueJson(entry.value) }));
    return { kvlistValue: values.length === 0 ? {} : { values } };
  }
  const values = (value as readonly AnyValue[]).map(valueJson);
  return { arrayValue: values.length === 0 ? {} : { values } };
}
