import { quote } from '../../../server/contract/correlation/variables.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';

/** Server and consumer spans: the requests a service answers, not those it makes. */
const ANSWERED = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
const FAILED = 'status_code="STATUS_CODE_ERROR"';

/** The range as a PromQL duration: numbers of a map are means over all of it. */
export const windowOf = ({ from, to }: AbsoluteRange): string => `${Math.max(60, Math.round((to - from) / 1000))}s`;

/** What Tempo's metrics generator writes about calls between services. */
export function edgeQueries(window: string) {
  const total = (metric: string): string => `sum by (client, server, connection_type) (rate(${metric}[${window}]))`;
  const p95 = (side: string): string =>
    `histogram_quantile(0.95, sum by (client, server, connection_type, le) (rate(traces_service_graph_request_${side}_seconds_bucket[${window}])))`;
  return {
    rate: total('traces_service_graph_request_total'),
    failed: total('traces_service_graph_request_failed_total'),
    p95Server: p95('server'),
    p95Client: p95('client'),
    busy: `${total('traces_service_graph_request_client_seconds_sum')} > 0 or ${total('traces_service_graph_request_server_seconds_sum')}`,
  };
}

/** What it writes about the requests that services answer. */
export function nodeQueries(window: string) {
  return {
    rate: `sum by (service) (rate(traces_spanmetrics_calls_total{${ANSWERED}}[${window}]))`,
    failed: `sum by (service) (rate(traces_spanmetrics_calls_total{${ANSWERED}, ${FAILED}}[${window}]))`,
    p95: `histogram_quantile(0.95, sum by (service, le) (rate(traces_spanmetrics_latency_bucket{${ANSWERED}}[${window}])))`,
  };
}

/** The queries behind the numbers of one call on the map. */
export function callQueries(client: string, server: string) {
  const matchers = `client=${quote(client)}, server=${quote(server)}`;
  const rate = `sum(rate(traces_service_graph_request_total{${matchers}}[$__rate_interval]))`;
  const failed = `sum(rate(traces_service_graph_request_failed_total{${matchers}}[$__rate_interval]))`;
  const p95 = (side: string): string =>
    `histogram_quantile(0.95, sum by (le) (rate(traces_service_graph_request_${side}_seconds_bucket{${matchers}}[$__rate_interval])))`;
  return { rate, errors: `${failed} / ${rate}`, p95: `${p95('server')} >= 0 or ${p95('client')}` };
}

/**
 * Rate, error share and duration of a service over time: from span metrics, else from OpenTelemetry's HTTP server
 * metrics, whichever the source has.
 */
export function redQueries(service: string) {
  const span = `service=${quote(service)}, ${ANSWERED}`;
  const http = `service_name=${quote(service)}`;
  const calls = (more = ''): string => `sum(rate(traces_spanmetrics_calls_total{${span}${more}}[$__rate_interval]))`;
  const requests = (more = ''): string =>
    `sum(rate(http_server_request_duration_seconds_count{${http}${more}}[$__rate_interval]))`;
  const quantile = (q: number): string =>
    `histogram_quantile(${q}, sum by (le) (rate(traces_spanmetrics_latency_bucket{${span}}[$__rate_interval]))) or ` +
    `histogram_quantile(${q}, sum by (le) (rate(http_server_request_duration_seconds_bucket{${http}}[$__rate_interval])))`;
  const noneFailed = (all: string): string => `${all} * 0`;
  return {
    rate: `${calls()} or ${requests()}`,
    errors:
      `(${calls(`, ${FAILED}`)} or ${noneFailed(calls())}) / ${calls()} or ` +
      `(${requests(', http_response_status_code=~"5.."')} or ${noneFailed(requests())}) / ${requests()}`,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}

/** Instant numbers of every operation of a service, by `span_name`. */
export function operationQueries(service: string, window: string) {
  const span = `service=${quote(service)}, ${ANSWERED}`;
  return {
    rate: `sum by (span_name) (rate(traces_spanmetrics_calls_total{${span}}[${window}]))`,
    failed: `sum by (span_name) (rate(traces_spanmetrics_calls_total{${span}, ${FAILED}}[${window}]))`,
    p95: `histogram_quantile(0.95, sum by (span_name, le) (rate(traces_spanmetrics_latency_bucket{${span}}[${window}])))`,
  };
}

/** The course of one operation's number. */
export function operationCourse(service: string, operation: string) {
  const span = `service=${quote(service)}, span_name=${quote(operation)}, ${ANSWERED}`;
  const calls = (more = ''): string => `sum(rate(traces_spanmetrics_calls_total{${span}${more}}[$__rate_interval]))`;
  return {
    rate: calls(),
    errors: `${calls(`, ${FAILED}`)} / ${calls()}`,
    p95: `histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{${span}}[$__rate_interval])))`,
  };
}

/** Which versions ran when: `target_info` has a series per process, with its resource's attributes. */
export function versionQuery(service: string): string {
  const job = quote(`(.*/)?${escapeRegex(service)}`);
  return `count by (service_version) (target_info{job=~${job}, service_version!=""})`;
}

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
