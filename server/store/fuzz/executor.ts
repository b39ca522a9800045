import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CaseMessage, Outcome } from './worker.ts';

/** A case that does not end is stopped from outside. What takes more than a second is found inside: other work slows it. */
const HANG_MS = 10_000;
const HEAP_MB = 768;

/** Runs cases in a thread of its own, which a case may take down. */
export interface Executor {
  readonly run: (message: CaseMessage) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

export function createExecutor(hangMs = HANG_MS): Executor {
  let starting: Promise<Worker> | null = null;
  return {
    async run(message) {
      const worker = await (starting ??= startWorker());
      const outcome = await outcomeOf(worker, message, hangMs);
      if (typeof outcome !== 'string') return outcome;
      starting = null;
      await worker.terminate();
      return { failure: outcome, cpuMs: hangMs };
    },
    async close() {
      await (await starting)?.terminate();
      starting = null;
    },
  };
}

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    name: 'fuzz',
  });
  await once(worker, 'message');
  return worker;
}

/** What the case came to, or how it ended the thread. */
function outcomeOf(worker: Worker, message: CaseMessage, hangMs: number): Promise<Outcome | string> {
  const { promise, resolve } = Promise.withResolvers<Outcome | string>();
  const timer = setTimeout(() => resolve(`did not end within ${hangMs / 1000} s`), hangMs);
  const handleError = (error: Error) => resolve(`ended the thread: ${error.message}`);
  const handleExit = (code: number) => resolve(`ended the thread with code ${code}`);
  worker.once('message', resolve).once('error', handleError).once('exit', handleExit);
  worker.postMessage(message);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', handleError).off('exit', handleExit);
  });
}
