import type { Labels } from '../answer.ts';
import type { LogRow } from '../logs.ts';
import type { Attributes } from '../traces.ts';

/** What OpenTelemetry and its neighbours call a trace ID, lower-cased and without separators. */
const TRACE_KEYS = new Set(['traceid', 'oteltraceid', 'ddtraceid', 'xtraceid']);
const SPAN_KEYS = new Set(['spanid', 'otelspanid']);
/** Label names that hold a service, most certain first. */
export const SERVICE_LABELS: readonly string[] = [
  'service_name',
  'service.name',
  'service',
  'app_kubernetes_io_name',
  'app',
  'application',
  'job',
];

const bare = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '');
export const isTraceId = (value: string): boolean => /^(?!0+$)([0-9a-fA-F]{32}|[0-9a-fA-F]{16})$/.test(value);
const isSpanId = (value: string): boolean => /^(?!0+$)[0-9a-fA-F]{16}$/.test(value);

const TEXT_TRACE = /trace[._-]?id["']?\s*[=:]\s*["']?([0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-f])/i;
const TEXT_SPAN = /span[._-]?id["']?\s*[=:]\s*["']?([0-9a-f]{16})(?![0-9a-f])/i;
const TRACEPARENT = /\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/i;

export interface TraceReference {
  readonly traceId: string;
  readonly spanId: string | null;
  /** Where it was found, for a link's tooltip. */
  readonly from: 'structured metadata' | 'parsed label' | 'label' | 'line';
}

/**
 * The trace a log line belongs to: structured metadata first, then parsed and index labels, then the line itself (JSON,
 * logfmt, `trace_id=…` or `traceparent` in text). IDs come back lower-case, trace IDs padded to 32 digits.
 */
export function traceOfLog(row: LogRow): TraceReference | null {
  const places = [
    ['structured metadata', row.structuredMetadata],
    ['parsed label', row.parsed],
    ['label', row.labels],
  ] as const;
  for (const [from, labels] of places) {
    const found = traceOfLabels(labels);
    if (found) return { ...found, spanId: found.spanId ?? spanIn(row), from };
  }
  const parent = TRACEPARENT.exec(row.line);
  const id = TEXT_TRACE.exec(row.line)?.[1] ?? parent?.[1];
  if (!id || !isTraceId(id)) return null;
  const span = TEXT_SPAN.exec(row.line)?.[1] ?? (parent?.[1] === id ? parent[2] : undefined);
  return { traceId: padTraceId(id), spanId: span && isSpanId(span) ? span.toLowerCase() : null, from: 'line' };
}

function spanIn(row: LogRow): string | null {
  for (const labels of [row.structuredMetadata, row.parsed, row.labels]) {
    const span = keyed(labels, SPAN_KEYS);
    if (span && isSpanId(span)) return span.toLowerCase();
  }
  return null;
}

/** A trace and span ID among labels of any spelling (`trace_id`, `traceID`, `TraceId`): of exemplars, logs, profiles. */
export function traceOfLabels(labels: Labels): { readonly traceId: string; readonly spanId: string | null } | null {
  const traceId = keyed(labels, TRACE_KEYS);
  if (!traceId || !isTraceId(traceId)) return null;
  const span = keyed(labels, SPAN_KEYS);
  return { traceId: padTraceId(traceId), spanId: span && isSpanId(span) ? span.toLowerCase() : null };
}

function keyed(labels: Labels, keys: ReadonlySet<string>): string | undefined {
  for (const [key, value] of Object.entries(labels)) if (keys.has(bare(key))) return value;
  return undefined;
}

/** Tempo strips leading zeros; everything here has 32 digits. */
export const padTraceId = (id: string): string => id.toLowerCase().padStart(32, '0');

/** The service that labels or attributes name, by the conventions of OpenTelemetry, Prometheus and Kubernetes. */
export function serviceOf(labels: Labels | Attributes): string | null {
  for (const key of SERVICE_LABELS) {
    const value = labels[key];
    if (typeof value !== 'string' || value === '') continue;
    // `job` is `namespace/service` where OpenTelemetry's mapping made it.
    return key === 'job' ? value.slice(value.lastIndexOf('/') + 1) : value;
  }
  return null;
}
