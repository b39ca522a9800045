import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CaseMessage, Outcome } from './worker.ts';

/** A case that does not end is stopped from outside. What takes more than a second is found inside: other work slows it. */
const HANG_MS = 20_000;
const HEAP_MB = 768;

/** Runs cases in a process of its own, which a case may take down: a thread out of memory would take ours with it. */
export interface Executor {
  readonly run: (message: CaseMessage) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

interface ExecutorOptions {
  readonly hangMs?: number;
  /** A module that answers each `CaseMessage` with an `Outcome`, after a first message that says that it is ready. */
  readonly worker?: string;
}

export function createExecutor(options: ExecutorOptions = {}): Executor {
  const { hangMs = HANG_MS, worker: path = fileURLToPath(new URL('worker.ts', import.meta.url)) } = options;
  let starting: Promise<ChildProcess> | null = null;
  return {
    async run(message) {
      const worker = await (starting ??= startWorker(path));
      const outcome = await outcomeOf(worker, message, hangMs);
      if (typeof outcome !== 'string') return outcome;
      starting = null;
      await stopWorker(worker);
      return { failure: outcome, cpuMs: hangMs };
    },
    async close() {
      if (starting) await stopWorker(await starting);
      starting = null;
    },
  };
}

async function startWorker(path: string): Promise<ChildProcess> {
  const worker = fork(path, {
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(worker, 'message');
  return worker;
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

/** What the case came to, or how it ended the process. */
function outcomeOf(worker: ChildProcess, message: CaseMessage, hangMs: number): Promise<Outcome | string> {
  const { promise, resolve } = Promise.withResolvers<Outcome | string>();
  const timer = setTimeout(() => resolve(`did not end within ${hangMs / 1000} s`), hangMs);
  const handleExit = (code: number | null, signal: string | null) =>
    resolve(`ended the process: ${signal === null ? `code ${code}` : signal}, out of memory or by an error outside`);
  const handleMessage = (outcome: unknown) => resolve(outcome as Outcome);
  worker.once('message', handleMessage).once('exit', handleExit);
  worker.send(message);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', handleMessage).off('exit', handleExit);
  });
}
