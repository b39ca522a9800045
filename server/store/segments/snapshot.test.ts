import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../../http/log.ts';
import { createEngines } from '../create-engines.ts';
import { pprofFromText } from '../profiles/pprof-fixture.ts';
import { runStore, type RunningStore } from '../run.ts';
import { decodeHeader, HEADER_BYTES } from './frame.ts';

/** A segment is closed when it has an eighth of it. */
const MAX_BYTES = 800_000;
const NOW_MS = Date.now();
const nanos = (ms: number) => `${Math.trunc(ms)}000000`;

let dataDir: string;
let store: RunningStore;
let logged: LogEntry[];

const start = async (directory = dataDir) => {
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  store = await runStore(
    { host: '127.0.0.1', port: 0, dataDir: directory, maxBytes: MAX_BYTES },
    { log, createEngines },
  );
};
beforeEach(async () => {
  logged = [];
  dataDir = await mkdtemp(join(tmpdir(), 'snapshots-'));
  await start();
});
afterEach(async () => {
  await store.stop();
  await rm(dataDir, { recursive: true });
});

const inSegments = (name: string) => join(dataDir, 'segments', name);
const files = async (ending: string) =>
  (await readdir(join(dataDir, 'segments'))).filter((name) => name.endsWith(ending)).sort();

async function send(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${store.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(await answer.text()).not.toContain('rejected');
  expect(answer.status).toBeLessThan(300);
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const resource = (service: string) => ({
  attributes: [text('service.name', service), text('service.instance.id', 'a'), text('host.arch', 'arm64')],
});
const idOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

function spans(round: number, service: string) {
  const made = Array.from({ length: 12 }, (_, i) => ({
    // Some traces reach over segments.
    traceId: idOf(i < 4 ? i + 1 : round * 100 + i, 32),
    spanId: idOf(round * 100 + i, 16),
    parentSpanId: i % 3 === 0 ? '' : idOf(round * 100 + i - 1, 16),
    name: `call ${i}`,
    kind: 1 + (i % 5),
    startTimeUnixNano: nanos(NOW_MS - 60_000 + round * 100 + i),
    endTimeUnixNano: nanos(NOW_MS - 50_000 + round * 100),
    attributes: [
      text('user', `user-${round}`),
      { key: 'size', value: { intValue: String(2 ** 40 + round) } },
      { key: 'share', value: { doubleValue: round / 7 } },
      { key: 'ok', value: { boolValue: i % 2 === 0 } },
      { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'ä' }, { stringValue: 'b' }] } } },
      { key: `rare.${round}`, value: { kvlistValue: { values: [text('deep', 'x'.repeat(200))] } } },
    ],
    events: [{ timeUnixNano: nanos(NOW_MS), name: 'exception', attributes: [text('exception.type', 'E')] }],
    links: [{ traceId: idOf(7, 32), spanId: idOf(8, 16), attributes: [text('why', 'retry')] }],
    status: { code: i % 4 === 0 ? 2 : 0, message: i % 4 === 0 ? 'broke' : '' },
  }));
  return { resourceSpans: [{ resource: resource(service), scopeSpans: [{ scope: { name: 'lib' }, spans: made }] }] };
}

function lines(round: number, service: string) {
  const logRecords = Array.from({ length: 30 }, (_, i) => ({
    // Late ones, too.
    timeUnixNano: nanos(NOW_MS - 60_000 + round * 100 - (i % 5) * 3000),
    severityText: i % 6 === 0 ? 'ERROR' : 'INFO',
    body: { stringValue: `request ${round}/${i} ${i % 7 === 0 ? 'größer 💥' : 'done'} ${'.'.repeat(60)}` },
    ...(i % 2 === 0 && { traceId: idOf(round * 100 + i + 1, 32), spanId: idOf(i + 1, 16) }),
    attributes: [text('route', `/r${i % 3}`), text('request.id', `${round}-${i}`)],
  }));
  return { resourceLogs: [{ resource: resource(service), scopeLogs: [{ logRecords }] }] };
}

function points(round: number, service: string) {
  const times = {
    startTimeUnixNano: nanos(NOW_MS - 3_600_000),
    timeUnixNano: nanos(NOW_MS - 60_000 + round * 1000),
    attributes: [text('route', `/r${round % 4}`)],
  };
  const exemplar = { timeUnixNano: times.timeUnixNano, asDouble: 0.2, traceId: idOf(3, 32), spanId: idOf(4, 16) };
  const histogram = { count: '6', sum: 2.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.1, 1] };
  const native = {
    scale: 2,
    zeroCount: '1',
    count: '4',
    sum: 9,
    positive: { offset: round % 3, bucketCounts: ['1', '2'] },
  };
  const metrics = [
    { name: 'temperature', unit: 'Cel', gauge: { dataPoints: [{ ...times, asDouble: 20 + round / 3 }] } },
    { name: 'gone', gauge: { dataPoints: [{ ...times, flags: 1 }] } },
    {
      name: 'seen',
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...times, asInt: `${round}` }] },
    },
    { name: 'new', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...times, asInt: '3' }] } },
    {
      name: 'latency',
      histogram: { aggregationTemporality: 1, dataPoints: [{ ...times, ...histogram, exemplars: [exemplar] }] },
    },
    { name: 'sizes', exponentialHistogram: { aggregationTemporality: 1, dataPoints: [{ ...times, ...native }] } },
  ];
  return { resourceMetrics: [{ resource: resource(service), scopeMetrics: [{ metrics }] }] };
}

async function sendProfile(round: number): Promise<void> {
  const pprof = pprofFromText(`main;a@x.go:${round} 30 span_id=${idOf(round + 1, 16)}\nmain;b@y.go:2 ${round + 1}`);
  const times = { from: String(NOW_MS - 60_000 + round * 100), until: String(NOW_MS - 59_000 + round * 100) };
  const params = new URLSearchParams({ name: 'shop.cpu{pod="p"}', format: 'pprof', ...times });
  const body = pprof as Uint8Array<ArrayBuffer>;
  expect((await fetch(`${store.url}/ingest?${params}`, { method: 'POST', body })).status).toBe(200);
}

/** Four senders at once, so that segments are closed while requests are under way. */
async function sendAll(rounds = 20): Promise<void> {
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (service) => {
      for (let round = 0; round < rounds; round++) {
        await send('/v1/traces', spans(round * 4 + service.charCodeAt(0), service));
        await send('/v1/logs', lines(round, service));
        await send('/v1/metrics', points(round, service));
        if (service === 'a') await sendProfile(round);
      }
    }),
  );
}

async function ask(path: string, params: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(`${store.url}${path}?${new URLSearchParams(params)}`);
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

/** Segments are loaded newest first: equal up to the order of what came at the same time, or in several segments. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(unordered(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unordered(item)]));
}

/** Each span with its resource: how these are grouped depends on the order, too. */
async function traceSpans(id: string): Promise<unknown> {
  const { batches } = (await ask(`/tempo/api/traces/${id}`)) as {
    batches: { resource: object; scopeSpans: { scope: object; spans: object[] }[] }[];
  };
  return batches.flatMap((batch) =>
    batch.scopeSpans.flatMap(({ scope, spans: own }) => own.map((span) => [batch.resource, scope, span])),
  );
}

/** All that was sent, in what the four APIs say of it. */
async function everything() {
  const [start, end] = [String(NOW_MS / 1000 - 4000), String(NOW_MS / 1000 + 100)];
  const all = { start, end, step: '30' };
  const window = { start: nanos(NOW_MS - 4_000_000), end: nanos(NOW_MS + 100_000) };
  const logs = await ask('/loki/api/v1/query_range', { query: '{service_name=~".+"}', limit: '5000', ...window });
  const names = (await ask('/prometheus/api/v1/label/__name__/values', all)) as { data: string[] };
  const metrics = names.data.filter((name) => !name.startsWith('traces_'));
  const query = `{__name__=~"${metrics.join('|')}"}`;
  const search = (q: string) => ask('/tempo/api/search', { q, limit: '1000', spss: '100' });
  return {
    lines: unordered((logs as { data: { result: unknown } }).data.result),
    series: await ask('/prometheus/api/v1/query_range', { ...all, query }),
    exemplars: await ask('/prometheus/api/v1/query_exemplars', { ...all, query }),
    metadata: await ask('/prometheus/api/v1/metadata'),
    trace: unordered(await traceSpans(idOf(2, 32))),
    traces: unordered(((await search('{ true }')) as { traces: unknown }).traces),
    structural: unordered(await search('{ span.ok = true } >> { event.exception.type = "E" } | count() > 2')),
    profile: await ask('/pyroscope/render', {
      query: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds{}',
      from: String(NOW_MS - 3_600_000),
      until: String(NOW_MS),
    }),
  };
}

/** Makes the requests in the segments unreadable, so that what is found comes from snapshots. */
async function spoilRequests(): Promise<void> {
  for (const name of await files('.seg')) {
    const bytes = await readFile(inSegments(name));
    for (let at = 0; at < bytes.length;) {
      const length = decodeHeader(bytes.subarray(at, at + HEADER_BYTES))!.length;
      bytes.fill(0, at + HEADER_BYTES, at + HEADER_BYTES + length);
      at += HEADER_BYTES + length;
    }
    await writeFile(inSegments(name), bytes);
  }
}
/** The last segment's requests are checked at the start, which cuts off what is spoilt. */
async function addEmptySegment(): Promise<void> {
  const last = (await files('.seg')).at(-1)!;
  const next = String(Number(last.slice(0, 12)) + 1).padStart(12, '0');
  await writeFile(inSegments(`${next}.seg`), '');
}

describe('a store that is started again', () => {
  it('answers from snapshots as it did before, and as it does from the requests', async () => {
    await sendAll();
    const before = await everything();
    await store.stop();
    const snapshots = await files('.snap');
    expect(snapshots.length).toBeGreaterThan(3);
    expect(snapshots.map((name) => name.slice(0, 12))).toEqual((await files('.seg')).map((name) => name.slice(0, 12)));
    const copy = await mkdtemp(join(tmpdir(), 'requests-'));
    await cp(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('.snap') });

    await addEmptySegment();
    await spoilRequests();
    await start();
    expect(await everything()).toEqual(before);
    await store.stop();

    await start(copy);
    expect(await everything()).toEqual(before);
    expect(logged.filter(({ message }) => !message.startsWith('left out'))).toEqual([]);
    await rm(copy, { recursive: true });
  });

  it('reads the requests of segments whose snapshots are lost, damaged, or of other segments', async () => {
    await sendAll();
    const before = await everything();
    await store.stop();
    const [first = '', second = '', third = '', fourth = ''] = await files('.snap');
    await rm(inSegments(first));
    const bytes = await readFile(inSegments(second));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(inSegments(second), bytes);
    await rename(inSegments(third), inSegments('swap'));
    await rename(inSegments(fourth), inSegments(third));
    await rename(inSegments('swap'), inSegments(fourth));
    await start();
    expect(await everything()).toEqual(before);
    expect(logged).toMatchObject([{ level: 'warn', message: expect.stringContaining('snapshot cannot be read') }]);
  });

  it('loses nothing when it had no time to close its segment', async () => {
    await sendAll(8);
    const before = await everything();
    const copy = await mkdtemp(join(tmpdir(), 'killed-'));
    // The store is writing: a snapshot that is half done is renamed while the copy is made. A start removes such files.
    await cp(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('.snap.tmp') });
    await store.stop();
    await start(copy);
    expect(await everything()).toEqual(before);
    await rm(copy, { recursive: true });
  });

  it('adds to the totals of deltas it had before', async () => {
    for (let round = 0; round < 3; round++) {
      await send('/v1/metrics', points(round * 4, 'a'));
      await store.stop();
      await start();
    }
    const answer = await ask('/prometheus/api/v1/query', { query: 'sum(new_total)', time: String(NOW_MS / 1000) });
    expect(answer).toMatchObject({ data: { result: [{ value: [expect.anything(), '9'] }] } });
  });

  it('adds to them when samples come, and the store is stopped, while older ones are still to be loaded', async () => {
    await sendAll();
    await store.stop();
    for (const name of await files('.snap')) await rm(inSegments(name));
    await start();
    await send('/v1/metrics', points(200, 'a'));
    await store.stop();
    await start();
    const query = 'sum(new_total{job="a"})';
    const answer = await ask('/prometheus/api/v1/query', { query, time: String(NOW_MS / 1000 + 150) });
    expect(answer).toMatchObject({ data: { result: [{ value: [expect.anything(), '63'] }] } });
  });

  it('keeps no snapshots of segments that are gone', async () => {
    await sendAll(4);
    expect((await fetch(`${store.url}/api/store/data`, { method: 'DELETE' })).status).toBe(204);
    await store.stop();
    expect(await files('')).toEqual([]);
    await writeFile(inSegments('000000000009.snap'), 'x');
    await writeFile(inSegments('000000000009.snap.tmp'), 'x');
    await start();
    expect(await files('')).toEqual([]);
  });
});
