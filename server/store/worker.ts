import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { createLog, type LogEntry } from '../http/log.ts';
import { createEngines } from './create-engines.ts';
import { runStore, type StoreOptions } from './run.ts';

/** What the store's thread tells the one that started it. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly url: string; readonly port: number; readonly grpcPort: number | null }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'log'; readonly entry: LogEntry }
  | { readonly type: 'stopped' };
/** The one thing it is told. */
export interface WorkerCommand {
  readonly type: 'stop';
}

/**
 * V8 lets garbage grow to a multiple of what is alive. From when all is loaded, which is the faster for it, this lets it
 * grow to half of that; the price is a sixth of the rate at which spans and lines are taken.
 */
const LESS_GARBAGE = '--heap-growing-percent=50';

const port = parentPort;
if (!port) throw new Error('worker.ts runs in a worker thread');
const post = (message: WorkerMessage) => port.postMessage(message);
const log = createLog({ sinks: [(entry) => post({ type: 'log', entry })], level: 'debug' });

try {
  const store = await runStore(workerData as StoreOptions, { log, createEngines });
  port.on('message', () => {
    void store
      .stop()
      .catch((error: unknown) => log.error('the store did not stop cleanly', { error }))
      .then(() => post({ type: 'stopped' }))
      .finally(() => port.close());
  });
  void store.loaded.then(() => setFlagsFromString(LESS_GARBAGE));
  post({ type: 'ready', url: store.url, port: store.port, grpcPort: store.grpcPort });
} catch (error) {
  post({ type: 'failed', message: (error as Error).message });
}
