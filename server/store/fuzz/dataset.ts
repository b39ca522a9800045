import { Shop } from '../../demo/shop.ts';
import type { Engines } from '../engines.ts';
import { decodeLogsJson } from '../otlp/logs-json.ts';
import { decodeMetricsJson } from '../otlp/metrics-json.ts';
import { METRICS_JSON, LOGS_JSON } from './otlp-samples.ts';

export const DATASET_START_MS = Date.UTC(2026, 0, 1);
export const DATASET_END_MS = DATASET_START_MS + 120_000;

/** What parsers of lines meet: long, nested, torn and empty ones. */
const AWKWARD_LINES = [
  '',
  'a'.repeat(8000),
  `${'x y '.repeat(1000)}=`,
  `{"a":${'['.repeat(500)}${']'.repeat(500)}}`,
  `{"a":{"b":"${'\\u00e9'.repeat(200)}"}`,
  '{"a":"1","b":{"c":[1,2,{"d":null}]},"duration":"1m3s","status":500}',
  'level=warn msg="cache \\"miss\\"" duration=12.5ms size=3KB a= =b c="',
  '\ud800 \u2028 \0 😀 é',
  '10.0.0.1 - - "GET /cart HTTP/1.1" 500 ::1 192.168.0.5',
];

/** Two minutes of the demo shop, and beside it what the shop never says. */
export function fillEngines({ traces, logs, metrics, profiles }: Engines): void {
  const shop = new Shop(1, DATASET_START_MS).advance(DATASET_END_MS);
  traces.writeOtlp(shop.traces);
  logs.writeOtlp([...shop.logs, ...decodeLogsJson(LOGS_JSON)]);
  logs.writeStreams([
    ...shop.streams,
    {
      labels: new Map([['service_name', 'awkward']]),
      entries: AWKWARD_LINES.map((line, index) => ({
        timeUnixNano: BigInt(DATASET_START_MS + index * 1000) * 1_000_000n,
        line,
        structuredMetadata: [['key', String(index)]],
      })),
    },
  ]);
  metrics.writeOtlp([...shop.metrics, ...decodeMetricsJson(METRICS_JSON)]);
  metrics.writeSeries(nativeHistograms());
  profiles.write(shop.profiles);
}

/** A native histogram that grows every 15 s, and one with a gap in its buckets. */
function nativeHistograms() {
  const steps = Array.from({ length: 8 }, (_, index) => index);
  const histogramOf = (growth: number) => ({
    counterReset: 'unknown' as const,
    schema: 3,
    zeroThreshold: 0.001,
    zeroCount: growth,
    count: growth * 4,
    sum: growth * 2.5,
    positive: { indexes: [-3, 0, 12], counts: [growth, growth, growth] },
    negative: { indexes: [], counts: [] },
    customValues: [],
  });
  return ['frontend', 'cart'].map((service) => ({
    labels: new Map([
      ['__name__', 'latency'],
      ['service_name', service],
    ]),
    samples: [],
    histograms: steps.map((step) => ({ timeMs: DATASET_START_MS + step * 15_000, histogram: histogramOf(step) })),
  }));
}
