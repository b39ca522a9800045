import { Hono } from 'hono';
import type { Dashboards } from './dashboards/dashboards.ts';
import type { QueryHistory } from './dashboards/history.ts';
import { dashboardRoutes, historyRoutes } from './dashboards/routes.ts';
import type { SourceRegistry } from './provisioning/registry.ts';
import type { LokiClient } from './sources/loki/client.ts';
import { lokiRoutes } from './sources/loki/routes.ts';
import type { PrometheusClient } from './sources/prometheus/client.ts';
import { prometheusRoutes } from './sources/prometheus/routes.ts';
import type { CheckHealth } from './sources/health.ts';
import { provisioningRoutes, sourceRoutes } from './sources/routes.ts';
import type { TempoClient } from './sources/tempo/client.ts';
import { tempoRoutes } from './sources/tempo/routes.ts';

export interface AppDeps {
  readonly sources: SourceRegistry;
  readonly dashboards: Dashboards;
  readonly history: QueryHistory;
  readonly checkHealth: CheckHealth;
  readonly loki: LokiClient;
  readonly prometheus: PrometheusClient;
  readonly tempo: TempoClient;
}

/** The typed routes, which `AppType` describes to the browser. */
function typedRoutes(deps: AppDeps) {
  const { sources } = deps;
  return new Hono()
    .route('/sources', sourceRoutes(sources, deps.checkHealth))
    .route('/provisioning', provisioningRoutes(sources))
    .route('/prometheus', prometheusRoutes(sources, deps.prometheus))
    .route('/loki', lokiRoutes(sources, deps.loki))
    .route('/tempo', tempoRoutes(sources, deps.tempo))
    .route('/dashboards', dashboardRoutes(deps.dashboards))
    .route('/history', historyRoutes(deps.history));
}

export function createApp(deps: AppDeps) {
  return new Hono().route('/api/v1', typedRoutes(deps));
}

export type AppType = ReturnType<typeof createApp>;
