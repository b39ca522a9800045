import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { ingest, query } from './store-client.ts';
import { startStoreProcess, type StoreProcess } from './store-process.ts';
import { histogramRequests, logRequests, spanRequests } from './telemetry.ts';

const SPANS = 500_000;
const LINES = 1_000_000;
const HOUR = 3_600_000_000_000n;
const REST_MS = 20_000;
const SAMPLE_MS = 20;

interface Held {
  readonly measured: readonly Measurement[];
  readonly bytes: number;
  readonly logBytes: number;
}

async function fill({ url }: StoreProcess, { from, now }: Hour): Promise<Held> {
  const spans = await ingest(`${url}/v1/traces`, spanRequests({ count: SPANS, perRequest: 1000, from, to: now }));
  const lines = await ingest(`${url}/v1/logs`, logRequests({ count: LINES, perRequest: 2000, from, to: now }));
  const scrapes = histogramRequests({ series: 2000, scrapes: 241, from, stepNs: 15_000_000_000n });
  const metrics = await ingest(`${url}/v1/metrics`, scrapes);
  const perSecond = (what: string, value: number, atLeast?: number): Measurement => ({
    name: `ingest of ${what} over OTLP/HTTP protobuf`,
    value,
    unit: '/s',
    ...(atLeast ? { promise: { atLeast } } : {}),
  });
  return {
    bytes: spans.bytes + lines.bytes + metrics.bytes,
    logBytes: lines.bytes,
    measured: [
      perSecond('spans', spans.perSecond, 50_000),
      perSecond('log lines', lines.perSecond, 100_000),
      perSecond('histogram series samples', metrics.perSecond),
    ],
  };
}

interface Hour {
  /** Epoch ns. */
  readonly from: bigint;
  readonly now: bigint;
}

export async function measureStore(): Promise<readonly Measurement[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-bench-store-'));
  const store = await startStoreProcess(dataDir);
  const empty = store.residentBytes();
  let highest = 0;
  const sampling = setInterval(() => (highest = Math.max(highest, store.residentBytes())), SAMPLE_MS);
  try {
    const now = BigInt(Date.now()) * 1_000_000n;
    const hour = { now, from: now - HOUR };
    const held = await fill(store, hour);
    const answered = await queries(store, { ...hour, logBytes: held.logBytes });
    // Resident, so with what V8 and malloc keep for themselves; V8 gives up what it keeps when it has rested for 8 s.
    const perByte = (resident = store.residentBytes()) => (resident - empty) / held.bytes;
    const memory = perByte();
    const atMost = perByte(highest);
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const atRest = perByte();
    const ofOtlp = `resident beyond an empty store, per byte of ${(held.bytes / 1e6).toFixed(0)} MB OTLP`;
    return [
      ...held.measured,
      ...answered,
      { name: `${ofOtlp}, at most at any time`, value: atMost, unit: '×', promise: { atMost: 2 } },
      { name: `${ofOtlp}, right after all this`, value: memory, unit: '×', promise: { atMost: 2 } },
      { name: `${ofOtlp}, ${REST_MS / 1000} s later`, value: atRest, unit: '×', promise: { atMost: 2 } },
    ];
  } finally {
    clearInterval(sampling);
    await store.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const secs = (ns: bigint): string => String(ns / 1_000_000_000n);

const LINE_FILTERS = [
  '|= "user-499"',
  '|~ "error|timeout"',
  '|~ "(?i)payment failed"',
  '|~ "status=5\\\\d\\\\d"',
  '!~ "health|ready"',
  '|~ "user-4[0-9]+"',
];

async function lineFilters(
  logBytes: number,
  ask: (filter: string) => Promise<number>,
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (const filter of LINE_FILTERS) {
    const value = logBytes / 1e6 / ((await ask(filter)) / 1000);
    measured.push({ name: `${filter} over 1,000,000 lines`, value, unit: 'MB/s', promise: { atLeast: 300 } });
  }
  return measured;
}

async function queries(
  { url }: StoreProcess,
  { now, from, logBytes }: Hour & { readonly logBytes: number },
): Promise<readonly Measurement[]> {
  const logs = `${url}/loki/api/v1/query_range`;
  const window = { start: String(from), end: String(now + 1_000_000_000n) };
  const count = { ...window, step: '3600' };
  const all = `{service_name=~".+"}`;
  const filters = await lineFilters(logBytes, (filter) =>
    query(logs, { ...count, query: `sum(count_over_time(${all} ${filter} [1h]))` }),
  );
  const json = await query(logs, { ...window, step: '300', query: `sum by (route) (rate(${all} | json [5m]))` });
  const search = { start: secs(from), end: secs(now + 60_000_000_000n), limit: '20' };
  const structural = await query(`${url}/tempo/api/search`, {
    ...search,
    // Found in few traces, so that all of them are looked at.
    q: '{ resource.service.name = "frontend" } >> { status = error && span.enduser.id = "user-7" }',
  });
  const quantile = await query(`${url}/prometheus/api/v1/query_range`, {
    start: secs(from),
    end: secs(from + HOUR),
    step: '15',
    query: 'histogram_quantile(0.95, sum by (le, route) (rate(bench_request_duration_seconds_bucket[5m])))',
  });
  return [
    ...filters,
    {
      name: 'sum by (route) (rate({…} | json [5m])) over the same',
      value: json / 1000,
      unit: 's',
      promise: { atMost: 1.5 },
    },
    { name: '{ … } >> { … } over 500,000 spans', value: structural / 1000, unit: 's', promise: { atMost: 1 } },
    { name: 'histogram_quantile over 2,000 series × 240 steps', value: quantile, unit: 'ms', promise: { atMost: 400 } },
  ];
}
