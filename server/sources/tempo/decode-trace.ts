import type { AnswerMeta } from '../../contract/answer.ts';
import type { Span, SpanEvent, SpanKind, SpanLink, SpanStatus, Trace, TraceResource } from '../../contract/traces.ts';
import { durationNs, unixNano, type DurationNs } from '../../contract/units.ts';
import { asArray, asObject, asString, Mismatch, optionalString, type JsonObject } from '../json.ts';
import { attributeText, decodeAttributes } from './attributes.ts';

/** A trace, or null when the source has none by that ID: v2 answers 200 with an empty trace. */
export function decodeTrace(body: unknown, traceId: string): Trace | null {
  const answer = asObject(body, 'the answer');
  const trace = answer['trace'] === undefined ? answer : asObject(answer['trace'], 'trace');
  const batches = asArray(trace['resourceSpans'] ?? trace['batches'], 'resourceSpans');
  const raw: RawSpan[] = [];
  const resources = batches.map((batch, index): TraceResource => {
    const { resource, scopeSpans, instrumentationLibrarySpans } = asObject(batch, 'resourceSpans[]');
    for (const scope of asArray(scopeSpans ?? instrumentationLibrarySpans, 'scopeSpans')) readScope(scope, index, raw);
    const attributes = decodeAttributes(asObject(resource ?? {}, 'resource')['attributes']);
    return { service: attributeText(attributes['service.name']) || 'unknown_service', attributes };
  });
  if (raw.length === 0) return null;
  return { traceId: traceId.toLowerCase().padStart(32, '0'), ...onOneClock(raw), resources, meta: partial(answer) };
}

interface RawSpan {
  readonly span: JsonObject;
  readonly resource: number;
  readonly scope: string;
  /** 0 when the span has no start. */
  readonly start: bigint;
  readonly end: bigint;
}

function readScope(value: unknown, resource: number, into: RawSpan[]): void {
  const { scope, instrumentationLibrary, spans } = asObject(value, 'scopeSpans[]');
  const name = optionalString(asObject(scope ?? instrumentationLibrary ?? {}, 'scope')['name']);
  for (const item of asArray(spans, 'spans')) {
    const span = asObject(item, 'spans[]');
    into.push({
      span,
      resource,
      scope: name,
      start: nanoseconds(span['startTimeUnixNano']),
      end: nanoseconds(span['endTimeUnixNano']),
    });
  }
}

/** Spans in order of start, on the clock of the trace: its first start is zero. */
function onOneClock(raw: readonly RawSpan[]): Pick<Trace, 'startUnixNano' | 'durationNs' | 'spans'> {
  const starts = raw.map((span) => span.start).filter((start) => start > 0n);
  const zero = starts.reduce((least, start) => (start < least ? start : least), starts[0] ?? 0n);
  const spans = raw.map((span) => decodeSpan(span, zero)).sort((a, b) => a.offsetNs - b.offsetNs);
  const end = spans.reduce((latest, span) => Math.max(latest, span.offsetNs + span.durationNs), 0);
  return { startUnixNano: unixNano(zero), durationNs: durationNs(end), spans };
}

function decodeSpan({ span, resource, scope, start, end }: RawSpan, zero: bigint): Span {
  const { code, message } = asObject(span['status'] ?? {}, 'status');
  return {
    spanId: hexId(span['spanId']),
    parentSpanId: hexId(span['parentSpanId']),
    name: optionalString(span['name']),
    kind: KINDS[kindIndex(span['kind'])] ?? 'unspecified',
    status: STATUSES[statusIndex(code)] ?? 'unset',
    statusMessage: optionalString(message),
    offsetNs: since(zero, start),
    durationNs: start > 0n ? since(start, end) : durationNs(0),
    resource,
    scope,
    attributes: decodeAttributes(span['attributes']),
    events: asArray(span['events'], 'events').map((event) => decodeEvent(event, zero)),
    links: asArray(span['links'], 'links').map(decodeLink),
  };
}

/** Clocks of machines differ: an end before its start is a length of zero. */
const since = (from: bigint, to: bigint): DurationNs => durationNs(to > from ? Number(to - from) : 0);

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** Enums come by name (`SPAN_KIND_SERVER`) or by number. */
const kindIndex = (kind: unknown): number =>
  typeof kind === 'string'
    ? KINDS.indexOf(kind.replace('SPAN_KIND_', '').toLowerCase() as SpanKind)
    : Number(kind ?? 0);
const statusIndex = (code: unknown): number =>
  typeof code === 'string'
    ? STATUSES.indexOf(code.replace('STATUS_CODE_', '').toLowerCase() as SpanStatus)
    : Number(code ?? 0);

/** An event before the trace began keeps its negative offset: events may be back-dated. */
function decodeEvent(value: unknown, zero: bigint): SpanEvent {
  const { name, timeUnixNano, attributes } = asObject(value, 'events[]');
  const time = nanoseconds(timeUnixNano);
  return {
    name: optionalString(name),
    offsetNs: durationNs(time > 0n ? Number(time - zero) : 0),
    attributes: decodeAttributes(attributes),
  };
}

function decodeLink(value: unknown): SpanLink {
  const { traceId, spanId, attributes } = asObject(value, 'links[]');
  return { traceId: hexId(traceId).padStart(32, '0'), spanId: hexId(spanId), attributes: decodeAttributes(attributes) };
}

function nanoseconds(value: unknown): bigint {
  if (value === undefined) return 0n;
  const text = typeof value === 'number' ? String(value) : asString(value, 'a time');
  if (!/^\d+$/.test(text)) throw new Mismatch('expected nanoseconds at a time');
  return BigInt(text);
}

/**
 * Tempo's JSON has IDs in base64, OTLP's own in hex. Of 8 and 16 bytes the lengths differ: 12 and 24 characters against
 * 16 and 32.
 */
export function hexId(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  const text = asString(value, 'an ID');
  if (/^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(text)) return text.toLowerCase();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0) throw new Mismatch('expected hex or base64 at an ID');
  return /^0+$/.test(bytes.toString('hex')) ? '' : bytes.toString('hex');
}

function partial(answer: JsonObject): AnswerMeta {
  const status = answer['status'];
  if (status !== 'PARTIAL' && status !== 1) return {};
  return { partial: optionalString(answer['message']) || 'The source says that the trace is incomplete.' };
}
