import { describe, expect, it } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { startStore, type StoreOptions } from './start.ts';

/** A thread that says it listens; what else it does is `code`, which may count its starts. */
const thread = (code: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, workerData } from 'node:worker_threads';
      const starts = Atomics.add(workerData.counter, 0, 1) + 1;
      process.on('exit', () => Atomics.add(workerData.counter, 1, 1));
      const ready = () =>
        parentPort.postMessage({ type: 'ready', url: 'http://127.0.0.1:7', port: workerData.port || 7, grpcPort: null });
      parentPort.on('message', () => process.exit(0));
      ${code}
    `)}`,
  );

function setUp() {
  const counter = new Int32Array(new SharedArrayBuffer(8));
  const logged: LogEntry[] = [];
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  const options = { host: '127.0.0.1', port: 0, dataDir: null, counter } as StoreOptions;
  const starts = () => Atomics.load(counter, 0);
  const ends = () => Atomics.load(counter, 1);
  return { logged, log, options, starts, ends };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the store’s thread', () => {
  it('is started again on the same port when it dies', async () => {
    const { logged, log, options, starts } = setUp();
    const code = `
      if (starts > 1 && workerData.port !== 7) throw new Error('another port');
      if (starts === 2) process.exit(3);
      ready();
      if (starts === 1) setTimeout(() => process.exit(2), 20);
    `;
    const store = await startStore(options, log, thread(code));
    expect(store.port).toBe(7);
    await until(() => starts() === 3);
    expect(logged.map(({ message }) => message)).toEqual([
      'the embedded store ended and is started again',
      'the embedded store could not be started again',
      'the embedded store ended and is started again',
    ]);
    await store.stop();
  });

  it('is stopped while it is being started again, too', async () => {
    const { log, options, starts, ends } = setUp();
    const code = `
      if (starts === 1) ready();
      setTimeout(starts === 1 ? () => process.exit(2) : ready, 100);
    `;
    const store = await startStore(options, log, thread(code));
    await until(() => starts() === 2);
    await store.stop();
    expect([starts(), ends()]).toEqual([2, 2]);
  });

  it('stays down when it was stopped', async () => {
    const { logged, log, options, starts } = setUp();
    const store = await startStore(options, log, thread('ready();'));
    await store.stop();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(starts()).toBe(1);
    expect(logged).toEqual([]);
  });

  it('says why it could not start, and is not tried again', async () => {
    const { log, options, starts } = setUp();
    const failed = `parentPort.postMessage({ type: 'failed', message: 'no such disk' });`;
    await expect(startStore(options, log, thread(failed))).rejects.toThrow(/could not start: no such disk/);
    await expect(startStore(options, log, thread('throw new Error("broken")'))).rejects.toThrow(/store failed/);
    expect(starts()).toBe(2);
  });

  it('says that a port is taken', async () => {
    const { log, options } = setUp();
    const store = await startStore(options, log);
    await expect(startStore({ ...options, port: store.port }, log)).rejects.toThrow(/EADDRINUSE/);
    await store.stop();
  });
});
