import { Hono } from 'hono';
import type { EngineOptions, LogsEngine } from '../engine.ts';
import { answerDetectedFields, answerDetectedFieldValues, answerPatterns } from './http/detect-routes.ts';
import { errorResponse, jsonResponse } from './http/errors.ts';
import { answerIndexStats, answerVolume, answerVolumeRange } from './http/index-routes.ts';
import { answerDetectedLabels, answerLabels, answerLabelValues, answerSeries } from './http/label-routes.ts';
import { answerFormat, answerInstant, answerRange } from './http/query-routes.ts';
import { handle, type Endpoint, type RequestContext } from './http/request.ts';
import { createTailUpgrade } from './http/tail.ts';
import { ingestOtlp, ingestStreams } from './ingest/ingest.ts';
import { LogStore } from './storage/log-store.ts';

/**
 * Logs as Loki 3 keeps and answers them.
 *
 * Lines are held in memory by stream; `routes` are Loki's, `upgrade` takes the WebSocket handshakes of `tail`. Errors
 * of queries are answered with Loki's status and text; other errors are thrown to the caller's handler.
 */
export function createLogsEngine(options: EngineOptions): LogsEngine {
  const store = new LogStore(options.origin?.isSegment);
  const endpoint = { store, options };
  return {
    routes: createRoutes(endpoint),
    upgrade: createTailUpgrade(endpoint),
    writeOtlp: (batch) => ingestOtlp(store, batch, options.now()),
    writeStreams: (streams) => ingestStreams(store, streams),
    usage: () => store.usage(),
    dropBefore: (unixNano) => store.dropBefore(unixNano),
    clear: () => store.clear(),
    snapshots: {
      take: () => store.takeSnapshot(),
      load: (piece) => store.loadSnapshot(piece as Parameters<typeof store.loadSnapshot>[0]),
    },
  };
}

type Answer = (endpoint: Endpoint, request: RequestContext) => Promise<Response> | Response;

const BUILD_INFO = { version: '', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' };

const ROUTES: Readonly<Record<string, Answer>> = {
  query: answerInstant,
  query_range: answerRange,
  labels: answerLabels,
  label: answerLabels,
  'label/:name/values': answerLabelValues,
  series: answerSeries,
  'index/stats': answerIndexStats,
  'index/volume': answerVolume,
  'index/volume_range': answerVolumeRange,
  patterns: answerPatterns,
  detected_fields: answerDetectedFields,
  'detected_field/:name/values': answerDetectedFieldValues,
  detected_labels: answerDetectedLabels,
  format_query: (_endpoint, request) => answerFormat(request),
  'status/buildinfo': () => jsonResponse(JSON.stringify(BUILD_INFO)),
};

const NOT_A_WEBSOCKET =
  "Bad Request\nwebsocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header";

function createRoutes(endpoint: Endpoint): Hono {
  const routes = new Hono();
  for (const [path, answer] of Object.entries(ROUTES))
    routes.on(
      ['GET', 'POST'],
      `/loki/api/v1/${path}`,
      handle(endpoint, (request) => answer(endpoint, request)),
    );
  routes.get('/loki/api/v1/tail', () => errorResponse({ status: 400, text: NOT_A_WEBSOCKET }));
  return routes;
}
