import type { Log } from '../http/log.ts';
import { eachEngine, type Engines } from './engines.ts';
import type { SegmentLog } from './segments/segment-log.ts';

const CHECK_EVERY_MS = 30_000;
/** Engines look at everything they hold to forget a part: once in a while is enough. */
const FORGET_EVERY_MS = 5 * 60_000;

export interface RetentionOptions {
  readonly segments: Pick<SegmentLog, 'enforceRetention' | 'oldestTime'> | null;
  readonly engines: Engines;
  readonly log: Log;
  readonly now: () => number;
  readonly retentionMs: number;
}

/** Keeps segments and engines within bounds from now on. Returns how to stop. */
export function startRetention(options: RetentionOptions): () => void {
  const { engines, log, now } = options;
  let forgotMs = now();
  const check = async () => {
    const dropped = await options.segments?.enforceRetention();
    if (!dropped && now() - forgotMs < FORGET_EVERY_MS) return;
    forgotMs = now();
    const before = forgettable(options, dropped?.receivedMs ?? 0);
    for (const engine of eachEngine(engines)) {
      engine.dropBefore(before);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const timer = setInterval(() => {
    check().catch((error: unknown) => log.error('retention failed', { error }));
  }, CHECK_EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * What is older than the bounds, and than everything still on disk: data sent late, with old times, stays as long as its
 * segment.
 */
function forgettable({ segments, now, retentionMs }: RetentionOptions, droppedMs: number): bigint {
  const bound = BigInt(Math.floor(Math.max(now() - retentionMs, droppedMs))) * 1_000_000n;
  const oldestLeft = segments?.oldestTime() ?? null;
  return oldestLeft !== null && oldestLeft < bound ? oldestLeft : bound;
}
