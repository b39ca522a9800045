import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../store/clock.ts';
import { createRecordingEngines, type RecordingEngines } from '../store/recording-engines.ts';
import { createDemo, type Demo } from './run-demo.ts';
import { cpuMs } from '../testing/cpu-time.ts';

const NOW = Date.UTC(2026, 10, 22, 18, 0, 7);
let engines: RecordingEngines;
let demo: Demo;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  engines = createRecordingEngines();
  demo = createDemo({ seed: 5, engines, clock: createClock() });
});
afterEach(() => {
  demo.stop();
  vi.useRealTimers();
});

const endsMs = () =>
  engines.spans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ endUnixNano }) => Number(endUnixNano / 1_000_000n))),
  );
const latest = () => Math.max(...endsMs().slice(-100));

describe('the demo', () => {
  it('writes an hour up to now into every engine', () => {
    expect(Math.min(...endsMs().slice(0, 500))).toBeLessThan(NOW - 3_590_000);
    expect(latest()).toBeGreaterThan(NOW - 10_000);
    expect(latest()).toBeLessThanOrEqual(NOW);
    for (const written of [engines.logRecords, engines.streams, engines.points, engines.pprofs])
      expect(written.length).toBeGreaterThan(100);
  });

  it('goes on each second, in slices that hold the thread only briefly', async () => {
    demo.start(engines);
    const before = engines.spans.length;
    const heldMs: number[] = [];
    for (let second = 1; second <= 120; second++) {
      const began = cpuMs();
      await vi.advanceTimersByTimeAsync(1000);
      heldMs.push(cpuMs() - began);
    }
    // Some slices pay for garbage and for what is compiled.
    expect(heldMs.sort((a, b) => a - b)[110]).toBeLessThan(50);
    expect(engines.spans.length).toBeGreaterThan(before + 100);
    expect(latest()).toBeGreaterThan(NOW + 110_000);
    expect(latest()).toBeLessThanOrEqual(NOW + 120_000);
  });

  it('catches up after the machine slept, but not with days gone by', async () => {
    demo.start(engines);
    vi.setSystemTime(NOW + 86_400_000);
    await vi.advanceTimersByTimeAsync(1000);
    for (let slice = 0; slice < 250; slice++) await vi.advanceTimersByTimeAsync(1);
    expect(latest()).toBeGreaterThan(NOW + 86_400_000 - 20_000);
    const after = endsMs().filter((end) => end > NOW + 10_000);
    expect(Math.min(...after)).toBeGreaterThan(NOW + 86_400_000 - 3_620_000);
  });

  it('stops', async () => {
    demo.start(engines);
    demo.stop();
    const before = engines.spans.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(engines.spans.length).toBe(before);
  });
});
