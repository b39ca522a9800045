import { Worker } from 'node:worker_threads';
import type { Log } from '../http/log.ts';
import type { RunningStore, StoreOptions } from './run.ts';
import type { WorkerCommand, WorkerMessage } from './worker.ts';

export type { RunningStore, StoreOptions } from './run.ts';

const STOP_TIMEOUT_MS = 5000;
const RESTART_AFTER_MS = 500;
/** What is held lies mostly outside the heap; the default on a small machine would leave queries too little. */
const HEAP_MB = 4096;
/** By default it grows to 100 MB and more, most of it empty; larger than this, ingest gains nothing. */
const YOUNG_HEAP_MB = 16;
const WORKER_URL = new URL('worker.ts', import.meta.url);

/**
 * Runs the embedded store in a thread of its own. Resolves when it listens. Should the thread die, it is started again
 * on the same ports, with what its segments hold.
 *
 * @throws Error when it cannot start: the port is taken, the data directory cannot be written
 */
export async function startStore(options: StoreOptions, log: Log, workerUrl: URL = WORKER_URL): Promise<RunningStore> {
  let isStopping = false;
  const stopping = Promise.withResolvers<void>();
  let thread = await startThread(options, log, workerUrl);
  const { url, port, grpcPort } = thread;
  const ports = { port, ...(grpcPort !== null && { grpcPort }) };

  const keepUp = async () => {
    await thread.ended;
    while (!isStopping) {
      log.error('the embedded store ended and is started again');
      await Promise.race([stopping.promise, new Promise((resolve) => setTimeout(resolve, RESTART_AFTER_MS))]);
      if (isStopping) return;
      try {
        thread = await startThread({ ...options, ...ports }, log, workerUrl);
        // Was told to stop while it started.
        if (isStopping) await thread.stop();
        await thread.ended;
      } catch (error) {
        log.error('the embedded store could not be started again', { error });
      }
    }
  };
  const kept = keepUp();
  return {
    url,
    port,
    grpcPort,
    async stop() {
      isStopping = true;
      stopping.resolve();
      await thread.stop();
      await kept;
    },
  };
}

interface StoreThread extends RunningStore {
  readonly ended: Promise<void>;
}

function startThread(options: StoreOptions, log: Log, workerUrl: URL): Promise<StoreThread> {
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB };
  const worker = new Worker(workerUrl, { workerData: options, name: 'store', resourceLimits });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      switch (message.type) {
        case 'ready': {
          const { url, port, grpcPort } = message;
          return resolve({ url, port, grpcPort, ended, stop: () => stopThread(worker, ended) });
        }
        case 'failed':
          void worker.terminate();
          return reject(new Error(`the embedded store could not start: ${message.message}`));
        case 'log': {
          const { level, message: text, fields } = message.entry;
          return log[level](text, fields);
        }
        case 'stopped':
          return undefined;
        default:
          return message satisfies never;
      }
    });
    worker.on('error', (error) => {
      log.error('the embedded store failed', { error });
      reject(new Error('the embedded store failed', { cause: error }));
    });
    worker.on('exit', (code) => reject(new Error(`the embedded store ended with code ${code}`)));
  });
}

async function stopThread(worker: Worker, ended: Promise<void>): Promise<void> {
  worker.postMessage({ type: 'stop' } satisfies WorkerCommand);
  const timer = setTimeout(() => void worker.terminate(), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
