import type { Signal } from '../../contract/source.ts';
import type { Log } from '../../http/log.ts';
import type { Clock } from '../clock.ts';
import type { Engines } from '../engines.ts';
import type { NanoRange } from '../nano-range.ts';
import { prepareWrite, type RecordKind } from '../record.ts';
import { readRecords, type OpenedSegment, type RecordAt } from './segment.ts';

/** Longest stretch for which loading holds the thread, save that one record is loaded whole. */
const SLICE_MS = 12;
const READ_BYTES = 2 * 1024 * 1024;

const SIGNAL_OF: Readonly<Record<RecordKind, Signal>> = {
  'traces-protobuf': 'traces',
  'traces-json': 'traces',
  'logs-protobuf': 'logs',
  'logs-json': 'logs',
  'push-protobuf': 'logs',
  'push-json': 'logs',
  'metrics-protobuf': 'metrics',
  'metrics-json': 'metrics',
  'remote-write': 'metrics',
  profiles: 'profiles',
};

/** The records of one signal in one segment: what is loaded in one go. */
interface Part {
  readonly signal: Signal;
  readonly segment: OpenedSegment;
  readonly records: readonly RecordAt[];
  readonly range: NanoRange;
}

export interface ReplayOptions {
  readonly segments: readonly OpenedSegment[];
  readonly engines: Engines;
  readonly clock: Clock;
  readonly log: Log;
}

/** Loading of what segments held at the start, in the background. */
export interface Replay {
  /** Resolves when all data of a signal within a range is there; loads it before other data. */
  readonly whenLoaded: (signal: Signal, range: NanoRange) => Promise<void>;
  /** Runs `work` when the metrics are there, at once if they are: new samples must not come before old ones. */
  readonly afterMetrics: (work: () => void) => void;
  /** Whether all data is there. */
  readonly isDone: () => boolean;
  /** Data from here on is there, epoch ns; null when all is. */
  readonly loadedFrom: () => bigint | null;
  /** Resolves when all is loaded or the replay was stopped. */
  readonly finished: Promise<void>;
  readonly stop: () => void;
}

/**
 * Metrics are loaded first and in the order they came, as series only grow at their end; of the other signals the newest
 * segment first, save what a query waits for.
 */
export function startReplay(options: ReplayOptions): Replay {
  const pending = planParts(options.segments);
  const waiters: { signal: Signal; range: NanoRange; resolve: () => void }[] = [];
  const deferred: (() => void)[] = [];
  let isStopped = false;
  const hasMetrics = () => pending.some(({ signal }) => signal === 'metrics');
  const needs = (signal: Signal, range: NanoRange) => pending.find((part) => isNeeded(part, signal, range));

  const settle = () => {
    for (const waiter of waiters.splice(0)) {
      if (needs(waiter.signal, waiter.range)) waiters.push(waiter);
      else waiter.resolve();
    }
  };
  const choose = (): Part | undefined => {
    const [first] = pending;
    if (!first || first.signal === 'metrics') return first;
    for (const { signal, range } of waiters) {
      const wanted = needs(signal, range);
      if (wanted) return wanted;
    }
    return first;
  };
  const run = async () => {
    for (let part = choose(); part && !isStopped; part = choose()) {
      await loadPart(part, options, () => isStopped);
      pending.splice(pending.indexOf(part), 1);
      if (!hasMetrics()) for (const work of deferred.splice(0)) work();
      settle();
    }
    pending.length = 0;
    for (const work of deferred.splice(0)) work();
    settle();
  };
  return {
    whenLoaded(signal, range) {
      if (!needs(signal, range)) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ signal, range, resolve }));
    },
    afterMetrics(work) {
      if (hasMetrics()) deferred.push(work);
      else work();
    },
    isDone: () => pending.length === 0,
    loadedFrom: () =>
      pending.length === 0 ? null : pending.reduce((newest, { range }) => max(newest, range.newest), 0n),
    finished: run(),
    stop: () => (isStopped = true),
  };
}

const isNeeded = (part: Part, signal: Signal, range: NanoRange): boolean =>
  part.signal === signal && part.range.oldest <= range.newest && part.range.newest >= range.oldest;

function planParts(segments: readonly OpenedSegment[]): Part[] {
  const parts = segments.flatMap((segment) =>
    [...Map.groupBy(segment.records, ({ kind }) => SIGNAL_OF[kind])].map(([signal, records]) => ({
      signal,
      segment,
      records,
      range: rangeOf(records),
    })),
  );
  const [metrics, others] = [
    parts.filter(({ signal }) => signal === 'metrics'),
    parts.filter(({ signal }) => signal !== 'metrics'),
  ];
  return [...metrics, ...others.toReversed()];
}

/** A record without times may hold anything. */
function rangeOf(records: readonly RecordAt[]): NanoRange {
  let oldest = (1n << 64n) - 1n;
  let newest = 0n;
  for (const { range } of records) {
    if (range === null) continue;
    if (range.oldest < oldest) ({ oldest } = range);
    newest = max(newest, range.newest);
  }
  return { oldest, newest };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

async function loadPart(part: Part, options: ReplayOptions, isStopped: () => boolean): Promise<void> {
  const { path } = part.segment;
  const lost = { bytes: 0 };
  try {
    await loadRecords(part, options, { isStopped, lost });
  } catch (error) {
    // Retention may have removed it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      options.log.error('could not read a segment', { path, error });
  }
  const { bytes } = lost;
  if (bytes > 0)
    options.log.warn(`left out ${bytes} bytes of a segment: they are not what was written`, { path, bytes });
}

interface Loading {
  readonly isStopped: () => boolean;
  readonly lost: { bytes: number };
}

async function loadRecords(part: Part, options: ReplayOptions, { isStopped, lost }: Loading): Promise<void> {
  let sliceStart = performance.now();
  for (const records of inReads(part.records)) {
    const payloads = await readRecords(part.segment, records);
    for (const [index, record] of records.entries()) {
      if (isStopped()) return;
      if (!loadRecord(record, payloads[index] ?? null, options)) lost.bytes += record.length;
      if (performance.now() - sliceStart < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceStart = performance.now();
    }
  }
}

function loadRecord(record: RecordAt, payload: Buffer | null, { engines, clock, log }: ReplayOptions): boolean {
  if (payload === null) return false;
  try {
    const prepared = prepareWrite({ kind: record.kind, payload });
    clock.at(record.receivedMs, () => prepared.write(engines));
    return true;
  } catch (error) {
    // Only what was decoded once is kept, so this is a newer version being stricter, or a bug.
    log.error('could not load a record', { kind: record.kind, error });
    return false;
  }
}

function* inReads(records: readonly RecordAt[]): Generator<readonly RecordAt[]> {
  let batch: RecordAt[] = [];
  let bytes = 0;
  for (const record of records) {
    batch.push(record);
    bytes += record.length;
    if (bytes < READ_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
