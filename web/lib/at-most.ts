/** Runs a task when there is room, in the order of asking. Rejects with the signal's reason when it aborts before. */
export type RunWhenRoom = <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T>;

/** At most `limit` tasks at a time, which may change as they end. What is given up while it waits never starts. */
export function atMost(limit: number | (() => number)): RunWhenRoom {
  const waiting = new Set<() => void>();
  let running = 0;
  const most = typeof limit === 'number' ? () => limit : limit;
  const next = (): void => {
    for (const start of waiting) {
      if (running >= most()) return;
      waiting.delete(start);
      start();
    }
  };
  return async (signal, task) => {
    await new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      const giveUp = (): void => {
        waiting.delete(start);
        reject(signal.reason as Error);
      };
      const start = (): void => {
        running++;
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(start);
      next();
    });
    try {
      return await task();
    } finally {
      running--;
      next();
    }
  };
}
