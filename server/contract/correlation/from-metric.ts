import type { Labels } from '../answer.ts';
import type { Context, Jump } from '../jump.ts';
import type { SourceInfo } from '../source.ts';
import { padTraceId, serviceOf, traceOfLabels } from './identity.ts';
import { logsOfService, profileOfService, tracesOfService } from './service.ts';
import { around, externalJump, findSource, queryJump, sourcesOf, textTarget } from './sources.ts';
import { interpolateUrl, quote, type Lookup } from './variables.ts';

type ExemplarContext = Extract<Context, { kind: 'exemplar' }>;
type PointContext = Extract<Context, { kind: 'point' }>;

/** Links of `exemplarTraceIdDestinations`: an exemplar's label of exactly that name. */
export function exemplarDestinationJumps(
  context: ExemplarContext,
  own: SourceInfo,
  sources: readonly SourceInfo[],
): Jump[] {
  return own.settings.exemplarTraceIdDestinations.flatMap((destination, index) => {
    const value = context.labels[destination.name];
    if (!value) return [];
    const rule = `exemplarTraceIdDestinations[${index}]`;
    const lookup = valueLookup(value, context.labels);
    const source = findSource(sources, destination.datasourceUid);
    const target = source && textTarget(source.type, '${__value.raw}', lookup);
    const spanId = traceOfLabels(context.labels)?.spanId ?? null;
    const jumps: Jump[] = [];
    if (source && target) {
      const title = destination.urlDisplayLabel || (source.type === 'tempo' ? 'Trace' : `Query with ${source.name}`);
      jumps.push(queryJump({ source, rule, title, target, range: context.range, spanId }));
    }
    const href = destination.url ? interpolateUrl(destination.url, lookup) : null;
    if (href) jumps.push(externalJump(rule, destination.urlDisplayLabel || 'Open', { href, newTab: true }));
    return jumps;
  });
}

const valueLookup =
  (value: string, labels: Labels): Lookup =>
  (path) => {
    if (/^__value(\.(raw|text))?$/.test(path)) return value;
    const member = /^__(?:data\.fields|field\.labels)(?:\.(\w+)|\["([^"]+)"\])$/.exec(path);
    return member ? (labels[member[1] ?? member[2] ?? ''] ?? '') : labels[path];
  };

export function defaultExemplarJumps(context: ExemplarContext, sources: readonly SourceInfo[]): Jump[] {
  const { range, labels, seriesLabels, time } = context;
  const trace = traceOfLabels(labels);
  if (!trace) return [];
  const traceId = padTraceId(trace.traceId);
  const traces = sourcesOf(sources, 'tempo').map((source) =>
    queryJump({
      source,
      rule: 'default:exemplar-trace',
      title: 'Trace',
      target: { refId: 'A', query: traceId, queryType: 'traceql' },
      range,
      spanId: trace.spanId,
    }),
  );
  const near = around(time, 300_000, 300_000);
  const logs = logsOfService(
    {
      service: serviceOf(seriesLabels),
      traceId,
      range: near,
      rule: 'default:exemplar-logs',
      title: 'Logs of the trace',
    },
    sources,
  );
  return [...traces, ...logs];
}

/** Labels that mean the same on a span, by OpenTelemetry's rule that Prometheus turns dots into underscores. */
const SPAN_ATTRIBUTES: Readonly<Record<string, string>> = {
  http_route: 'span.http.route',
  http_request_method: 'span.http.request.method',
  http_response_status_code: 'span.http.response.status_code',
  rpc_method: 'span.rpc.method',
  rpc_service: 'span.rpc.service',
  span_name: 'name',
};

/** From a point of a chart: the logs, traces and profile of the series' service in the step the point stands for. */
export function defaultPointJumps(context: PointContext, sources: readonly SourceInfo[]): Jump[] {
  const service = serviceOf(context.labels);
  if (!service) return [];
  const range = around(context.time, Math.max(context.stepMs, 60_000), Math.max(context.stepMs, 60_000));
  const conditions = Object.entries(SPAN_ATTRIBUTES).flatMap(([label, attribute]) => {
    const value = context.labels[label];
    if (!value) return [];
    return [`${attribute} = ${label === 'http_response_status_code' && /^\d+$/.test(value) ? value : quote(value)}`];
  });
  return [
    ...tracesOfService(
      { service, range, rule: 'default:point-traces', title: `Traces of ${service}`, conditions },
      sources,
    ),
    ...logsOfService({ service, range, rule: 'default:point-logs', title: `Logs of ${service}` }, sources),
    ...profileOfService({ service, range, rule: 'default:point-profile', title: `CPU profile of ${service}` }, sources),
  ];
}
