import type { MetricsEngine } from '../engine.ts';
import type { Metric, MetricData, ResourceMetrics } from '../telemetry.ts';
import { createMetricsEngine } from './metrics-engine.ts';

/** What the tests of the engine share. */
export interface TestEngine extends MetricsEngine {
  /** A GET of the API: status and parsed body. */
  readonly get: (path: string, params?: Record<string, string | readonly string[]>) => Promise<Answer>;
  /** An instant query at that second: values by the text of their labels. */
  readonly values: (query: string, seconds: number) => Promise<Record<string, string>>;
}
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function createTestEngine(options: { queryTimeoutMs?: number; maxQueryItems?: number } = {}): TestEngine {
  const engine = createMetricsEngine({
    now: () => 1_000_000,
    queryTimeoutMs: 30_000,
    maxQueryItems: 10_000_000,
    ...options,
  });
  const get: TestEngine['get'] = async (path, params = {}) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(params))
      for (const part of [value].flat()) search.append(name, part as string);
    const response = await engine.routes.request(`${path}?${search}`);
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
  };
  return {
    ...engine,
    get,
    async values(query, seconds) {
      const { body } = await get('/api/v1/query', { query, time: String(seconds) });
      const { result } = (body as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } })
        .data;
      return Object.fromEntries(result.map(({ metric, value }) => [labelText(metric), value[1]]));
    },
  };
}

function labelText({ __name__: name = '', ...labels }: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `${name}{${pairs.sort().join(',')}}`;
}

export const attributesOf = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

/** One metric of one resource, as the decoders hand it over. */
export function otlpMetric(
  data: MetricData,
  { resource = {}, ...metric }: Partial<Omit<Metric, 'data'>> & { resource?: Record<string, string> } = {},
): ResourceMetrics[] {
  const scope = { name: '', version: '', attributes: [] };
  const metrics = [{ name: 'requests', description: '', unit: '', ...metric, data }];
  return [{ resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ scope, metrics }] }];
}

export const at = (seconds: number) => ({
  attributes: [],
  startUnixNano: 0n,
  timeUnixNano: BigInt(seconds) * 1_000_000_000n,
  flags: 0,
  exemplars: [],
});

const MINUTE = 60_000;

/** `up{job="a"|"b"}`: 1, 2, … each minute for an hour. */
export function withSeries(options: Parameters<typeof createTestEngine>[0] = {}): TestEngine {
  const engine = createTestEngine(options);
  engine.writeSeries(
    ['a', 'b'].map((job) => ({
      labels: new Map([
        ['__name__', 'up'],
        ['job', job],
      ]),
      samples: Array.from({ length: 61 }, (_, minute) => ({ timeMs: minute * MINUTE, value: minute + 1 })),
      metadata: { type: 'gauge', help: 'Whether it is up.', unit: '' },
    })),
  );
  return engine;
}

/** An answer's body that says what was wrong. */
export const failure = (errorType: string, error: unknown) => ({ status: 'error', errorType, error });
