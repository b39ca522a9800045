import { Hono, type Context } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Signal } from '../contract/source.ts';
import type { StoreSignalStatus, StoreStatus } from '../contract/store.ts';
import { epochMs } from '../contract/units.ts';
import type { Log } from '../http/log.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import type { SignalEngine } from './engine.ts';
import { eachEngine, type Engines } from './engines.ts';
import { ingestRoutes, refusalOf } from './ingest.ts';
import { NO_JOURNAL, type Journal } from './journal.ts';
import type { Origin } from './origin.ts';
import { queryGate, type QueryGateOptions } from './query-gate.ts';

/** What the store knows beside its engines; segments and the demo shop fill it in. */
export type StorageStatus = Omit<StoreStatus, 'signals'>;

export interface StoreAppOptions {
  readonly engines: Engines;
  readonly log: Log;
  readonly now?: () => number;
  readonly journal?: Journal;
  readonly origin?: Origin;
  /** Set while there may be data still to be read from segments. */
  readonly gate?: Omit<QueryGateOptions, 'now'>;
  readonly storageStatus?: () => StorageStatus;
  /** Forgets what is kept outside the engines, and calls `clearEngines` at the moment when that is done. */
  readonly clearStorage?: (clearEngines: () => void) => Promise<void>;
  /** Names besides loopback's that a request's Host may have; null lets any pass. */
  readonly allowedHosts?: readonly string[] | null;
}

const IN_MEMORY: StorageStatus = {
  segments: { enabled: false, count: 0, bytes: 0, maxBytes: 0, retentionMs: 0, cutBytes: 0 },
  droppedBefore: null,
  loadedFrom: null,
  demo: false,
};

/** The store's HTTP interface: ingest, the four query APIs under their prefixes, and its own administration. */
export function createStoreApp(options: StoreAppOptions): Hono {
  const { engines, log, now = Date.now, journal = NO_JOURNAL, storageStatus = () => IN_MEMORY } = options;
  const app = new Hono();
  const allowedHosts = options.allowedHosts === undefined ? [] : options.allowedHosts;
  app.use(async (c, next) => {
    if (!isAllowedHost(c.req.header('host'), allowedHosts)) return c.text('host is not allowed\n', 403);
    return next();
  });
  app.get('/ready', (c) => c.text('ready\n'));
  app.get('/api/store/status', (c) =>
    c.json({ signals: signalStatus(engines), ...storageStatus() } satisfies StoreStatus),
  );
  app.delete('/api/store/data', async (c) => {
    if (!isFromLoopback(c)) return c.text('only from this machine\n', 403);
    const clearEngines = () => eachEngine(engines).forEach((engine) => engine.clear());
    if (options.clearStorage) await options.clearStorage(clearEngines);
    else clearEngines();
    log.info('all data deleted');
    return c.body(null, 204);
  });
  if (options.gate) app.use(queryGate({ ...options.gate, now }));
  app.route('/', ingestRoutes({ engines, journal, log, now, ...(options.origin && { origin: options.origin }) }));
  app.route('/tempo', engines.traces.routes);
  app.use('/prometheus/api/*', (_, next) => {
    // Who has just sent spans and asks for their metrics shall not have to wait for the next 15 s.
    engines.traces.collect?.(now());
    return next();
  });
  app.route('/prometheus', engines.metrics.routes);
  app.route('/', engines.logs.routes);
  app.route('/', engines.profiles.routes);
  app.notFound((c) => c.text('404 page not found\n', 404));
  app.onError((error, c) => {
    const { status, message } = refusalOf(error, log);
    return c.text(`${message}\n`, status);
  });
  return app;
}

function signalStatus({ logs, traces, metrics, profiles }: Engines): Record<Signal, StoreSignalStatus> {
  return {
    logs: statusOf(logs),
    traces: statusOf(traces),
    metrics: statusOf(metrics),
    profiles: statusOf(profiles),
  };
}

function statusOf(engine: SignalEngine): StoreSignalStatus {
  const { items, bytes, oldestUnixNano } = engine.usage();
  return { items, bytes, oldest: oldestUnixNano === null ? null : epochMs(Number(oldestUnixNano / 1_000_000n)) };
}

/** Without a socket (in tests, in process) a request is from here. */
function isFromLoopback(c: Context): boolean {
  if (!(c.env as { incoming?: unknown } | undefined)?.incoming) return true;
  const { address = '' } = getConnInfo(c).remote;
  return /^(?:127\.|::1$|::ffff:127\.)/.test(address);
}
