import type { LogTailEvent } from '../../contract/logs.ts';

/** Lines that wait for a slow reader; what comes beyond is left out and counted. */
const MAX_WAITING_LINES = 5000;

export interface TailQueue {
  readonly push: (event: LogTailEvent) => void;
  /** The next event, `alive` when none came for a while, null after the last. */
  readonly next: () => Promise<LogTailEvent | null>;
  readonly end: () => void;
}

/** Events between a source that pushes and a reader that pulls. */
export function createTailQueue(heartbeatMs: number): TailQueue {
  const events: LogTailEvent[] = [];
  let lines = 0;
  let dropped = 0;
  let isEnded = false;
  let wake: () => void = () => undefined;

  const take = (): LogTailEvent | null => {
    if (dropped > 0 && lines < MAX_WAITING_LINES) {
      const count = dropped;
      dropped = 0;
      return { kind: 'dropped', count };
    }
    const event = events.shift();
    if (event?.kind === 'lines') lines -= event.rows.lines.length;
    return event ?? null;
  };

  return {
    push(event) {
      if (isEnded) return;
      if (event.kind === 'lines') {
        const count = event.rows.lines.length;
        if (lines + count > MAX_WAITING_LINES && lines > 0) {
          dropped += count;
          return;
        }
        lines += count;
      }
      events.push(event);
      wake();
    },
    async next() {
      const event = take();
      if (event) return event;
      if (isEnded) return null;
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      const timer = setTimeout(woken.resolve, heartbeatMs);
      await woken.promise;
      clearTimeout(timer);
      return take() ?? (isEnded ? null : { kind: 'alive' });
    },
    end() {
      isEnded = true;
      wake();
    },
  };
}
