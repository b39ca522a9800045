import type { Context, SpanContext } from '../jump.ts';
import { nanoToMs } from '../units.ts';
import type { AttributeValue } from '../traces.ts';
import { linkLookup } from './link-lookup.ts';
import type { Lookup } from './variables.ts';

type SpanJumpContext = Extract<Context, { kind: 'span' }>;

export const asText = (value: AttributeValue | undefined): string | undefined =>
  value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A span as a row of Grafana's trace frame; its attributes besides, by their own names. Times in ms. */
export function spanFields(span: SpanContext): ReadonlyMap<string, string> {
  const attributes = Object.entries({ ...span.resource, ...span.attributes }).flatMap(([name, value]) => {
    const text = asText(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return new Map([
    ...attributes,
    ['traceID', span.traceId],
    ['spanID', span.spanId],
    ['operationName', span.name],
    ['serviceName', span.service],
    ['startTime', String(Math.floor(nanoToMs(span.start)))],
    ['duration', String(span.duration / 1e6)],
  ]);
}

export function spanFieldLookup(
  { span, range }: SpanJumpContext,
  field: { readonly name: string; readonly value: string },
): Lookup {
  const fields = spanFields(span);
  const time = nanoToMs(span.start);
  return linkLookup({
    field: field.name,
    value: field.value,
    time,
    fields,
    labels: fields,
    series: span.traceName,
    range,
  });
}
