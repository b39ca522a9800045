import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { api, logs, metrics, resources, tracing } from '@opentelemetry/sdk-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { startStore, type RunningStore } from './start.ts';

let dataDir: string;
let store: RunningStore;
let logged: LogEntry[];

const start = async () => {
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  store = await startStore({ host: '127.0.0.1', port: 0, dataDir, grpcPort: 0 }, log);
};
beforeEach(async () => {
  logged = [];
  dataDir = await mkdtemp(join(tmpdir(), 'store-'));
  await start();
});
afterEach(async () => {
  await store.stop();
  await rm(dataDir, { recursive: true });
});

async function getJson<T>(path: string, params: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(`${store.url}${path}?${new URLSearchParams(params)}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

const resource = resources.resourceFromAttributes({ 'service.name': 'sdk-test', 'service.namespace': 'tests' });

/** What a program with the SDK sends: a span, a log line in it, and a metric with that as exemplar. */
async function sendBySdk(): Promise<{ traceId: string; spanId: string }> {
  const options = (signal: string) => ({ url: `${store.url}/v1/${signal}`, compression: 'gzip' as never });
  const spanProcessors = [new tracing.SimpleSpanProcessor(new OTLPTraceExporter(options('traces')))];
  const tracers = new tracing.BasicTracerProvider({ resource, spanProcessors });
  const logExporter = new OTLPLogExporter(options('logs'));
  const processors = [new logs.SimpleLogRecordProcessor({ exporter: logExporter })];
  const loggers = new logs.LoggerProvider({ resource, processors });
  const metricExporter = new OTLPMetricExporter(options('metrics'));
  const reader = new metrics.PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 60_000 });
  const meters = new metrics.MeterProvider({ resource, readers: [reader] });

  const span = tracers.getTracer('tests').startSpan('checkout', { attributes: { 'order.id': 42 } });
  const context = api.trace.setSpan(api.ROOT_CONTEXT, span);
  loggers
    .getLogger('tests')
    .emit({ body: 'order 42 placed', severityNumber: SeverityNumber.INFO, severityText: 'INFO', context });
  meters.getMeter('tests').createCounter('orders.placed').add(3, { currency: 'EUR' }, context);
  span.addEvent('paid');
  span.end();
  await Promise.all([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
  return span.spanContext();
}

interface TempoTrace {
  readonly trace: { readonly resourceSpans: { readonly scopeSpans: { readonly spans: object[] }[] }[] };
}
interface LokiStreams {
  readonly data: {
    readonly result: { readonly stream: Record<string, string>; readonly values: [string, string][] }[];
  };
}
interface PromVector {
  readonly data: { readonly result: { readonly metric: Record<string, string>; readonly value: [number, string] }[] };
}

async function expectToFind({ traceId }: { readonly traceId: string }): Promise<void> {
  const { trace } = await getJson<TempoTrace>(`/tempo/api/v2/traces/${traceId}`);
  const [span] = trace.resourceSpans[0]!.scopeSpans[0]!.spans;
  expect(span).toMatchObject({ name: 'checkout', events: [{ name: 'paid' }] });
  const found = await getJson<{ traces: { traceID: string }[] }>('/tempo/api/search', {
    q: '{ resource.service.name = "sdk-test" && span.order.id = 42 }',
  });
  expect(found.traces.map(({ traceID }) => traceID.padStart(32, '0'))).toEqual([traceId]);
  const byText = await getJson<LokiStreams>('/loki/api/v1/query_range', {
    query: '{service_name="sdk-test"} |= "order 42"',
  });
  expect(byText.data.result[0]!.stream).toMatchObject({ trace_id: traceId, detected_level: 'info' });
  const lines = await getJson<LokiStreams>('/loki/api/v1/query_range', {
    query: `{service_name="sdk-test"} | trace_id="${traceId}"`,
  });
  expect(lines.data.result[0]!.values[0]![1]).toBe('order 42 placed');
  const vector = await getJson<PromVector>('/prometheus/api/v1/query', { query: 'orders_placed_total' });
  expect(vector.data.result).toMatchObject([{ metric: { currency: 'EUR', job: 'tests/sdk-test' }, value: [{}, '3'] }]);
}

describe('a program with the OpenTelemetry SDK', () => {
  it('finds its span, line and metric again, after a restart too', async () => {
    const sent = await sendBySdk();
    await expectToFind(sent);
    await store.stop();
    await start();
    await expectToFind(sent);
    expect(logged).toEqual([]);
  });
});

interface MergedStacks {
  readonly flamegraph: { readonly names: string[]; readonly total: string };
}

/** What Grafana's profiles panel asks for. */
async function stacksOf(profileTypeID: string, labelSelector: string): Promise<MergedStacks['flamegraph']> {
  const [start, end] = [Date.now() - 600_000, Date.now() + 60_000];
  const answer = await fetch(`${store.url}/querier.v1.QuerierService/SelectMergeStacktraces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ profileTypeID, labelSelector, start, end }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as MergedStacks).flamegraph;
}

describe("a program with Pyroscope's SDK", () => {
  it('finds its profiles by service, type and label', async () => {
    await runProgram('./pyroscope-program.ts', [store.url]);
    const service = '{service_name="checkout-sdk",region="eu",route="checkout"}';
    for (const type of ['wall:wall:nanoseconds:wall:nanoseconds', 'wall:cpu:nanoseconds:wall:nanoseconds']) {
      const { names, total } = await stacksOf(type, service);
      expect(names).toContainEqual(expect.stringContaining('priceOrders'));
      expect(Number(total)).toBeGreaterThan(0);
    }
    const heap = await stacksOf('memory:inuse_space:bytes:inuse_space:bytes', '{service_name="checkout-sdk"}');
    expect(Number(heap.total)).toBeGreaterThan(0);
    const other = await stacksOf('wall:cpu:nanoseconds:wall:nanoseconds', '{service_name="checkout"}');
    expect(other.names).not.toContainEqual(expect.stringContaining('priceOrders'));
  });
});

const REPLAY = fileURLToPath(new URL('../../../shared/wire/replay.mjs', import.meta.url));

/** What it writes to standard output. */
async function runProgram(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const path = file.startsWith('.') ? fileURLToPath(new URL(file, import.meta.url)) : file;
  const child = spawn(process.execPath, [path, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  return output.trim();
}

describe.skipIf(!existsSync(REPLAY))('the recorded telemetry', () => {
  it('is taken as the real servers took it', async () => {
    expect(await runProgram(REPLAY, ['push'], { BASE: store.url })).toBe('pushed');
    const { signals } = await getJson<{ signals: Record<string, { items: number; oldest: number }> }>(
      '/api/store/status',
    );
    expect(signals['traces']).toMatchObject({ items: 3641, oldest: 1_795_367_640_000 });
    expect(signals['logs']).toMatchObject({ items: 1003 });
  });
});
