import type { Labels } from '../answer.ts';
import type { Jump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { durationConditions, type DurationHint } from './closeness.ts';
import { anyStream, matcherList, matchersIn, selectorText, type Identity, type Names } from './names.ts';
import { escapeRegex } from './formats.ts';
import { sourcesOf } from './near-sources.ts';
import { CPU_PROFILE, queryJump, type Scope } from './sources.ts';
import { resourceConditions, spanConditions } from './traceql.ts';
import { quote } from './variables.ts';

/** The signals of something that runs, at one time, by the names that each source gives it. */
export interface At {
  readonly identity: Identity;
  readonly range: AbsoluteRange;
  readonly rule: string;
  readonly title?: string;
}

/**
 * Request rate by status, from OpenTelemetry's HTTP or RPC server metrics, else from Tempo's or the collector's span
 * metrics: whichever the source has.
 *
 * @param service matchers that select the service, each an alternative
 */
const requestRate = (service: readonly string[], spanMetrics: string): string =>
  [
    ...service.flatMap((matcher) => [
      `sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{${matcher}}[2m]))`,
      `sum by (rpc_grpc_status_code) (rate(rpc_server_duration_milliseconds_count{${matcher}}[2m]))`,
    ]),
    `sum by (status_code) (rate(traces_spanmetrics_calls_total{${spanMetrics}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"}[2m]))`,
  ].join(' or ');

/** OpenTelemetry's mapping writes `job`; the service's own name is there only where resource attributes are promoted. */
function serviceMatchers({ service = '', serviceNamespace }: Identity, known: readonly string[] | null): string[] {
  const byJob = serviceNamespace
    ? `job=${quote(`${serviceNamespace}/${service}`)}`
    : `job=~${quote(`(.+/)?${escapeRegex(service)}`)}`;
  if (known === null) return [`service_name=${quote(service)}`];
  const named = ['service_name', 'service', 'app'].find((name) => known.includes(name));
  return [...(named ? [`${named}=${quote(service)}`] : []), ...(known.includes('job') ? [byJob] : [])];
}

export function metricsOf({ identity, range, rule, title }: At, { sources, names, ownUid }: Scope): Jump[] {
  return sourcesOf(sources, 'prometheus', ownUid).flatMap((source) => {
    const expr = identity.service
      ? serviceMetrics(identity, names.of(source.uid))
      : podMetrics(source, identity, names);
    const words = title ?? (identity.service ? 'Request metrics' : 'CPU of the pod');
    return expr ? [queryJump({ source, rule, title: words, target: { refId: 'A', expr, range: true }, range })] : [];
  });
}

function serviceMetrics(identity: Identity, known: readonly string[] | null): string | null {
  const matchers = serviceMatchers(identity, known);
  const ofSpans =
    known?.includes('service') === false && matchers[0] ? matchers[0] : `service=${quote(identity.service ?? '')}`;
  return known !== null && matchers.length === 0 ? null : requestRate(matchers, ofSpans);
}

/** Of something that names no service there is what Kubernetes itself measures. */
function podMetrics(source: SourceInfo, identity: Identity, names: Names): string | null {
  if (!identity.pod || !names.of(source.uid)?.includes('pod')) return null;
  const list = matcherList(matchersIn(source, { pod: identity.pod, ...pick(identity, 'namespace') }, names));
  return `sum by (container) (rate(container_cpu_usage_seconds_total{${list}, container!=""}[5m]))`;
}

const pick = (identity: Identity, name: 'namespace' | 'service'): Identity =>
  identity[name] ? { [name]: identity[name] } : {};

export interface ProfileAt extends At {
  readonly spanId?: string | null;
}

export function profileOf({ identity, range, rule, title, spanId }: ProfileAt, scope: Scope): Jump[] {
  return sourcesOf(scope.sources, 'grafana-pyroscope-datasource', scope.ownUid).flatMap((source) => {
    const labelSelector = selectorText(matchersIn(source, identity, scope.names));
    if (!labelSelector) return [];
    const target = {
      refId: 'A',
      queryType: 'both',
      profileTypeId: CPU_PROFILE,
      labelSelector,
      ...(spanId ? { spanSelector: [spanId] } : {}),
    } as const;
    return [queryJump({ source, rule, title: title ?? 'CPU profile', target, range })];
  });
}

export interface LogsAt extends At {
  /** Only lines of this trace, and then of the service wherever it runs. */
  readonly traceId?: string;
}

/** Log lines of something that runs, or of one trace: the ID in the line or in structured metadata. */
export function logsOf({ identity, traceId, range, rule, title }: LogsAt, { sources, names, ownUid }: Scope): Jump[] {
  return sourcesOf(sources, 'loki', ownUid).flatMap((source) => {
    const wanted = traceId === undefined ? identity : pick(identity, 'service');
    const selector = selectorText(matchersIn(source, wanted, names));
    const expr =
      traceId === undefined ? selector : `${selector ?? anyStream(names.of(source.uid))} ${traceFilter(traceId)}`;
    return expr ? [queryJump({ source, rule, title: title ?? 'Logs', target: { refId: 'A', expr }, range })] : [];
  });
}

/** Grafana's filter for a trace's lines: the ID in the line's text, or as a label or structured metadata. */
export const traceFilter = (traceId: string): string => idFilter('log_line_contains_trace_id', 'trace_id', traceId);
export const spanFilter = (spanId: string): string => idFilter('log_line_contains_span_id', 'span_id', spanId);

const idFilter = (flag: string, label: string, id: string): string =>
  `| label_format ${flag}=\`{{ contains "${id.replace(/[^0-9a-zA-Z]/g, '')}" __line__  }}\` | ${flag}="true" or ${label}=${quote(id)}`;

export interface TracesAt extends At {
  /** Labels of which spans have the like as attributes. */
  readonly labels?: Labels;
  /** How long the spans took; the nearest come first. */
  readonly duration?: DurationHint | null;
}

/** Traces with spans of something that runs, newest first, or nearest in duration where one is given. */
export function tracesOf(at: TracesAt, { sources, names, ownUid }: Scope): Jump[] {
  const { identity, range, rule, title, labels = {}, duration } = at;
  return sourcesOf(sources, 'tempo', ownUid).flatMap((source) => {
    const where = [...resourceConditions(source, identity, names), ...spanConditions(labels, names.of(source.uid))];
    if (where.length === 0) return [];
    const conditions = [...where, ...(duration ? durationConditions(duration) : [])];
    const query = `{ ${conditions.join(' && ')} } with (most_recent=true)`;
    const target = { refId: 'A', query, queryType: 'traceql', ...(duration ? { nearMs: duration.near } : {}) } as const;
    return [queryJump({ source, rule, title: title ?? 'Traces', target, range })];
  });
}

/** A service, or the pod of something without one, for titles. */
export const subjectOf = (identity: Identity): string =>
  identity.service ?? identity.pod ?? identity.namespace ?? identity.cluster ?? 'the same labels';
