import type { Signal } from '../../contract/source.ts';
import type { Log } from '../../http/log.ts';
import type { Clock } from '../clock.ts';
import { ACCEPTED, type TracesEngine } from '../engine.ts';
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

/** What is loaded apart: the signals, and the metrics made of spans, for which these are read once more. */
export type Lane = Signal | 'spanMetrics';

/** In these, what came first is loaded first. */
const IN_ORDER: ReadonlySet<Lane> = new Set(['metrics', 'spanMetrics']);

/** The records of one lane in one segment: what is loaded in one go. */
interface Part {
  readonly lane: Lane;
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
  /** Resolves when all data of a lane within a range is there; loads it before other data. */
  readonly whenLoaded: (lane: Lane, range: NanoRange) => Promise<void>;
  /** Runs `work` when a lane is loaded, at once if it is: what is new must not come before what is old. */
  readonly after: (lane: Lane, work: () => void) => void;
  /** Whether all data is there. */
  readonly isDone: () => boolean;
  /** Data from here on is there, epoch ns; null when all is. */
  readonly loadedFrom: () => bigint | null;
  /** Resolves when all is loaded or the replay was stopped. */
  readonly finished: Promise<void>;
  readonly stop: () => void;
}

interface Waiter {
  readonly lane: Lane;
  readonly range: NanoRange;
  readonly resolve: () => void;
}

/**
 * What a query waits for is loaded first. Otherwise metrics come first, and always in the order they were received, as
 * series only grow at their end; then the newest segment of the other signals; the metrics made of spans last.
 */
export function startReplay(options: ReplayOptions): Replay {
  const pending = planParts(options);
  const waiters: Waiter[] = [];
  const deferred: { readonly lane: Lane; readonly work: () => void }[] = [];
  let isStopped = false;
  const isLoaded = (wanted: Lane) => pending.every(({ lane }) => lane !== wanted);
  const needed = ({ lane, range }: Omit<Waiter, 'resolve'>) =>
    pending.find((part) => part.lane === lane && overlap(part.range, range));

  const settle = () => {
    for (const later of deferred.splice(0)) {
      if (isLoaded(later.lane)) later.work();
      else deferred.push(later);
    }
    for (const waiter of waiters.splice(0)) {
      if (needed(waiter)) waiters.push(waiter);
      else waiter.resolve();
    }
  };
  const choose = (): Part | undefined => {
    for (const waiter of waiters) {
      const part = needed(waiter);
      if (part) return IN_ORDER.has(part.lane) ? pending.find(({ lane }) => lane === part.lane) : part;
    }
    return pending[0];
  };
  const run = async () => {
    options.engines.traces.history?.hold(true);
    for (let part = choose(); part && !isStopped; part = choose()) {
      await loadPart(part, options, () => isStopped);
      pending.splice(pending.indexOf(part), 1);
      settle();
    }
    pending.length = 0;
    settle();
    options.engines.traces.history?.hold(false);
  };
  return {
    whenLoaded(lane, range) {
      if (!needed({ lane, range })) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ lane, range, resolve }));
    },
    after(lane, work) {
      if (isLoaded(lane)) work();
      else deferred.push({ lane, work });
    },
    isDone: () => pending.length === 0,
    loadedFrom() {
      const ends = pending.filter(({ lane }) => lane !== 'spanMetrics').map(({ range }) => range.newest);
      return ends.length === 0 ? null : ends.reduce((a, b) => (a > b ? a : b));
    },
    finished: run(),
    stop: () => void (isStopped = true),
  };
}

const overlap = (a: NanoRange, b: NanoRange): boolean => a.oldest <= b.newest && a.newest >= b.oldest;

function planParts({ segments, engines }: ReplayOptions): Part[] {
  const parts = segments.flatMap((segment) =>
    [...Map.groupBy(segment.ranges, ([kind]) => SIGNAL_OF[kind])].map(([lane, found]) => ({
      lane,
      segment,
      kinds: new Set(found.map(([kind]) => kind)),
      range: found.map(([, range]) => range).reduce(union),
    })),
  );
  const metrics = parts.filter(({ lane }) => lane === 'metrics');
  const others = parts.filter(({ lane }) => lane !== 'metrics').toReversed();
  const spans = engines.traces.history ? parts.filter(({ lane }) => lane === 'traces') : [];
  return [...metrics, ...others, ...spans.map((part): Part => ({ ...part, lane: 'spanMetrics' }))];
}

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
  const engines = enginesFor(part.lane, options.engines);
  let sliceStart = performance.now();
  for await (const record of readSegment(part.segment, part.kinds)) {
    if (isStopped()) return;
    if (!loadRecord(record, { ...options, engines })) lost.bytes += record.header.length;
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sliceStart = performance.now();
  }
}

/** Spans are stored and observed apart. */
function enginesFor(lane: Lane, engines: Engines): Engines {
  const { traces } = engines;
  const { history } = traces;
  if (!history || (lane !== 'traces' && lane !== 'spanMetrics')) return engines;
  if (lane === 'traces') return { ...engines, traces: { ...traces, writeOtlp: history.store } };
  const writeOtlp: TracesEngine['writeOtlp'] = (batch) => {
    history.observe(batch);
    return ACCEPTED;
  };
  return { ...engines, traces: { ...traces, writeOtlp } };
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
