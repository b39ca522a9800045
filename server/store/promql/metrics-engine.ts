import { Hono } from 'hono';
import type { EngineOptions, EngineUsage, MetricsEngine } from '../engine.ts';
import { errorResponse, queryError } from './http/api-error.ts';
import { metadataRoutes } from './http/metadata-routes.ts';
import { queryRoutes } from './http/query-routes.ts';
import { statusRoutes } from './http/status-routes.ts';
import { convertOtlp } from './ingest/convert-otlp.ts';
import { createDeltaTotals } from './ingest/deltas.ts';
import { createPointSeriesCache } from './ingest/point-series.ts';
import { createSink } from './ingest/sink.ts';
import { writeSeries } from './ingest/write-series.ts';
import { createMetadataStore } from './storage/metadata.ts';
import { createSeriesStore, type SeriesStore } from './storage/series-store.ts';
import { loadMetrics, takeMetrics, type MetricsPiece } from './storage/snapshot.ts';

/**
 * Metrics in memory and Prometheus' HTTP API over them. Takes OTLP metrics, written as the OpenTelemetry-to-Prometheus
 * specification says, and Prometheus series as they are.
 */
export function createMetricsEngine(options: EngineOptions): MetricsEngine {
  const isFresh = options.origin?.isSegment;
  const store = createSeriesStore(isFresh);
  const metadata = createMetadataStore(isFresh);
  const deltas = createDeltaTotals(isFresh);
  const parts = { store, metadata, deltas };
  const pointSeries = createPointSeriesCache();
  const api = new Hono();
  api.route('/', queryRoutes({ store, options }));
  api.route('/', metadataRoutes(store, metadata));
  api.route('/', statusRoutes(store, options.now));
  refuseMethods(api);
  const routes = new Hono();
  // Hono would answer HEAD as GET.
  routes.use('/api/v1/*', (c, next) => (c.req.raw.method === 'HEAD' ? Promise.resolve(refused()) : next()));
  routes.route('/api/v1', api);
  routes.get('/-/ready', (c) => c.text('Prometheus Server is Ready.\n'));
  routes.get('/-/healthy', (c) => c.text('Prometheus Server is Healthy.\n'));
  routes.onError((error) => {
    const known = queryError(error);
    if (known) return errorResponse(known);
    throw error;
  });
  return {
    routes,
    writeOtlp(batch) {
      const sink = createSink(store, metadata);
      convertOtlp(batch, { sink, deltas, series: pointSeries });
      return sink.result();
    },
    writeSeries(series) {
      const sink = createSink(store, metadata);
      writeSeries(series, sink);
      return sink.result();
    },
    usage: () => usageOf(store),
    dropBefore(unixNano) {
      store.dropBefore(Number(unixNano / 1_000_000n));
      deltas.dropBefore(unixNano);
    },
    snapshots: {
      take: () => takeMetrics(parts),
      load: (piece) => loadMetrics(piece as MetricsPiece, parts),
    },
    clear() {
      store.clear();
      metadata.clear();
      deltas.clear();
      pointSeries.clear();
    },
  };
}

/** Answers the methods that a path of the API is not for. */
function refuseMethods(api: Hono): void {
  for (const path of new Set(api.routes.map((route) => route.path))) {
    api.options(path, (c) => c.body(null, 204));
    api.all(path, refused);
  }
}

const refused = () => new Response('Method Not Allowed\n', { status: 405, headers: PLAIN });
const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' };

function usageOf(store: SeriesStore): EngineUsage {
  const { samples, bytes } = store.usage();
  const range = store.timeRange();
  return { items: samples, bytes, oldestUnixNano: range ? BigInt(Math.trunc(range.start)) * 1_000_000n : null };
}
