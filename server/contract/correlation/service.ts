import type { Jump } from '../jump.ts';
import type { AbsoluteRange } from '../query.ts';
import type { SourceInfo } from '../source.ts';
import { CPU_PROFILE, queryJump, sourcesOf } from './sources.ts';
import { quote } from './variables.ts';

/** The signals of one service at one time, by the names that OpenTelemetry's exporters give them. */
export interface ServiceAt {
  readonly service: string;
  readonly range: AbsoluteRange;
  readonly rule: string;
  readonly title?: string;
}

/**
 * Request rate by status, from OpenTelemetry's HTTP or RPC server metrics, else from Tempo's span metrics: whichever the
 * source has.
 */
export const requestRateQuery = (service: string): string => {
  const name = quote(service);
  return [
    `sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count{service_name=${name}}[2m]))`,
    `sum by (rpc_grpc_status_code) (rate(rpc_server_duration_milliseconds_count{service_name=${name}}[2m]))`,
    `sum by (status_code) (rate(traces_spanmetrics_calls_total{service=${name}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"}[2m]))`,
  ].join(' or ');
};

export function metricsOfService({ service, range, rule, title }: ServiceAt, sources: readonly SourceInfo[]): Jump[] {
  const expr = requestRateQuery(service);
  return sourcesOf(sources, 'prometheus').map((source) =>
    queryJump({ source, rule, title: title ?? 'Request metrics', target: { refId: 'A', expr, range: true }, range }),
  );
}

export interface ProfileAt extends ServiceAt {
  readonly spanId?: string | null;
}

export function profileOfService(at: ProfileAt, sources: readonly SourceInfo[]): Jump[] {
  const { service, range, rule, title, spanId } = at;
  return sourcesOf(sources, 'grafana-pyroscope-datasource').map((source) =>
    queryJump({
      source,
      rule,
      title: title ?? 'CPU profile',
      target: {
        refId: 'A',
        queryType: 'both',
        profileTypeId: CPU_PROFILE,
        labelSelector: `{service_name=${quote(service)}}`,
        ...(spanId ? { spanSelector: [spanId] } : {}),
      },
      range,
    }),
  );
}

export interface LogsAt extends Omit<ServiceAt, 'service'> {
  /** null: of any service. */
  readonly service: string | null;
  readonly traceId?: string;
}

/** Log lines of a service, and of one trace of it where an ID is given: in the line or in structured metadata. */
export function logsOfService(
  { service, traceId, range, rule, title }: LogsAt,
  sources: readonly SourceInfo[],
): Jump[] {
  const selector = service === null ? '{service_name=~".+"}' : `{service_name=${quote(service)}}`;
  const expr = traceId ? `${selector} ${traceFilter(traceId)}` : selector;
  return sourcesOf(sources, 'loki').map((source) =>
    queryJump({ source, rule, title: title ?? 'Logs', target: { refId: 'A', expr }, range }),
  );
}

/** Grafana's filter for a trace's lines: the ID in the line's text, or as a label or structured metadata. */
export const traceFilter = (traceId: string): string => idFilter('log_line_contains_trace_id', 'trace_id', traceId);
export const spanFilter = (spanId: string): string => idFilter('log_line_contains_span_id', 'span_id', spanId);

const idFilter = (flag: string, label: string, id: string): string =>
  `| label_format ${flag}=\`{{ contains "${id.replace(/[^0-9a-zA-Z]/g, '')}" __line__  }}\` | ${flag}="true" or ${label}=${quote(id)}`;

/** Traces of a service, newest first. `conditions` are further TraceQL conditions on its spans. */
export function tracesOfService(
  at: ServiceAt & { readonly conditions?: readonly string[] },
  sources: readonly SourceInfo[],
): Jump[] {
  const { service, range, rule, title, conditions = [] } = at;
  const spanset = [`resource.service.name = ${quote(service)}`, ...conditions].join(' && ');
  const query = `{ ${spanset} } with (most_recent=true)`;
  return sourcesOf(sources, 'tempo').map((source) =>
    queryJump({ source, rule, title: title ?? 'Traces', target: { refId: 'A', query, queryType: 'traceql' }, range }),
  );
}
