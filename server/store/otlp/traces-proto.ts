import type { KeyValue, ResourceSpans, Span, SpanEvent, SpanLink } from '../telemetry.ts';
import { readKeyValue, readResources } from './common-proto.ts';
import { bytesKey, decodeProto, fixed64Key, varintKey, type ProtoReader } from './proto-reader.ts';

const TRACE_ID = bytesKey(1);
const SPAN_ID = bytesKey(2);
const TRACE_STATE = bytesKey(3);
const PARENT_SPAN_ID = bytesKey(4);
const NAME = bytesKey(5);
const KIND = varintKey(6);
const START = fixed64Key(7);
const END = fixed64Key(8);
const ATTRIBUTES = bytesKey(9);
const EVENTS = bytesKey(11);
const LINKS = bytesKey(13);
const STATUS = bytesKey(15);
const EVENT_TIME = fixed64Key(1);
const EVENT_NAME = bytesKey(2);
const EVENT_ATTRIBUTES = bytesKey(3);
const LINK_ATTRIBUTES = bytesKey(4);
const STATUS_MESSAGE = bytesKey(2);
const STATUS_CODE = varintKey(3);

const NONE: readonly never[] = [];

/** @throws DecodeError */
export function decodeTracesProto(payload: Uint8Array): ResourceSpans[] {
  const resources = decodeProto(payload, (reader, end) => readResources(reader, end, readSpan));
  return resources.map(({ resource, scoped }) => ({
    resource,
    scopeSpans: scoped.map(({ scope, items }) => ({ scope, spans: items })),
  }));
}

function readSpan(reader: ProtoReader): Span {
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  const span = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    name: '',
    kind: 0,
    startUnixNano: 0n,
    endUnixNano: 0n,
    attributes,
    events: NONE as readonly SpanEvent[],
    links: NONE as readonly SpanLink[],
    statusCode: 0,
    statusMessage: '',
  };
  let events: SpanEvent[] | null = null;
  let links: SpanLink[] | null = null;
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === ATTRIBUTES) attributes.push(readKeyValue(reader));
    else if (key === TRACE_ID) span.traceId = reader.traceId();
    else if (key === SPAN_ID) span.spanId = reader.spanId();
    else if (key === PARENT_SPAN_ID) span.parentSpanId = reader.spanId();
    else if (key === TRACE_STATE) span.traceState = reader.knownText();
    else if (key === NAME) span.name = reader.knownText();
    else if (key === KIND) span.kind = reader.readVarint(true);
    else if (key === START) span.startUnixNano = reader.bigFixed64();
    else if (key === END) span.endUnixNano = reader.bigFixed64();
    else if (key === EVENTS) (events ??= []).push(readEvent(reader));
    else if (key === LINKS) (links ??= []).push(readLink(reader));
    else if (key === STATUS) readStatus(reader, span);
    else reader.pass(key);
  }
  if (events) span.events = events;
  if (links) span.links = links;
  return span;
}

function readEvent(reader: ProtoReader): SpanEvent {
  reader.count();
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  const event = { timeUnixNano: 0n, name: '', attributes };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === EVENT_TIME) event.timeUnixNano = reader.bigFixed64();
    else if (key === EVENT_NAME) event.name = reader.knownText();
    else if (key === EVENT_ATTRIBUTES) attributes.push(readKeyValue(reader));
    else reader.pass(key);
  }
  return event;
}

function readLink(reader: ProtoReader): SpanLink {
  reader.count();
  const end = reader.enter();
  const attributes: KeyValue[] = [];
  const link = { traceId: '', spanId: '', traceState: '', attributes };
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === TRACE_ID) link.traceId = reader.traceId();
    else if (key === SPAN_ID) link.spanId = reader.spanId();
    else if (key === TRACE_STATE) link.traceState = reader.knownText();
    else if (key === LINK_ATTRIBUTES) attributes.push(readKeyValue(reader));
    else reader.pass(key);
  }
  return link;
}

function readStatus(reader: ProtoReader, span: { statusCode: number; statusMessage: string }): void {
  const end = reader.enter();
  let key: number;
  while ((key = reader.next(end)) !== 0) {
    if (key === STATUS_CODE) span.statusCode = reader.readVarint(true);
    else if (key === STATUS_MESSAGE) span.statusMessage = reader.knownText();
    else reader.pass(key);
  }
}
