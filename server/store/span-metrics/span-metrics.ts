import type { MetricsEngine } from '../engine.ts';
import type { Resource, Span } from '../telemetry.ts';
import { STEP_MS } from './accumulator.ts';
import { createServiceGraph } from './service-graph.ts';
import { createSpanCalls } from './span-calls.ts';

/** Tempo's metrics generator: series made of the spans that come in. */
export interface SpanMetrics {
  /** @param bytes size of the span as OTLP */
  readonly observe: (span: Span, resource: Resource, bytes: number) => void;
  /** Writes the 15 s steps that are over at `nowMs`. Calling it more often does no harm. */
  readonly collect: (nowMs: number) => void;
  readonly clear: () => void;
}

interface SpanMetricsOptions {
  readonly now: () => number;
  readonly metrics: Pick<MetricsEngine, 'writeSeries'>;
}

export function createSpanMetrics({ now, metrics }: SpanMetricsOptions): SpanMetrics {
  const calls = createSpanCalls();
  const graph = createServiceGraph();
  let collectedMs = Number.NEGATIVE_INFINITY;
  const collect = (nowMs: number) => {
    collectedMs = nowMs;
    graph.expire(nowMs);
    const writes = [...calls.family.take(nowMs), ...graph.family.take(nowMs)];
    if (writes.length > 0) metrics.writeSeries(writes);
  };
  return {
    collect,
    observe(span, resource, bytes) {
      const nowMs = now();
      if (collectedMs === Number.NEGATIVE_INFINITY) collectedMs = nowMs;
      if (nowMs - collectedMs >= STEP_MS) collect(nowMs);
      calls.observe({ span, resource, bytes, nowMs });
      graph.observe(span, resource, nowMs);
    },
    clear() {
      calls.family.clear();
      graph.clear();
    },
  };
}
