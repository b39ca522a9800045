import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono } from 'hono';
import type { Origin } from './origin.ts';
import type {
  LogStream,
  ProfileWrite,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  SeriesWrite,
} from './telemetry.ts';

/** What a write refused: OTLP's partial success. `rejected` counts spans, log records, data points or samples. */
export interface WriteResult {
  readonly rejected: number;
  readonly message: string;
}
export const ACCEPTED: WriteResult = { rejected: 0, message: '' };

/** One signal's part of the store: data in memory and the HTTP API of the server it stands in for. */
export interface SignalEngine {
  /** Paths as the real server has them (`/api/v1/query`, `/loki/api/v1/query_range`, …); `server.ts` adds the prefix. */
  readonly routes: Hono;
  readonly usage: () => EngineUsage;
  /** Forgets everything wholly older. */
  readonly dropBefore: (unixNano: bigint) => void;
  readonly clear: () => void;
  /** Without, what segments hold is always loaded from their requests. */
  readonly snapshots?: EngineSnapshots;
  /**
   * Takes over a WebSocket upgrade of one of the engine's paths (Loki's `tail`). Returns false, the socket untouched,
   * when the path is not its own.
   */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
}
/** What requests became, in pieces that take no decoding to load again. A piece is plain data, as `structuredClone` takes it. */
export interface EngineSnapshots {
  /**
   * What was written since the last call while `EngineOptions.origin` said that it went to the segment. It may hold more,
   * where holding a thing twice does no harm, never less. The pieces are made as they are asked for, and do not show
   * what is written after the call.
   */
  readonly take: () => Iterable<unknown>;
  /** Adds a piece of this version. */
  readonly load: (piece: unknown) => void;
}
export interface EngineUsage {
  /** Items held: spans, lines, samples, profiles. */
  readonly items: number;
  /** Estimated size in memory. */
  readonly bytes: number;
  /** null when empty. */
  readonly oldestUnixNano: bigint | null;
}

/** Writes are synchronous: when they return, a query sees the data. */
export interface MetricsEngine extends SignalEngine {
  readonly writeOtlp: (batch: readonly ResourceMetrics[]) => WriteResult;
  readonly writeSeries: (series: readonly SeriesWrite[]) => WriteResult;
}
export interface LogsEngine extends SignalEngine {
  readonly writeOtlp: (batch: readonly ResourceLogs[]) => WriteResult;
  readonly writeStreams: (streams: readonly LogStream[]) => WriteResult;
}
export interface TracesEngine extends SignalEngine {
  readonly writeOtlp: (batch: readonly ResourceSpans[]) => WriteResult;
  readonly history?: SpanHistory;
  /** Brings the metrics made of spans up to `nowMs` (epoch ms); called before metrics are asked for. */
  readonly collect?: (nowMs: number) => void;
}
/** Spans may be loaded in any order; the metrics made of them only in the order in which they were received. */
export interface SpanHistory {
  /** Takes spans without making metrics of them. */
  readonly store: (batch: readonly ResourceSpans[]) => WriteResult;
  /** Makes metrics of spans taken by `store`, as of the engine's clock. */
  readonly observe: (batch: readonly ResourceSpans[]) => void;
  /** While held, metrics are written by `observe` alone and not as real time goes by. */
  readonly hold: (isHeld: boolean) => void;
}
export interface ProfilesEngine extends SignalEngine {
  readonly write: (profiles: readonly ProfileWrite[]) => WriteResult;
}

export interface EngineOptions {
  /** Epoch ms; injected so that tests hold the clock. */
  readonly now: () => number;
  readonly queryTimeoutMs: number;
  /** Samples, lines or spans one query may touch. */
  readonly maxQueryItems: number;
  /** Where what is written comes from, for snapshots; nothing is kept for these without. */
  readonly origin?: Pick<Origin, 'isSegment'>;
}
export const DEFAULT_ENGINE_OPTIONS: EngineOptions = {
  now: Date.now,
  queryTimeoutMs: 30_000,
  maxQueryItems: 50_000_000,
};
