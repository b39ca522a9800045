import type {
  LogStream,
  ProfileWrite,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  SeriesWrite,
} from './telemetry.ts';

/** Epoch nanoseconds of the oldest and the newest thing, both included. */
export interface NanoRange {
  readonly oldest: bigint;
  readonly newest: bigint;
}

/** Collects times. One below a second after the epoch counts as no time at all: clients send 0 for "unknown". */
class RangeOf {
  private oldest: bigint | null = null;
  private newest = 0n;

  add(time: bigint): void {
    if (time < 1_000_000_000n) return;
    if (this.oldest === null || time < this.oldest) this.oldest = time;
    if (time > this.newest) this.newest = time;
  }
  result(): NanoRange | null {
    return this.oldest === null ? null : { oldest: this.oldest, newest: this.newest };
  }
}

export function spanRange(batch: readonly ResourceSpans[]): NanoRange | null {
  const range = new RangeOf();
  for (const { scopeSpans } of batch)
    for (const { spans } of scopeSpans)
      for (const { startUnixNano, endUnixNano } of spans) {
        range.add(startUnixNano);
        range.add(endUnixNano);
      }
  return range.result();
}

export function logRange(batch: readonly ResourceLogs[]): NanoRange | null {
  const range = new RangeOf();
  for (const { scopeLogs } of batch)
    for (const { records } of scopeLogs)
      for (const { timeUnixNano, observedTimeUnixNano } of records) range.add(timeUnixNano || observedTimeUnixNano);
  return range.result();
}

export function metricRange(batch: readonly ResourceMetrics[]): NanoRange | null {
  const range = new RangeOf();
  for (const { scopeMetrics } of batch)
    for (const { metrics } of scopeMetrics)
      for (const { data } of metrics) for (const { timeUnixNano } of data.points) range.add(timeUnixNano);
  return range.result();
}

export function streamRange(streams: readonly LogStream[]): NanoRange | null {
  const range = new RangeOf();
  for (const { entries } of streams) for (const { timeUnixNano } of entries) range.add(timeUnixNano);
  return range.result();
}

export function seriesRange(series: readonly SeriesWrite[]): NanoRange | null {
  const range = new RangeOf();
  for (const { samples, histograms = [] } of series)
    for (const { timeMs } of [...samples, ...histograms]) range.add(msToNanos(timeMs));
  return range.result();
}

export function profileRange(profiles: readonly ProfileWrite[]): NanoRange | null {
  const range = new RangeOf();
  for (const { fromMs, untilMs } of profiles) {
    range.add(msToNanos(fromMs));
    range.add(msToNanos(untilMs));
  }
  return range.result();
}

/** A time beyond what 64 bits hold is none: BigInt of it would be, but no engine can keep it. */
export function msToNanos(ms: number): bigint {
  return Number.isFinite(ms) && Math.abs(ms) < 9e12 ? BigInt(Math.trunc(ms)) * 1_000_000n : 0n;
}
