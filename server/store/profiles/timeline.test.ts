import { describe, expect, it } from 'vitest';
import { timelineStep, toTimeline } from './timeline.ts';

describe('timelineStep', () => {
  it.each([
    [3600, 15],
    [6 * 3600, 15],
    [12 * 3600, 30],
    [24 * 3600, 60],
    [7 * 86_400, 300],
  ])('divides %i s into steps of %i s', (seconds, step) => {
    expect(timelineStep(0, seconds * 1000)).toBe(step);
  });
});

describe('toTimeline', () => {
  it('snaps to steps and fills holes with 0', () => {
    const series = { labels: [], points: [{ timestamp: 1_692_397_077_190, value: 99.7 }] };
    const range = { startMs: 1_692_397_017_190, endMs: 1_692_397_137_190, stepSeconds: 10 };
    expect(toTimeline(series, range)).toEqual({
      startTime: 1_692_397_010,
      samples: [0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0],
      durationDelta: 10,
      watermarks: null,
    });
  });

  it('leaves out points past its end', () => {
    const series = { labels: [], points: [{ timestamp: 30_000, value: 1 }] };
    expect(toTimeline(series, { startMs: 0, endMs: 30_000, stepSeconds: 15 }).samples).toEqual([0, 0]);
    expect(toTimeline(null, { startMs: 5, endMs: 5, stepSeconds: 15 }).samples).toEqual([]);
  });
});
