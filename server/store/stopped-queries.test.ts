import { afterEach, describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { DEFAULT_ENGINE_OPTIONS, type EngineOptions } from './engine.ts';
import { createLogsEngine } from './logql/logs-engine.ts';
import { createProfilesEngine } from './profiles/profiles-engine.ts';
import { createMetricsEngine } from './promql/metrics-engine.ts';
import { runStore, type RunningStore } from './run.ts';
import { createTracesEngine } from './traceql/traces-engine.ts';

let store: RunningStore;
let logged: LogEntry[];
afterEach(() => store.stop());

const BASE_S = Math.floor(Date.now() / 1000) - 3600;
const COUNT = 6000;
const nano = (index: number) => String(BigInt(BASE_S) * 1_000_000_000n + BigInt(index) * 100_000_000n);
const list = <T>(make: (index: number) => T): T[] => Array.from({ length: COUNT }, (_, index) => make(index));

async function start(limits: Partial<EngineOptions>): Promise<void> {
  logged = [];
  store = await runStore(
    { host: '127.0.0.1', port: 0, dataDir: null },
    {
      log: createLog({ sinks: [(entry) => logged.push(entry)] }),
      createEngines(now) {
        const options = { ...DEFAULT_ENGINE_OPTIONS, now, ...limits };
        return {
          metrics: createMetricsEngine(options),
          logs: createLogsEngine(options),
          traces: createTracesEngine(options),
          profiles: createProfilesEngine(options),
        };
      },
    },
  );
  await Promise.all([sendSamples(), sendLines(), sendSpans()]);
}

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(store.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const sendSamples = () => {
  const dataPoints = list((index) => ({ timeUnixNano: nano(index), asInt: String(index) }));
  const metrics = [{ name: 'load', gauge: { dataPoints } }];
  return post('/v1/metrics', { resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ metrics }] }] });
};
const sendLines = () => {
  const values = list((index) => [nano(index), `level=info order=${index} took=${index % 97}ms`]);
  return post('/loki/api/v1/push', { streams: [{ stream: { app: 'shop' }, values }] });
};
const sendSpans = () => {
  const spans = list((index) => ({
    traceId: (index + 1).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name: `order ${index}`,
    startTimeUnixNano: nano(index),
    endTimeUnixNano: nano(index + 1),
  }));
  return post('/v1/traces', { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ spans }] }] });
};

interface Stopped {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function read(answer: Response): Promise<Stopped> {
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

type Params = Record<string, string>;
const ask = async (path: string, params: Params, signal: AbortSignal | null = null) =>
  read(await fetch(`${store.url}${path}?${new URLSearchParams(params)}`, { signal }));
/** For queries too long for an address. */
const askByForm = async (path: string, params: Params, signal: AbortSignal | null = null) =>
  read(await fetch(store.url + path, { method: 'POST', body: new URLSearchParams(params), signal }));

const range = { start: String(BASE_S), end: String(BASE_S + 700) };
const promql = (query: string, signal?: AbortSignal) =>
  askByForm('/prometheus/api/v1/query_range', { query, ...range, step: '1' }, signal);
const logql = (query: string, signal?: AbortSignal) =>
  askByForm('/loki/api/v1/query_range', { query, ...range, step: '1' }, signal);
const traceql = (q: string, signal?: AbortSignal) => ask('/tempo/api/search', { q, ...range }, signal);

const small = {
  promql: () => ask('/prometheus/api/v1/query', { query: 'load', time: String(BASE_S + 1) }),
  logql: () => ask('/loki/api/v1/query_range', { query: '{app="shop"}', start: range.start, end: nano(3) }),
  traceql: () => ask(`/tempo/api/traces/${'1'.padStart(32, '0')}`, {}),
};

const error = ({ text }: Stopped): unknown => JSON.parse(text);
const PLAIN = /^text\/plain; charset=utf-8$/i;

describe('a query that touches too much', () => {
  it('is stopped in the words of its server, and the next one is answered', async () => {
    await start({ maxQueryItems: 1000 });
    const [samples, lines, spans] = await Promise.all([
      promql('sum_over_time(load[5m])'),
      logql('{app="shop"} |= "nowhere"'),
      traceql('{ name =~ "nothing" }'),
    ]);
    expect(samples).toMatchObject({ status: 422, type: 'application/json' });
    expect(error(samples)).toEqual({
      status: 'error',
      errorType: 'execution',
      error: 'query processing would load too many samples into memory in query execution',
    });
    expect(lines).toMatchObject({ status: 400, type: expect.stringMatching(PLAIN) });
    expect(lines.text).toContain(
      'query would touch more than 1000 items; consider adding more specific stream selectors',
    );
    expect(spans).toMatchObject({ status: 422, type: expect.stringMatching(PLAIN) });
    expect(spans.text).toContain('more than 1000 items');
    for (const answer of await Promise.all(Object.values(small).map((ask) => ask()))) expect(answer.status).toBe(200);
    expect(logged).toEqual([]);
  });
});

describe('a query whose time is over', () => {
  it('is stopped in the words of its server', async () => {
    await start({ queryTimeoutMs: 0 });
    const [samples, lines, spans] = await Promise.all([
      promql('sum_over_time(load[5m])'),
      logql('{app="shop"} |= "nowhere"'),
      traceql('{ name =~ "nothing" }'),
    ]);
    expect(samples).toMatchObject({ status: 503, type: 'application/json' });
    expect(error(samples)).toEqual({
      status: 'error',
      errorType: 'timeout',
      error: 'query timed out in expression evaluation',
    });
    expect(lines).toMatchObject({ status: 504, type: expect.stringMatching(PLAIN) });
    expect(lines.text).toMatch(/^request timed out, decrease the duration of the request or add more label matchers/i);
    expect(spans).toMatchObject({ status: 504, type: expect.stringMatching(PLAIN) });
    expect(logged).toEqual([]);
  });
});

describe('a long query', () => {
  // Each holds the thread for far longer than all of the small ones together.
  const line =
    'sum(count_over_time({app="shop"} | logfmt | line_format "{{.order}}-{{.took}}" |~ "(\\\\d+-)+x" [10m]))';
  const long = {
    promql: 'max_over_time(quantile_over_time(0.5, load[10m])[30m:10ms])',
    logql: Array.from({ length: 40 }, () => line).join(' + '),
    traceql: `{ ${Array.from({ length: 200 }, (_, index) => `name =~ ".*(d|e)+${index}x.*"`).join(' || ')} }`,
  };

  it.each([
    ['PromQL', (signal: AbortSignal) => promql(long.promql, signal)],
    ['LogQL', (signal: AbortSignal) => logql(long.logql, signal)],
    ['TraceQL', (signal: AbortSignal) => traceql(long.traceql, signal)],
  ])('of %s lets the others go on', async (_, run) => {
    await start({ queryTimeoutMs: 600_000 });
    const waiting = new AbortController();
    const order: string[] = [];
    const ended = run(waiting.signal).then(
      ({ status }) => order.push(`long ${status}`),
      (reason: Error) => order.push(reason.name),
    );
    for (const [name, query] of Object.entries(small)) {
      const { status } = await query();
      order.push(`${name} ${status}`);
    }
    waiting.abort();
    await ended;
    expect(order).toEqual(['promql 200', 'logql 200', 'traceql 200', 'AbortError']);
  });
});
