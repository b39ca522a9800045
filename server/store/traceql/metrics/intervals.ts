import { nanosSince, toNanoPoint, type NanoPoint } from '../storage/columns.ts';
import type { SpanCursor } from '../evaluate/span-cursor.ts';

/** A range cut into steps, each open at its start and closed at its end; samples stand at the ends. */
export interface Intervals {
  readonly startNano: bigint;
  readonly endNano: bigint;
  readonly stepNano: bigint;
  readonly count: number;
  /** The interval a span started in, -1 outside. */
  readonly of: (at: SpanCursor) => number;
  readonly ofMs: (epochMs: number) => number;
  /** Epoch ms at which an interval's sample stands. */
  readonly timestampMs: (interval: number) => number;
}

interface RangeRequest {
  readonly startNano: bigint;
  readonly endNano: bigint;
  readonly stepNano: bigint;
}

/** Aligns the range to the step, with one interval more before the start, as Tempo does. */
export function alignRange({ startNano, endNano, stepNano }: RangeRequest): Intervals {
  const start = startNano - (startNano % stepNano) - stepNano;
  const rest = endNano % stepNano;
  const end = rest === 0n ? endNano : endNano + stepNano - rest;
  const point = toNanoPoint(start);
  const width = Number(end - start);
  const step = Number(stepNano);
  const find = (since: number) => (since > 0 && since <= width ? Math.ceil(since / step) - 1 : -1);
  return {
    startNano: start,
    endNano: end,
    stepNano,
    count: Number((end - start) / stepNano),
    of: ({ chunk, row }) => find(nanosSince(chunk.start, row, point)),
    ofMs: (epochMs) => find(Number(BigInt(epochMs) * 1_000_000n - start)),
    timestampMs: (interval) => Number((start + BigInt(interval + 1) * stepNano) / 1_000_000n),
  };
}

/** The whole range as one interval. */
export function wholeRange(startNano: bigint, endNano: bigint): Intervals {
  const point: NanoPoint = toNanoPoint(startNano);
  const width = Number(endNano - startNano);
  const find = (since: number) => (since > 0 && since <= width ? 0 : -1);
  return {
    startNano,
    endNano,
    stepNano: endNano - startNano,
    count: 1,
    of: ({ chunk, row }) => find(nanosSince(chunk.start, row, point)),
    ofMs: (epochMs) => find(Number(BigInt(epochMs) * 1_000_000n - startNano)),
    timestampMs: () => Number(endNano / 1_000_000n),
  };
}

const MS = 1_000_000n;
const SECOND = 1000n * MS;
const GRANULARITIES = [3600n, 300n, 60n, 15n, 5n, 1n].map((seconds) => seconds * SECOND);

/** About 240 points: an hour by 15 s. */
export function defaultStep(startNano: bigint, endNano: bigint): bigint {
  const baseline = (endNano - startNano) / 240n;
  if (endNano - startNano < 60n * SECOND) {
    const fine = 50n * MS;
    return baseline > fine ? (baseline / fine) * fine : fine;
  }
  const granularity = GRANULARITIES.find((each) => baseline > each);
  return granularity ? (baseline / granularity) * granularity : SECOND;
}
