import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeTracesJson } from '../otlp/traces-json.ts';
import type { ResourceSpans, SeriesWrite } from '../telemetry.ts';
import { EPOCH_SECONDS, tracesFromText, traceIdOf } from '../traceql/testing/traces-from-text.ts';
import { createSpanMetrics } from './span-metrics.ts';

const EPOCH_MS = EPOCH_SECONDS * 1000;
/** What every series has. */
const COMMON = new Set(['__name__', '__metrics_gen_instance']);

/** A generator whose clock starts at the epoch of the spans drawn, and what it has written. */
function openGenerator() {
  let nowMs = EPOCH_MS;
  const written: SeriesWrite[] = [];
  const writeSeries = (series: readonly SeriesWrite[]) => {
    written.push(...series);
    return { rejected: 0, message: '' };
  };
  const generator = createSpanMetrics({ now: () => nowMs, metrics: { writeSeries } });
  const observe = (batch: readonly ResourceSpans[], bytes = 100) => {
    for (const { resource, scopeSpans } of batch)
      for (const { spans } of scopeSpans) for (const span of spans) generator.observe(span, resource, bytes);
  };
  const pass = (seconds: number) => void (nowMs += seconds * 1000);
  const wait = (seconds: number) => {
    pass(seconds);
    generator.collect(nowMs);
  };
  /** Samples of the series of a name, by their other labels; times in seconds since the epoch of the spans. */
  const series = (name: string) => {
    const found = new Map<string, (readonly [number, number])[]>();
    for (const { labels, samples } of written) {
      if (labels.get('__name__') !== name) continue;
      const key = [...labels].filter(([label]) => !COMMON.has(label)).map(([label, value]) => `${label}=${value}`);
      const list = samples.map(({ timeMs, value }) => [(timeMs - EPOCH_MS) / 1000, value] as const);
      found.set(key.join(' '), [...(found.get(key.join(' ')) ?? []), ...list]);
    }
    return Object.fromEntries(found);
  };
  const last = (name: string) =>
    Object.fromEntries(Object.entries(series(name)).map(([labels, samples]) => [labels, samples.at(-1)?.[1]]));
  return { written, observe, pass, wait, series, last, clear: generator.clear };
}

describe('span metrics', () => {
  test('count calls, bytes and latencies by service, name, kind and status', () => {
    const { observe, wait, last } = openGenerator();
    observe(tracesFromText('shop GET_/ server 0-3\n  shop query internal 0-5 error\n  shop query internal 0-7 error'));
    wait(20);
    const get = 'service=shop span_name=GET / span_kind=SPAN_KIND_SERVER status_code=STATUS_CODE_UNSET';
    const query = 'service=shop span_name=query span_kind=SPAN_KIND_INTERNAL status_code=STATUS_CODE_ERROR';
    expect(last('traces_spanmetrics_calls_total')).toEqual({ [get]: 1, [query]: 2 });
    expect(last('traces_spanmetrics_size_total')).toEqual({ [get]: 100, [query]: 200 });
    expect(last('traces_spanmetrics_latency_count')).toEqual({ [get]: 1, [query]: 2 });
    expect(last('traces_spanmetrics_latency_sum')[query]).toBeCloseTo(0.012, 9);
    const buckets = last('traces_spanmetrics_latency_bucket');
    expect(['0.002', '0.004', '0.008', '16.384', '+Inf'].map((le) => buckets[`${get} le=${le}`])).toEqual([
      0, 1, 1, 1, 1,
    ]);
    expect(['0.004', '0.008'].map((le) => buckets[`${query} le=${le}`])).toEqual([0, 2]);
  });

  test('name the generator in every series, as Tempo does', () => {
    const { observe, wait, written } = openGenerator();
    observe(tracesFromText('shop op server 0-3'));
    wait(20);
    expect(new Set(written.map(({ labels }) => labels.get('__metrics_gen_instance')))).toEqual(new Set(['sightline']));
  });

  test('carry exemplars with the trace in the bucket the span fell into', () => {
    const { observe, wait, written } = openGenerator();
    observe(tracesFromText('shop op internal 0-3'));
    wait(20);
    const shown = written.flatMap(({ labels, exemplars = [] }) =>
      exemplars.map((exemplar) => ({ le: labels.get('le'), ...exemplar })),
    );
    expect(shown).toEqual([
      { le: '0.004', value: 0.003, timeMs: EPOCH_MS + 3, labels: new Map([['traceID', traceIdOf(1)]]) },
    ]);
  });

  test('start from zero, are repeated while nothing comes, and end after a quarter of an hour', () => {
    const { observe, wait, series } = openGenerator();
    observe(tracesFromText('shop op server 0-3'));
    const samples = () => Object.values(series('traces_spanmetrics_calls_total'))[0] ?? [];
    wait(10);
    expect(samples()).toEqual([]);
    wait(50);
    expect(samples()).toEqual([
      [0, 0],
      [15, 1],
      [30, 1],
      [45, 1],
      [60, 1],
    ]);
    wait(7200);
    expect(samples().at(-1)).toEqual([915, 1]);
    observe(tracesFromText('shop op server 7000000-7250000'));
    wait(30);
    expect(samples().slice(-4)).toEqual([
      [7245, 0],
      [7260, 1],
      [7275, 1],
      [7290, 1],
    ]);
  });

  test('make series of the past from spans of the past, each in its own 15 seconds', () => {
    const { observe, wait, series } = openGenerator();
    wait(3600);
    observe(tracesFromText('shop op server 0-1000\n\nshop op server 0-1000\n\nshop op server 0-16000'));
    observe(tracesFromText('shop op server 0-44000'));
    wait(0);
    expect(Object.values(series('traces_spanmetrics_calls_total'))[0]).toEqual([
      [0, 0],
      [15, 2],
      [30, 3],
      [45, 4],
    ]);
  });

  test('count a span that comes late in the next step', () => {
    const { observe, wait, series } = openGenerator();
    observe(tracesFromText('shop op server 0-1000'));
    wait(61);
    observe(tracesFromText('shop op server 0-1001'));
    wait(20);
    expect(Object.values(series('traces_spanmetrics_calls_total'))[0]?.slice(-2)).toEqual([
      [60, 1],
      [75, 2],
    ]);
  });

  test('write by themselves while spans come', () => {
    const { observe, written, pass } = openGenerator();
    observe(tracesFromText('shop op server 0-1000'));
    pass(30);
    expect(written).toEqual([]);
    observe(tracesFromText('shop op server 0-1000'));
    expect(written).not.toEqual([]);
  });

  test('forget everything when cleared', () => {
    const { observe, written, wait, clear } = openGenerator();
    observe(tracesFromText('shop op server 0-1000\n  shop op client 0-1'));
    clear();
    wait(100);
    expect(written).toEqual([]);
  });
});

describe('service graph', () => {
  const TOTAL = 'traces_service_graph_request_total';

  test('pairs the client span with the server span below it', () => {
    const { observe, wait, last } = openGenerator();
    observe(tracesFromText('shop op internal 0-9\n  shop call client 1-201\n    cart serve server 2-152 error'));
    wait(20);
    expect(last(TOTAL)).toEqual({ 'client=shop server=cart': 1 });
    expect(last('traces_service_graph_request_failed_total')).toEqual({ 'client=shop server=cart': 1 });
    expect(last('traces_service_graph_request_client_seconds_sum')).toEqual({ 'client=shop server=cart': 0.2 });
    expect(last('traces_service_graph_request_server_seconds_sum')).toEqual({ 'client=shop server=cart': 0.15 });
    const buckets = last('traces_service_graph_request_server_seconds_bucket');
    expect([buckets['client=shop server=cart le=0.1'], buckets['client=shop server=cart le=0.2']]).toEqual([0, 1]);
  });

  test('pairs them in whichever order they come', () => {
    const { observe, wait, last } = openGenerator();
    const batch = tracesFromText('shop call client 1-201\n  cart serve server 2-152');
    observe(batch.slice(1));
    observe(batch.slice(0, 1));
    wait(20);
    expect(last(TOTAL)).toEqual({ 'client=shop server=cart': 1 });
    expect(last('traces_service_graph_request_failed_total')).toEqual({});
  });

  test('tells messaging and databases', () => {
    const { observe, wait, last } = openGenerator();
    observe(
      tracesFromText(`shop send producer 0-9
  mail receive consumer 5-9

shop SELECT client 0-9 .db.system=postgresql .db.name=orders

shop GET client 0-9 .db.system=redis .server.address=cache-1

shop GET client 0-9 .db.system=redis .network.peer.address=10.0.0.1 .network.peer.port=6379 error

shop GET client 0-9 .db.namespace=7 .peer.service=vault`),
    );
    wait(20);
    const database = (name: string) => `client=shop server=${name} connection_type=database`;
    expect(last(TOTAL)).toEqual({
      'client=shop server=mail connection_type=messaging_system': 1,
      [database('orders')]: 1,
      [database('cache-1')]: 1,
      [database('10.0.0.1:6379')]: 1,
      [database('vault')]: 1,
    });
    expect(last('traces_service_graph_request_failed_total')).toEqual({ [database('10.0.0.1:6379')]: 1 });
  });

  test('makes a node of a side that never comes, if the other tells of it', () => {
    const { observe, wait, last } = openGenerator();
    observe(
      tracesFromText(`web op server 0-9

shop call client 0-9 .peer.service=payments

shop call client 0-9

cart serve server 0-9 orphan`),
    );
    wait(9);
    wait(6);
    wait(15);
    const virtual = 'connection_type=virtual_node';
    expect(last(TOTAL)).toEqual({
      [`client=user server=web ${virtual}`]: 1,
      [`client=shop server=payments ${virtual}`]: 1,
    });
  });

  test('waits ten seconds for the other side', () => {
    const pair = tracesFromText('shop call client 1-201 .peer.service=proxy\n  cart serve server 2-152');
    const after = (seconds: number) => {
      const { observe, wait, last } = openGenerator();
      observe(pair.slice(0, 1));
      wait(seconds);
      observe(pair.slice(1));
      wait(60);
      return last(TOTAL);
    };
    expect(after(9)).toEqual({ 'client=shop server=cart': 1 });
    expect(after(11)).toEqual({ 'client=shop server=proxy connection_type=virtual_node': 1 });
  });

  test('of the recorded telemetry is what Tempo made of it', () => {
    const { observe, wait, last, written } = openGenerator();
    const recorded = new URL('../../../../shared/wire/', import.meta.url);
    observe(decodeTracesJson(readFileSync(new URL('data/traces.otlp.json', recorded), 'utf8')));
    wait(366 * 24 * 3600);
    const captures = readFileSync(new URL('captures/prometheus.jsonl', recorded), 'utf8').trim().split('\n');
    const answerOf = (wanted: string) =>
      captures.map((text) => JSON.parse(text)).find(({ name }) => name === wanted).response.body.data;
    const names = answerOf('span-metrics-names') as string[];
    expect(new Set(written.map(({ labels }) => labels.get('__name__')))).toEqual(new Set(names));
    const edges = answerOf('service-graph').result as {
      metric: { client: string; server: string };
      values: [number, string][];
    }[];
    const counted: Record<string, number> = {};
    for (const [labels, value] of Object.entries(last(TOTAL))) {
      const key = labels.replace(/ connection_type=.*/, '');
      counted[key] = (counted[key] ?? 0) + (value ?? 0);
    }
    expect(counted).toEqual(
      Object.fromEntries(
        edges.map(({ metric, values }) => [
          `client=${metric.client} server=${metric.server}`,
          Number(values.at(-1)?.[1]),
        ]),
      ),
    );
  });
});
