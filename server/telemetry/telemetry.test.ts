import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { startTelemetrySdk } from './sdk.ts';
import { observeRequests, telemetrySink } from './telemetry.ts';

it('sends a span, a log record and a duration for a request, as OTLP over HTTP', async () => {
  const received = new Map<string, Buffer>();
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.set(request.url ?? '', Buffer.concat([received.get(request.url ?? '') ?? Buffer.alloc(0), ...chunks]));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const sdk = startTelemetrySdk({
    endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    instanceId: 'test',
  });
  try {
    const app = new Hono()
      .use(observeRequests())
      .use('/*', (_, next) => next())
      .get('/things/:id', (c) => {
        telemetrySink({ time: '', level: 'warn', message: 'about to answer', fields: { id: c.req.param('id') } });
        return c.text('ok');
      });
    expect((await app.request('/things/42?token=secret')).status).toBe(200);
    await sdk.stop();
    const text = (path: string) => received.get(path)?.toString('latin1') ?? '';
    expect(text('/v1/traces')).toContain('GET /things/:id');
    expect(text('/v1/traces')).not.toContain('secret');
    expect(text('/v1/logs')).toContain('about to answer');
    expect(text('/v1/logs')).toContain('GET /things/:id');
    expect(text('/v1/logs')).not.toContain('secret');
    expect(text('/v1/metrics')).toContain('http.server.request.duration');
  } finally {
    await new Promise((resolve) => collector.close(resolve));
  }
});
