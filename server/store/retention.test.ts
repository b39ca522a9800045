import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog, type LogEntry } from '../http/log.ts';
import { createRecordingEngines, type RecordingEngines } from './recording-engines.ts';
import { startRetention, type RetentionOptions } from './retention.ts';

const NOW = 1_795_371_000_000;
const HOUR = 3_600_000;
const nanos = (ms: number) => BigInt(ms) * 1_000_000n;

let engines: RecordingEngines;
let stop: () => void;
let logged: LogEntry[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setInterval', 'clearInterval', 'Date'] });
  engines = createRecordingEngines();
  logged = [];
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

type Segments = NonNullable<RetentionOptions['segments']>;
function start(segments: Segments | null): void {
  const log = createLog({ sinks: [(entry) => logged.push(entry)] });
  stop = startRetention({ segments, engines, log, now: Date.now, retentionMs: 24 * HOUR });
}
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('retention', () => {
  it('forgets what is too old in every engine, once in a while', async () => {
    start(null);
    await pass(4 * 60_000);
    expect(engines.dropped).toEqual([]);
    await pass(60_000);
    expect(engines.dropped).toEqual(Array.from({ length: 4 }, () => nanos(NOW + 300_000 - 24 * HOUR)));
  });

  it('forgets at once what was dropped from the disk for its size', async () => {
    const enforceRetention = vi
      .fn<Segments['enforceRetention']>()
      .mockResolvedValueOnce({ receivedMs: NOW - HOUR, oldestLeft: nanos(NOW - HOUR + 5) })
      .mockResolvedValue(null);
    start({ enforceRetention, oldestTime: () => nanos(NOW - HOUR + 5) });
    await pass(30_000);
    expect(engines.dropped).toEqual(Array.from({ length: 4 }, () => nanos(NOW - HOUR)));
  });

  it('keeps old data that came late as long as it is on disk', async () => {
    start({ enforceRetention: () => Promise.resolve(null), oldestTime: () => nanos(NOW - 1000 * HOUR) });
    await pass(300_000);
    expect(engines.dropped[0]).toBe(nanos(NOW - 1000 * HOUR));
  });

  it('goes on after a failure', async () => {
    const enforceRetention = vi
      .fn<Segments['enforceRetention']>()
      .mockRejectedValueOnce(new Error('disk gone'))
      .mockResolvedValue({ receivedMs: NOW, oldestLeft: null });
    start({ enforceRetention, oldestTime: () => null });
    await pass(30_000);
    expect(logged).toMatchObject([{ level: 'error', message: 'retention failed' }]);
    await pass(30_000);
    expect(engines.dropped).toHaveLength(4);
  });
});
