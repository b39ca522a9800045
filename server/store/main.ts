import { ConfigError, readConfig, type Config } from '../config.ts';
import { createLog, stderrSink } from '../http/log.ts';
import { startStore, type RunningStore } from './start.ts';

/** The embedded store alone: `npm run store`. */
const DEMO_SEED = 1;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function configure(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) return fail(`The environment is not right:\n${error.message}`);
    throw error;
  }
}

function stop(store: RunningStore): void {
  void store.stop().finally(() => process.exit(0));
}

const config = configure();
const log = createLog({ sinks: [stderrSink], level: config.logLevel });
try {
  const store = await startStore(
    {
      host: config.storeHost,
      port: config.storePort,
      dataDir: config.dataDir,
      demo: config.demo ? { seed: DEMO_SEED } : null,
      ...(config.storeGrpcPort !== null && { grpcPort: config.storeGrpcPort }),
      ...(config.storeRetentionMs !== null && { retentionMs: config.storeRetentionMs }),
      ...(config.storeMaxBytes !== null && { maxBytes: config.storeMaxBytes }),
    },
    log,
  );
  process.stdout.write(`The store is ready at ${store.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(store));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
