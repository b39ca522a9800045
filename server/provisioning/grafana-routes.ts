import { Hono } from 'hono';
import { redactDeep } from '../http/redact.ts';
import type { CheckHealth } from '../sources/health.ts';
import { secretsOf, type DataSource } from './data-source.ts';
import { requireSource, type SourceRegistry } from './registry.ts';

/** Grafana's own routes under `/api/datasources`, for programs that know them. */
export function grafanaDataSourceRoutes(sources: SourceRegistry, checkHealth: CheckHealth) {
  return new Hono()
    .get('/', (c) => c.json(sources.list().map((source, index) => describe(source, index + 1))))
    .get('/uid/:uid', (c) => {
      const source = requireSource(sources, c.req.param('uid'));
      const id = sources.list().indexOf(source) + 1;
      const secureJsonFields = Object.fromEntries(Object.keys(source.secureJsonData).map((key) => [key, true]));
      return c.json({ ...describe(source, id), secureJsonFields });
    })
    .get('/uid/:uid/health', async (c) => {
      const source = requireSource(sources, c.req.param('uid'));
      const health = await checkHealth({ source, signal: c.req.raw.signal });
      return c.json({ status: health.ok ? 'OK' : 'ERROR', message: health.message }, health.ok ? 200 : 400);
    });
}

function describe(source: DataSource, id: number) {
  return {
    id,
    uid: source.uid,
    orgId: source.orgId || 1,
    name: source.name,
    type: source.type,
    access: 'proxy',
    url: withoutCredentials(source.url),
    user: source.user,
    database: source.database,
    basicAuth: source.basicAuth,
    basicAuthUser: source.basicAuthUser,
    withCredentials: source.withCredentials,
    isDefault: source.isDefault,
    jsonData: redactDeep(source.jsonData, secretsOf(source)),
    version: source.version,
    readOnly: !source.editable,
  };
}

function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url?.username && !url?.password) return text;
  url.username = '';
  url.password = '';
  return url.href;
}
