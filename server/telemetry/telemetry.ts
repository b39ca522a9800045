import { context, metrics, propagation, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { LogLevel, LogSink } from '../http/log.ts';
import type { ObserveCall } from '../http/upstream.ts';

/**
 * Sightline's own traces, metrics and logs, by OpenTelemetry's semantic conventions for HTTP. Without a running SDK
 * (see `sdk.ts`) every call here is a no-op of the API.
 */
const NAME = 'sightline';
const tracer = () => trace.getTracer(NAME);

/** Boundaries of OpenTelemetry's HTTP conventions, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const durations = (name: string) =>
  metrics.getMeter(NAME).createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: BUCKETS } });

/** A server span and a duration for each request; the route's pattern is its name, so that names stay few. */
export const observeRequests = (): MiddlewareHandler => async (c, next) => {
  const began = performance.now();
  const { method } = c.req;
  const { pathname } = new URL(c.req.url);
  const parent = propagation.extract(context.active(), c.req.header());
  const span = tracer().startSpan(
    method,
    {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method, 'url.path': pathname, 'url.scheme': 'http' },
    },
    parent,
  );
  const spanContext = trace.setSpan(parent, span);
  await context.with(spanContext, next);
  const route = routeOf(c);
  const status = c.res.status;
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
  // A client's mistake is no failure of the server's.
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: c.error?.message ?? '' });
  if (c.error && status >= 500) span.recordException(c.error);
  const attributes: Attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'url.scheme': 'http',
  };
  durations('http.server.request.duration').record((performance.now() - began) / 1000, attributes, spanContext);
  // The access log: to telemetry only, under the request's span, so that a line leads to its trace and back.
  const fields = { status, duration_ms: Math.round(performance.now() - began), path: pathname };
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  context.with(spanContext, () => telemetrySink({ time: '', level, message: `${method} ${route}`, fields }));
  span.end();
};

/** The pattern that says most of what was asked: middleware matches too, with shorter ones. */
const routeOf = (c: Context): string =>
  matchedRoutes(c).reduce((longest, { path }) => (path.length > longest.length ? path : longest), '');

/** A client span and a duration for each call to a data source. Its query string may hold secrets and is left out. */
export const observeUpstream: ObserveCall = async ({ source, method, path, origin }, run) => {
  const began = performance.now();
  const address = new URL(origin);
  const attributes: Attributes = {
    'http.request.method': method,
    'server.address': address.hostname,
    'server.port': Number(address.port || (address.protocol === 'https:' ? 443 : 80)),
    'peer.service': source.name,
  };
  const span = tracer().startSpan(`${method} ${source.name}`, {
    kind: SpanKind.CLIENT,
    attributes: { ...attributes, 'url.path': path.split('?', 1)[0] ?? '', 'sightline.source.uid': source.uid },
  });
  const record = (outcome: Attributes) =>
    durations('http.client.request.duration').record((performance.now() - began) / 1000, { ...attributes, ...outcome });
  try {
    const answer = await context.with(trace.setSpan(context.active(), span), run);
    span.setAttribute('http.response.status_code', answer.status);
    if (answer.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    record({ 'http.response.status_code': answer.status });
    return answer;
  } catch (error) {
    const type = error instanceof Error ? error.name : 'unknown';
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : '' });
    span.setAttribute('error.type', type);
    record({ 'error.type': type });
    throw error;
  } finally {
    span.end();
  }
};

const SEVERITY: Readonly<Record<LogLevel, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/** Log entries as OpenTelemetry log records, under the span that is active. */
export const telemetrySink: LogSink = ({ level, message, fields }) => {
  logs.getLogger(NAME).emit({
    severityNumber: SEVERITY[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
    context: context.active(),
  });
};
