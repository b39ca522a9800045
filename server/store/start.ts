import { Worker } from 'node:worker_threads';
import type { Log } from '../http/log.ts';
import type { RunningStore, StoreOptions } from './run.ts';
import type { WorkerCommand, WorkerMessage } from './worker.ts';

export type { RunningStore, StoreOptions } from './run.ts';

const STOP_TIMEOUT_MS = 5000;

/**
 * Runs the embedded store in a thread of its own. Resolves when it listens.
 *
 * @throws Error when it cannot start: the port is taken, the data directory cannot be written
 */
export function startStore(options: StoreOptions, log: Log): Promise<RunningStore> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: options, name: 'store' });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      switch (message.type) {
        case 'ready': {
          const { url, port, grpcPort } = message;
          return resolve({ url, port, grpcPort, stop: () => stopWorker(worker) });
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
    worker.on('exit', (code) => {
      if (code !== 0) log.error('the embedded store ended', { code });
      reject(new Error(`the embedded store ended with code ${code}`));
    });
  });
}

async function stopWorker(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage({ type: 'stop' } satisfies WorkerCommand);
  const timer = setTimeout(() => void worker.terminate(), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
