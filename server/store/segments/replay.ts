import type { Signal } from '../../contract/source.ts';
import type { Log } from '../../http/log.ts';
import type { Clock } from '../clock.ts';
import type { Engines } from '../engines.ts';
import type { NanoRange } from '../nano-range.ts';
import { prepareWrite, type RecordKind } from '../record.ts';
import { readSegment, union, type LoadedRecord, type OpenedSegment } from './segment.ts';

/** Longest stretch for which loading holds the thread, save that one record is loaded whole. */
const SLICE_MS = 12;

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
  readonly kinds: ReadonlySet<RecordKind>;
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
 * What a query waits for is loaded first. Otherwise metrics come first, and always in the order they were received, as
 * series only grow at their end; of the other signals the newest segment comes first.
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
    for (const { signal, range } of waiters) {
      const wanted = needs(signal, range);
      if (wanted) return signal === 'metrics' ? pending.find((part) => part.signal === signal) : wanted;
    }
    return pending[0];
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
    [...Map.groupBy(segment.ranges, ([kind]) => SIGNAL_OF[kind])].map(([signal, found]) => ({
      signal,
      segment,
      kinds: new Set(found.map(([kind]) => kind)),
      range: found.map(([, range]) => range).reduce(union),
    })),
  );
  const [metrics, others] = [
    parts.filter(({ signal }) => signal === 'metrics'),
    parts.filter(({ signal }) => signal !== 'metrics'),
  ];
  return [...metrics, ...others.toReversed()];
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
  for await (const record of readSegment(part.segment, part.kinds)) {
    if (isStopped()) return;
    if (!loadRecord(record, options)) lost.bytes += record.header.length;
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sliceStart = performance.now();
  }
}

function loadRecord({ header, payload }: LoadedRecord, { engines, clock, log }: ReplayOptions): boolean {
  if (payload === null) return false;
  const { kind, receivedMs } = header;
  try {
    const prepared = prepareWrite({ kind, payload });
    clock.at(receivedMs, () => prepared.write(engines));
    return true;
  } catch (error) {
    // Only what was decoded once is kept, so this is a newer version being stricter, or a bug.
    log.error('could not load a record', { kind, error });
    return false;
  }
}
