interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

export interface Coalescer<T> {
  /**
   * Runs `work`, or joins the run of the same key that is under way. Each waiter may leave by its own signal; the work
   * is aborted when the last one has left.
   */
  readonly run: (key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

export function createCoalescer<T>(): Coalescer<T> {
  const flights = new Map<string, Flight<T>>();

  const start = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController();
    const promise = work(controller.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    // Whoever waits hears of the failure; when all have left nobody needs to.
    promise.catch(() => undefined);
    const flight: Flight<T> = { promise, controller, waiters: 0 };
    flights.set(key, flight);
    return flight;
  };

  const leave = (key: string, flight: Flight<T>): void => {
    flight.waiters -= 1;
    if (flight.waiters > 0) return;
    // A newcomer must not join a run that is being aborted.
    if (flights.get(key) === flight) flights.delete(key);
    flight.controller.abort();
  };

  return {
    run: async (key, signal, work) => {
      signal.throwIfAborted();
      const flight = flights.get(key) ?? start(key, work);
      flight.waiters += 1;
      const left = Promise.withResolvers<never>();
      const onAbort = (): void => left.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([flight.promise, left.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
        leave(key, flight);
      }
    },
  };
}
