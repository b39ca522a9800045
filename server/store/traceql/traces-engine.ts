import { Hono } from 'hono';
import { BudgetExceeded } from '../budget.ts';
import type { EngineOptions, MetricsEngine, TracesEngine } from '../engine.ts';
import { STEP_MS } from '../span-metrics/accumulator.ts';
import { createSpanMetrics, type SpanMetrics } from '../span-metrics/span-metrics.ts';
import type { ResourceSpans } from '../telemetry.ts';
import type { EngineContext } from './http/engine-context.ts';
import { createMetricsRoutes } from './http/metrics-routes.ts';
import { RequestError } from './http/request-error.ts';
import { createSearchRoutes } from './http/search-routes.ts';
import { createStatusRoutes } from './http/status-routes.ts';
import { createTagRoutes } from './http/tag-routes.ts';
import { createTraceRoutes } from './http/trace-routes.ts';
import { EvaluationError } from './language/evaluation-error.ts';
import { estimateSpanBytes } from './storage/span-size.ts';
import { createSpanStore } from './storage/span-store.ts';

export interface TracesEngineOptions extends EngineOptions {
  /** Where service-graph and span metrics go; none are made without it. */
  readonly metrics?: Pick<MetricsEngine, 'writeSeries'>;
}

export interface CollectingTracesEngine extends TracesEngine {
  /**
   * Writes the span metrics of every 15 s step that is over at `nowMs` (epoch ms). The engine does so by itself while
   * spans come and every 15 s; calling it before metrics are queried makes them current.
   */
  readonly collect: (nowMs: number) => void;
}

/** Spans in memory with the HTTP API of Tempo 3. */
export function createTracesEngine(options: TracesEngineOptions): CollectingTracesEngine {
  const store = createSpanStore(options.origin?.isSegment);
  const { metrics, now } = options;
  const spanMetrics = metrics && createSpanMetrics({ now, metrics });
  let isHeld = false;
  if (spanMetrics) setInterval(() => isHeld || spanMetrics.collect(now()), STEP_MS).unref();
  return {
    routes: createRoutes({ store, options }),
    writeOtlp: (batch) => store.write(batch, spanMetrics?.observe),
    history: {
      store: (batch) => store.write(batch),
      observe: (batch) => spanMetrics && observeAll(batch, spanMetrics),
      hold: (held) => void (isHeld = held),
    },
    usage: () => store.usage(),
    dropBefore: (unixNano) => store.dropBefore(unixNano),
    collect: (nowMs) => void (isHeld || spanMetrics?.collect(nowMs)),
    snapshots: {
      take: () => store.takeSnapshot(),
      load: (piece) => store.loadSnapshot(piece as Parameters<typeof store.loadSnapshot>[0]),
    },
    clear() {
      store.clear();
      spanMetrics?.clear();
    },
  };
}

function observeAll(batch: readonly ResourceSpans[], { observe }: SpanMetrics): void {
  for (const { resource, scopeSpans } of batch)
    for (const { spans } of scopeSpans) for (const span of spans) observe(span, resource, estimateSpanBytes(span));
}

function createRoutes(engine: EngineContext): Hono {
  const routes = new Hono()
    .route('/', createTraceRoutes(engine))
    .route('/', createSearchRoutes(engine))
    .route('/', createTagRoutes(engine))
    .route('/', createMetricsRoutes(engine))
    .route('/', createStatusRoutes());
  routes.onError((error, c) => {
    if (error instanceof RequestError) return c.text(error.message, error.status);
    if (error instanceof BudgetExceeded) return c.text(error.message, error.reason === 'time' ? 504 : 422);
    if (error instanceof EvaluationError) return c.text(error.message, 500);
    throw error;
  });
  return routes;
}
