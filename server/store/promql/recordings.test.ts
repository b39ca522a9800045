import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_ENGINE_OPTIONS, type MetricsEngine } from '../engine.ts';
import { decodeMetricsJson } from '../otlp/metrics-json.ts';
import { createMetricsEngine } from './metrics-engine.ts';

const WIRE = join(import.meta.dirname, '../../../../shared/wire');
const LAST_SAMPLE = Date.parse('2026-11-22T17:29:00Z');
let server: ServerType;
let url: string;

/** In the recording the traces had given their metrics too. */
function addTraceMetrics(engine: MetricsEngine): void {
  const part = (name: string, ...ends: readonly string[]) => ends.map((end) => `traces_${name}_${end}`);
  const histogram = ['bucket', 'count', 'sum'];
  const names = [
    ...part('service_graph_request_client_seconds', ...histogram),
    ...part('service_graph_request_server_seconds', ...histogram),
    ...part('service_graph_request', 'failed_total', 'total'),
    ...part('spanmetrics_latency', ...histogram),
    ...part('spanmetrics', 'calls_total', 'size_total'),
  ];
  const labels = ['__metrics_gen_instance', 'client', 'connection_type', 'server'];
  const spanLabels = ['service', 'span_kind', 'span_name', 'status_code'];
  engine.writeSeries(
    names.map((name) => ({
      labels: new Map([
        ['__name__', name],
        ...[...labels, ...spanLabels].map((label): [string, string] => [label, '-']),
      ]),
      samples: [{ timeMs: LAST_SAMPLE, value: 1 }],
    })),
  );
}

beforeAll(async () => {
  const engine = createMetricsEngine({ ...DEFAULT_ENGINE_OPTIONS, now: () => LAST_SAMPLE });
  const batches = readFileSync(join(WIRE, 'data/metrics.otlp.jsonl'), 'utf8').trim().split('\n');
  for (const batch of batches) engine.writeOtlp(decodeMetricsJson(batch));
  addTraceMetrics(engine);
  const app = new Hono().route('/prometheus', engine.routes);
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('answers as the recorded Prometheus 3 did', async () => {
  const replay = [join(WIRE, 'replay.mjs'), 'check', join(WIRE, 'captures'), 'prometheus/'];
  const { stdout } = await promisify(execFile)(process.execPath, replay, { env: { BASE: url } }).catch(
    (failed: { stdout: string }) => failed,
  );
  expect(stdout).toMatch(/^prometheus: (\d+) of \1 as recorded\n\1 passed, 0 failed\n$/);
}, 60_000);
