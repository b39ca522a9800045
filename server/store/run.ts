import { createAdaptorServer } from '@hono/node-server';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Signal } from '../contract/source.ts';
import { epochMs } from '../contract/units.ts';
import { createDemo, type Demo } from '../demo/run-demo.ts';
import type { Log } from '../http/log.ts';
import { createClock, type Clock } from './clock.ts';
import { ACCEPTED, type WriteResult } from './engine.ts';
import { eachEngine, type Engines } from './engines.ts';
import type { GrpcServer } from './grpc.ts';
import type { IngestDependencies } from './ingest.ts';
import { NO_JOURNAL } from './journal.ts';
import { startRetention } from './retention.ts';
import { startReplay, type Lane, type Replay } from './segments/replay.ts';
import { SegmentLog } from './segments/segment-log.ts';
import type { Pieces } from './segments/snapshot-file.ts';
import { createOrigin, type Origin } from './origin.ts';
import { isAllowedHost, isOwnOrigin } from './allowed-hosts.ts';
import { createStoreApp, type StorageStatus } from './server.ts';

/** Everything here is plain data: it travels to the store's thread. */
export interface StoreOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Where `segments/` lies. null keeps everything in memory only. */
  readonly dataDir: string | null;
  /** OTLP/gRPC is off without it. */
  readonly grpcPort?: number;
  readonly retentionMs?: number;
  /** Of all segments. */
  readonly maxBytes?: number;
  readonly demo?: { readonly seed: number } | null;
}

export interface RunningStore {
  /** `http://host:port` */
  readonly url: string;
  readonly port: number;
  readonly grpcPort: number | null;
  readonly stop: () => Promise<void>;
}

export interface OpenStore extends RunningStore {
  /** Settles when what segments hold is loaded. */
  readonly loaded: Promise<void>;
}

export interface StoreDependencies {
  readonly log: Log;
  /** @param now the store's clock, epoch ms */
  readonly createEngines: (now: () => number, origin: Origin) => Engines;
}

const DAY_MS = 86_400_000;
const GIB = 1 << 30;
const SIGNALS: readonly Signal[] = ['logs', 'traces', 'metrics', 'profiles'];

/** Opens the store in this thread. Resolves when it listens; data in segments may still be loading. */
export async function runStore(options: StoreOptions, dependencies: StoreDependencies): Promise<OpenStore> {
  const { log } = dependencies;
  const clock = createClock();
  const origin = createOrigin();
  const engines = dependencies.createEngines(clock.now, origin);
  const { retentionMs = DAY_MS, maxBytes = GIB } = options;
  const segments =
    options.dataDir === null
      ? null
      : await SegmentLog.open({
          directory: join(options.dataDir, 'segments'),
          log,
          now: clock.now,
          maxBytes,
          retentionMs,
          takeSnapshot: () => takeSnapshot(engines, replay),
        });
  const demo = options.demo ? createDemo({ seed: options.demo.seed, engines, clock }) : null;
  const replay = startReplay({ segments: segments?.opened ?? [], engines, clock, log });
  const journal = segments ?? NO_JOURNAL;
  const live = enginesAfter(replay, engines, { clock, origin });
  const allowedHosts = isLoopback(options.host) ? [] : null;
  const app = createStoreApp({
    engines: live,
    log,
    now: clock.now,
    journal,
    origin,
    ...(segments && { clearStorage: (clearEngines) => clearAll(segments, replay, clearEngines) }),
    gate: { isOpen: replay.isDone, whenLoaded: replay.whenLoaded },
    storageStatus: () => storageStatus({ segments, replay, demo, maxBytes, retentionMs }),
    allowedHosts,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  handleUpgrades(server, engines, allowedHosts);
  const { port } = await listen(server, options);
  const ingest = { engines: live, journal, log, now: clock.now, origin };
  const grpc = options.grpcPort === undefined ? null : await openGrpc(options.host, options.grpcPort, ingest);
  demo?.start(live);
  const stopRetention = startRetention({ segments, engines, log, now: clock.now, retentionMs });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    grpcPort: grpc?.port ?? null,
    loaded: replay.finished,
    async stop() {
      stopRetention();
      grpc?.stop();
      demo?.stop();
      replay.stop();
      await closeServer(server);
      await segments?.close();
    },
  };
}

/** Few want gRPC, and loading it takes its time. */
async function openGrpc(host: string, port: number, ingest: IngestDependencies): Promise<GrpcServer> {
  const { startGrpc } = await import('./grpc.ts');
  return startGrpc({ host, port }, ingest);
}

/** Of all engines, even of those whose part cannot be used: the next segment's must not hold it. */
function takeSnapshot(engines: Engines, replay: Replay): Pieces {
  const pieces = new Map<Signal, Iterable<unknown>>();
  for (const signal of SIGNALS) {
    const taken = engines[signal].snapshots?.take();
    // Samples wait until what is older is there, and may not be in the engine yet.
    if (taken && (signal !== 'metrics' || replay.isLoaded('metrics'))) pieces.set(signal, taken);
  }
  return pieces;
}

/**
 * The engines while older data is still being loaded: samples are written after it, and spans stored at once, but made
 * into metrics after it.
 */
function enginesAfter(
  replay: Replay,
  engines: Engines,
  { clock, origin }: { readonly clock: Clock; readonly origin: Origin },
): Engines {
  const { metrics, traces } = engines;
  const later = (lane: Lane, write: () => WriteResult): WriteResult => {
    const receivedMs = clock.now();
    const isSegment = origin.isSegment();
    let result = ACCEPTED;
    replay.after(lane, () => (result = clock.at(receivedMs, () => origin.as(isSegment, write))));
    return result;
  };
  const { history } = traces;
  return {
    ...engines,
    metrics: {
      ...metrics,
      writeOtlp: (batch) => later('metrics', () => metrics.writeOtlp(batch)),
      writeSeries: (series) => later('metrics', () => metrics.writeSeries(series)),
    },
    traces: {
      ...traces,
      writeOtlp(batch) {
        if (!history || replay.isDone()) return traces.writeOtlp(batch);
        later('spanMetrics', () => {
          history.observe(batch);
          return ACCEPTED;
        });
        return history.store(batch);
      },
    },
  };
}

async function clearAll(segments: SegmentLog, replay: Replay, clearEngines: () => void): Promise<void> {
  replay.stop();
  await replay.finished;
  await segments.clear(clearEngines);
}

interface Storage {
  readonly segments: SegmentLog | null;
  readonly replay: Replay;
  readonly demo: Demo | null;
  readonly maxBytes: number;
  readonly retentionMs: number;
}

function storageStatus({ segments, replay, demo, maxBytes, retentionMs }: Storage): StorageStatus {
  const { count, bytes, droppedUntilMs } = segments?.usage() ?? { count: 0, bytes: 0, droppedUntilMs: null };
  const loadedFrom = replay.loadedFrom();
  return {
    segments: { enabled: segments !== null, count, bytes, maxBytes, retentionMs, cutBytes: segments?.cutBytes ?? 0 },
    droppedBefore: droppedUntilMs === null ? null : epochMs(droppedUntilMs),
    loadedFrom: loadedFrom === null ? null : epochMs(Number(loadedFrom / 1_000_000n)),
    demo: demo !== null,
  };
}

function handleUpgrades(server: Server, engines: Engines, allowedHosts: readonly string[] | null): void {
  server.on('upgrade', (request, socket, head) => {
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    // WebSockets are not bound by the same-origin policy: a page elsewhere is known by its Origin.
    if (!isAllowedHost(request.headers.host, allowedHosts) || !isOwnOrigin(request)) refuse('403 Forbidden');
    else if (!eachEngine(engines).some((engine) => engine.upgrade?.(request, socket, head))) refuse('404 Not Found');
  });
}

function listen(server: Server, { host, port }: StoreOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
