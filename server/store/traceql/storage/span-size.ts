import type { AnyValue, Attributes, SpanEvent, SpanLink } from '../../telemetry.ts';

interface Sized {
  readonly name?: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly attributes: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
  readonly kind?: number;
  readonly statusCode?: number;
  readonly statusMessage?: string;
}

const IDS_AND_TIMES = 18 + 10 + 18;

/** Size of a span (or of a resource's attributes) in OTLP's protobuf, to a few bytes. */
export function estimateSpanBytes(span: Sized): number {
  let bytes = span.name === undefined ? 0 : IDS_AND_TIMES + text(span.name) + (span.parentSpanId ? 10 : 0);
  bytes += text(span.traceState ?? '') + (span.kind ? 2 : 0) + attributeBytes(span.attributes);
  for (const event of span.events ?? []) bytes += 2 + 9 + text(event.name) + attributeBytes(event.attributes);
  for (const link of span.links ?? []) bytes += 2 + 28 + text(link.traceState) + attributeBytes(link.attributes);
  const status = (span.statusCode ? 2 : 0) + text(span.statusMessage ?? '');
  return bytes + (span.name === undefined ? 0 : 2 + status);
}

const lengthBytes = (length: number) => (length < 128 ? 1 : length < 16_384 ? 2 : 3);
const field = (length: number) => 1 + lengthBytes(length) + length;
const text = (value: string) => (value === '' ? 0 : field(utf8Length(value)));

function attributeBytes(attributes: Attributes): number {
  let bytes = 0;
  for (const { key, value } of attributes) bytes += field(text(key) + field(valueBytes(value)));
  return bytes;
}

function valueBytes(value: AnyValue): number {
  if (value === null) return 0;
  if (typeof value === 'string') return field(utf8Length(value));
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'bigint') return 1 + varintBytes(value);
  if (typeof value === 'number') return 9;
  if (value instanceof Uint8Array) return field(value.length);
  if ('entries' in value && !Array.isArray(value)) return field(attributeBytes(value.entries as Attributes));
  return field((value as readonly AnyValue[]).reduce<number>((sum, item) => sum + field(valueBytes(item)), 0));
}

function varintBytes(value: bigint): number {
  const number = Number(value);
  if (number < 0) return 10;
  let bytes = 1;
  for (let bound = 128; bound <= number; bound *= 128) bytes++;
  return bytes;
}

function utf8Length(value: string): number {
  let bytes = value.length;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
