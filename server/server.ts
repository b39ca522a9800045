import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Config } from './config.ts';
import { createLog, stderrSink, type Log } from './http/log.ts';
import { createUpstream } from './http/upstream.ts';
import { secretsOf, type DataSource } from './provisioning/data-source.ts';
import { createRegistry } from './provisioning/registry.ts';
import type { RunningStore } from './store/start.ts';
import { observeRequests, observeUpstream, telemetrySink } from './telemetry/telemetry.ts';

export interface RunningServer {
  readonly url: string;
  readonly reload: () => Promise<unknown>;
  /** Loads the telemetry SDK, where the embedded store runs to take what it sends. */
  readonly startTelemetry: () => Promise<void>;
  readonly stop: () => Promise<void>;
}
export interface ServerOptions {
  readonly version: string;
  readonly webRoot: string;
}

const DEMO_SEED = 1;
const LOOK_FOR_CHANGES_MS = 1000;
/** Explore's state is its address, notes included; Node's own 16 kB would refuse to load it again. */
const MAX_ADDRESS_BYTES = 512 * 1024;

/**
 * Everything that runs: the embedded store when wanted, the state, provisioning and the HTTP server. Resolves when it
 * answers.
 *
 * @throws Error with words for the reader when it cannot start: a port is taken, a directory cannot be written
 */
export async function startServer(config: Config, { version, webRoot }: ServerOptions): Promise<RunningServer> {
  let known: readonly DataSource[] = [];
  const secrets = (): readonly string[] => known.flatMap(secretsOf);
  const log = createLog({ sinks: [stderrSink, telemetrySink], level: config.logLevel, secrets });
  const store = createStoreSwitch(config, log);
  const registry = await createRegistry({
    directory: join(config.provisioningDir, 'datasources'),
    env: config.provisioningEnv,
    isEmbedded: isEmbedded(config),
    onLoad: (sources) => {
      known = sources;
      if (config.store === 'auto' && sources.some((source) => source.embedded)) store.turnOn();
    },
    log,
  });
  if (config.store === 'on') store.turnOn();
  // Loading the database's driver and the routes takes half a second: the store starts meanwhile.
  const [{ openState }, { createApp }] = await Promise.all([import('./state.ts'), import('./app.ts')]);
  const [state] = await Promise.all([openState(config, registry, log), store.ready()]);
  const upstream = createUpstream({ observe: observeUpstream });
  const app = createApp({
    ...state,
    upstream,
    log,
    version,
    webRoot,
    allowedHosts: config.allowedHosts,
    telemetry: observeRequests(),
  });
  const serverOptions = { maxHeaderSize: MAX_ADDRESS_BYTES };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  await listen(server, config);
  const watches = [registry.watch(LOOK_FOR_CHANGES_MS), state.provisioner.watch()];
  let stopTelemetry = (): Promise<void> => Promise.resolve();
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`,
    reload: state.sources.reload,
    startTelemetry: async () => {
      const running = await store.ready();
      if (!running) return;
      const { startTelemetrySdk } = await import('./telemetry/sdk.ts');
      stopTelemetry = startTelemetrySdk({ endpoint: running.url, instanceId: `${hostname()}-${process.pid}` }).stop;
    },
    stop: async () => {
      for (const watch of watches) watch.stop();
      await closeServer(server);
      await stopTelemetry();
      upstream.close();
      await store.turnOff();
      state.close();
    },
  };
}

/** The embedded store, started at most once: a reload may be the first to ask for it. */
function createStoreSwitch(config: Config, log: Log) {
  let starting: Promise<RunningStore> | null = null;
  const start = async (): Promise<RunningStore> => {
    const { startStore } = await import('./store/start.ts');
    return startStore(
      {
        host: config.storeHost,
        port: config.storePort,
        dataDir: config.dataDir,
        ...(config.storeGrpcPort !== null && { grpcPort: config.storeGrpcPort }),
        ...(config.storeRetentionMs !== null && { retentionMs: config.storeRetentionMs }),
        ...(config.storeMaxBytes !== null && { maxBytes: config.storeMaxBytes }),
        demo: config.demo ? { seed: DEMO_SEED } : null,
      },
      log,
    );
  };
  return {
    turnOn: (): void => {
      starting ??= start();
      starting.catch((error: unknown) => log.error('the embedded store is not running', { error }));
    },
    ready: async (): Promise<RunningStore | null> => starting,
    turnOff: async (): Promise<void> => {
      const running = await starting?.catch(() => null);
      await running?.stop();
    },
  };
}

/** Whether an address is the embedded store's. */
const isEmbedded =
  ({ store, storePort }: Config) =>
  (address: string): boolean => {
    const url = URL.parse(address);
    const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '');
    return store !== 'off' && isLocal && url?.port === String(storePort);
  };

const listen = (server: Server, { host, port }: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: `port ${port} of ${host} is taken: stop what listens there, or set PORT to another`,
        EACCES: `port ${port} needs more rights: set PORT to one above 1023`,
        EADDRNOTAVAIL: `this machine has no address ${host}: check HOST`,
      };
      reject(new Error(`Sightline cannot start: ${reasons[cause.code ?? ''] ?? cause.message}`, { cause }));
    });
    server.listen(port, host, resolve);
  });

/** Lets answers under way finish, for a moment. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1500).unref();
  });
}
