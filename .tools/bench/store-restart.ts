import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { decodeTracesProto } from '../../server/store/otlp/traces-proto.ts';
import { metricRequests, profileRequests } from './service-telemetry.ts';
import { post, query } from './store-client.ts';
import { startStoreProcess } from './store-process.ts';
import { logRequests, spanRequests } from './telemetry.ts';

const HOUR = 3_600_000_000_000n;
const INSTANCES = 40;
const SCRAPES = 240;
const PROFILES = 1800;

interface Filled {
  /** Epoch ns of the first and the last of the telemetry. */
  readonly from: bigint;
  readonly to: bigint;
  /** A trace in the oldest segment. */
  readonly traceId: string;
}

/** Sends an hour of all four signals, mixed as they would come. */
async function fill(url: string): Promise<Filled> {
  const to = BigInt(Date.now()) * 1_000_000n;
  const from = to - HOUR;
  const spans = spanRequests({ count: 600_000, perRequest: 1000, from, to });
  const lines = logRequests({ count: 740_000, perRequest: 1000, from, to });
  const metrics = metricRequests(INSTANCES, { count: SCRAPES, from, stepNs: HOUR / BigInt(SCRAPES) });
  const profiles = profileRequests({ count: PROFILES, from, stepNs: HOUR / BigInt(PROFILES) });
  const sources = [
    { requests: spans, total: 600, path: () => '/v1/traces' },
    { requests: lines, total: 740, path: () => '/v1/logs' },
    { requests: metrics, total: INSTANCES * SCRAPES, path: () => '/v1/metrics' },
    { requests: profiles, total: PROFILES, path: (one: { query?: string }) => `/ingest?${one.query}` },
  ];
  const first = spanRequests({ count: 10, perRequest: 10, from, to }).next().value;
  const traceId = decodeTracesProto(first?.body ?? new Uint8Array())[0]?.scopeSpans[0]?.spans[0]?.traceId ?? '';
  const rounds = 600;
  for (let round = 0; round < rounds; round++) {
    for (const { requests, total, path } of sources) {
      for (let sent = Math.floor((round * total) / rounds); sent < Math.floor(((round + 1) * total) / rounds); sent++) {
        const one = requests.next().value;
        if (!one) throw new Error('too few requests');
        const status = await post(`${url}${path(one)}`, one.body);
        if (status !== 200) throw new Error(`${path(one)} answered ${status}`);
      }
    }
  }
  return { from, to, traceId };
}

const secs = (ns: bigint): string => String(ns / 1_000_000_000n);

type Question = readonly [name: string, path: string, params: Readonly<Record<string, string>>];

/** What a user asks first, of the last hour. */
function questions({ from, to, traceId }: Filled): readonly Question[] {
  const loki = { query: '{service_name="cart"} |= "user-499"', start: String(from), end: String(to), limit: '100' };
  const search = { q: '{ status = error }', start: secs(from), end: secs(to), limit: '20' };
  const rate = 'sum by (job) (rate(http_server_request_duration_seconds_count[5m]))';
  const metrics = { query: rate, start: secs(from), end: secs(to), step: '15' };
  const profiles = { query: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="cart"}' };
  const times = { from: String(from / 1_000_000n), until: String(to / 1_000_000n) };
  return [
    ['log query', '/loki/api/v1/query_range', loki],
    ['trace search', '/tempo/api/search', search],
    ['trace by ID', `/tempo/api/traces/${traceId}`, {}],
    ['metric query', '/prometheus/api/v1/query_range', metrics],
    ['profile query', '/pyroscope/render', { ...profiles, ...times }],
  ];
}

/** Each question as the first after a start of its own. The segments are in the page cache. */
export async function measureRestart(): Promise<readonly Measurement[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-bench-restart-'));
  const measured: Measurement[] = [];
  try {
    const filling = await startStoreProcess(dataDir);
    const filled = await fill(filling.url);
    await filling.stop();
    const size = `${(await segmentBytes(dataDir)) / 1e6}`.replace(/\..*/, ' MB');
    for (const [name, path, params] of questions(filled)) {
      const began = performance.now();
      const store = await startStoreProcess(dataDir);
      try {
        await query(`${store.url}${path}`, params, 1);
        const value = (performance.now() - began) / 1000;
        measured.push({
          name: `start with ${size} of segments, first ${name}`,
          value,
          unit: 's',
          promise: { atMost: 5 },
        });
      } finally {
        await store.stop();
      }
    }
    return measured;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function segmentBytes(dataDir: string): Promise<number> {
  const directory = join(dataDir, 'segments');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.seg'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
