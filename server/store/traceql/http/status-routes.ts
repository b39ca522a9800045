import { Hono } from 'hono';

/** What a data source's health check asks. */
export function createStatusRoutes(): Hono {
  return new Hono()
    .get('/api/echo', (c) => c.text('echo\n'))
    .get('/ready', (c) => c.text('ready\n'))
    .get('/api/status/buildinfo', (c) =>
      c.json({ version: '3.0.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' }),
    );
}
