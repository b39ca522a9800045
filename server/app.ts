import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { correlateRoutes } from './correlate/routes.ts';
import type { Dashboards } from './dashboards/dashboards.ts';
import { grafanaDashboardRoutes, grafanaSearchRoutes } from './dashboards/grafana-routes.ts';
import type { QueryHistory } from './dashboards/history.ts';
import { dashboardRoutes, historyRoutes } from './dashboards/routes.ts';
import { errorHandler, notFound } from './http/error-handler.ts';
import { hostGuard, originGuard } from './http/guard.ts';
import type { Log } from './http/log.ts';
import { BodyTooLarge } from './http/problem.ts';
import { securityHeaders } from './http/security-headers.ts';
import { staticFiles } from './http/static-files.ts';
import type { Upstream } from './http/upstream.ts';
import { grafanaDataSourceRoutes } from './provisioning/grafana-routes.ts';
import type { SourceRegistry } from './provisioning/registry.ts';
import { proxyRoutes } from './proxy/routes.ts';
import { createHealthCheck } from './sources/health.ts';
import { createReadHeld } from './sources/held.ts';
import { lokiClient } from './sources/loki/client.ts';
import { lokiRoutes } from './sources/loki/routes.ts';
import { pyroscopeClient } from './sources/pyroscope/client.ts';
import { pyroscopeRoutes } from './sources/pyroscope/routes.ts';
import { prometheusClient } from './sources/prometheus/client.ts';
import { prometheusRoutes } from './sources/prometheus/routes.ts';
import { provisioningRoutes, sourceRoutes } from './sources/routes.ts';
import { tempoClient } from './sources/tempo/client.ts';
import { tempoRoutes } from './sources/tempo/routes.ts';
import { linkRoutes, trailRoutes } from './trails/routes.ts';
import type { Trails } from './trails/trails.ts';

export interface AppDeps {
  readonly sources: SourceRegistry;
  readonly upstream: Upstream;
  readonly dashboards: Dashboards;
  readonly history: QueryHistory;
  readonly trails: Trails;
  /** Rejects when the database does not answer. */
  readonly checkDatabase: () => Promise<void>;
  readonly log: Log;
  readonly version: string;
  /** Host names besides loopback under which this server is reached. */
  readonly allowedHosts: readonly string[];
  /** Where the built page lies. */
  readonly webRoot: string;
  readonly telemetry?: MiddlewareHandler;
}

const MAX_BODY_BYTES = 8 * 2 ** 20;

function clients(deps: AppDeps) {
  const { upstream } = deps;
  const loki = lokiClient(upstream);
  const prometheus = prometheusClient(upstream);
  return {
    loki,
    prometheus,
    tempo: tempoClient(upstream),
    pyroscope: pyroscopeClient(upstream),
    checkHealth: createHealthCheck({ upstream, loki, prometheus }),
    readHeld: createReadHeld(upstream),
  };
}
type Clients = ReturnType<typeof clients>;

/** The typed routes, which `AppType` describes to the browser. */
function typedRoutes(
  { sources, dashboards, history, trails }: AppDeps,
  { loki, prometheus, tempo, pyroscope, checkHealth, readHeld }: Clients,
) {
  return new Hono()
    .route('/sources', sourceRoutes(sources, checkHealth, readHeld))
    .route('/provisioning', provisioningRoutes(sources))
    .route('/prometheus', prometheusRoutes(sources, prometheus))
    .route('/loki', lokiRoutes(sources, loki))
    .route('/tempo', tempoRoutes(sources, tempo))
    .route('/pyroscope', pyroscopeRoutes(sources, pyroscope))
    .route('/correlate', correlateRoutes(sources, { loki, prometheus, tempo, pyroscope }))
    .route('/dashboards', dashboardRoutes(dashboards))
    .route('/history', historyRoutes(history))
    .route('/links', linkRoutes(trails))
    .route('/trails', trailRoutes(trails));
}

/** Routes at Grafana's paths, for programs that speak to Grafana. */
function grafanaRoutes({ sources, dashboards, upstream, checkDatabase, version }: AppDeps, { checkHealth }: Clients) {
  return new Hono()
    .get('/health', async (c) => {
      const database = await checkDatabase().then(
        () => 'ok',
        () => 'failing',
      );
      return c.json({ commit: '', database, version }, database === 'ok' ? 200 : 503);
    })
    .route('/search', grafanaSearchRoutes(dashboards))
    .route('/dashboards', grafanaDashboardRoutes(dashboards))
    .route('/datasources/proxy', proxyRoutes(sources, upstream))
    .route('/datasources', grafanaDataSourceRoutes(sources, checkHealth))
    .all('/*', notFound);
}

export function createApp(deps: AppDeps) {
  const made = clients(deps);
  const tooLarge = (): never => {
    throw new BodyTooLarge(`a request may have ${MAX_BODY_BYTES / 2 ** 20} MB at most`);
  };
  const app = new Hono();
  app.onError(errorHandler(deps.log));
  app.notFound(notFound);
  if (deps.telemetry) app.use(deps.telemetry);
  app.use(securityHeaders);
  app.use(hostGuard(deps.allowedHosts));
  app.use(originGuard);
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }));
  const routes = app.route('/api/v1', typedRoutes(deps, made));
  app.route('/api', grafanaRoutes(deps, made));
  app.get('*', staticFiles(deps.webRoot));
  return routes;
}

export type AppType = ReturnType<typeof createApp>;
