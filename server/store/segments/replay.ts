import type { Signal } from '../../contract/source.ts';
import type { Log } from '../../http/log.ts';
import type { Clock } from '../clock.ts';
import { ACCEPTED, type TracesEngine } from '../engine.ts';
import type { Engines } from '../engines.ts';
import type { NanoRange } from '../nano-range.ts';
import { prepareWrite, type RecordKind } from '../record.ts';
import { decodePiece, readPieces } from './snapshot-file.ts';
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
  /** Whether all data of a lane is there; stays false when the replay was stopped before. */
  readonly isLoaded: (lane: Lane) => boolean;
  /** Data from here on is there, epoch ns; null when all is. */
  readonly loadedFrom: () => bigint | null;
  /** Resolves when all is loaded or the replay was stopped. */
  readonly finished: Promise<void>;
  readonly stop: () => void;
}

interface Wanted {
  readonly lane: Lane;
  readonly range: NanoRange;
}
interface Waiter extends Wanted {
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
  const leftOut = new Set<Lane>();
  let isStopped = false;
  const isLoaded = (wanted: Lane) => pending.every(({ lane }) => lane !== wanted);
  const needed = (wanted: Wanted) => neededFor(wanted, pending);

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
  const choose = () => nextPart(pending, waiters);
  const run = async () => {
    options.engines.traces.history?.hold(true);
    const ahead = createReadAhead();
    for (let part = choose(); part && !isStopped; part = choose()) {
      const pieces = await ahead.read(part);
      const { lane } = part;
      const next = pending.find((other) => other.lane === lane && other !== part);
      // Is read and decompressed in other threads meanwhile.
      if (next) ahead.start(next);
      await loadPart({ ...part, pieces }, options, () => isStopped);
      // It may be loaded in part only.
      if (isStopped) break;
      pending.splice(pending.indexOf(part), 1);
      settle();
    }
    for (const { lane } of pending.splice(0)) leftOut.add(lane);
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
    isLoaded: (lane) => isLoaded(lane) && !leftOut.has(lane),
    loadedFrom: () => loadedFrom(pending),
    finished: run(),
    stop: () => void (isStopped = true),
  };
}

const neededFor = ({ lane, range }: Wanted, pending: readonly Part[]): Part | undefined =>
  pending.find((part) => part.lane === lane && overlap(part.range, range));

function nextPart(pending: readonly Part[], waiters: readonly Wanted[]): Part | undefined {
  for (const waiter of waiters) {
    const part = neededFor(waiter, pending);
    if (part) return IN_ORDER.has(part.lane) ? pending.find(({ lane }) => lane === part.lane) : part;
  }
  return pending[0];
}

function loadedFrom(pending: readonly Part[]): bigint | null {
  const ends = pending.filter(({ lane }) => lane !== 'spanMetrics').map(({ range }) => range.newest);
  return ends.length === 0 ? null : ends.reduce((a, b) => (a > b ? a : b));
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

async function loadPart(
  part: Part & { readonly pieces: PartPieces },
  options: ReplayOptions,
  isStopped: () => boolean,
): Promise<void> {
  const { path } = part.segment;
  const lost = { bytes: 0 };
  try {
    if (!(await loadSnapshot(part, options, isStopped))) await loadRecords(part, options, { isStopped, lost });
  } catch (error) {
    // Retention may have removed it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      options.log.error('could not read a segment', { path, error });
  }
  const { bytes } = lost;
  if (bytes > 0)
    options.log.warn(`left out ${bytes} bytes of a segment: they are not what was written`, { path, bytes });
}

/** null when the part has to be loaded from the requests. */
type PartPieces = Buffer[] | null;

/** Reads snapshots, of which one may be on its way. */
function createReadAhead() {
  let started: { readonly part: Part; readonly pieces: Promise<PartPieces> } | null = null;
  const read = async ({ lane, segment: { snapshot } }: Part): Promise<PartPieces> => {
    // Metrics of spans depend on the order of all spans.
    return lane === 'spanMetrics' || !snapshot?.sections[lane] ? null : readPieces(snapshot, lane);
  };
  return {
    start: (part: Part) => void (started = { part, pieces: read(part) }),
    read: (part: Part): Promise<PartPieces> => (started?.part === part ? started.pieces : read(part)),
  };
}

/** @returns false when it takes the requests themselves */
async function loadSnapshot(
  { lane, pieces, segment: { snapshot, path } }: Part & { readonly pieces: PartPieces },
  { engines, log }: ReplayOptions,
  isStopped: () => boolean,
): Promise<boolean> {
  if (lane === 'spanMetrics' || !snapshot?.sections[lane]) return false;
  const { snapshots } = engines[lane];
  if (!pieces || !snapshots) {
    log.warn('a snapshot cannot be read; its segment is read instead', { path, signal: lane });
    return false;
  }
  const turns = createTurns();
  try {
    for (const piece of pieces) {
      if (isStopped()) return true;
      snapshots.load(decodePiece(piece));
      await turns.next();
    }
    return true;
  } catch (error) {
    // It is what was written, so this is a bug. Some of it may be there twice now, which is better than not at all.
    log.error('could not load a snapshot; its segment is read instead', { path, signal: lane, error });
    return false;
  }
}

/** Gives others their turn when this has held the thread for long enough. */
function createTurns(): { readonly next: () => Promise<void> | undefined } {
  let sliceStart = performance.now();
  return {
    next() {
      if (performance.now() - sliceStart < SLICE_MS) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          sliceStart = performance.now();
          resolve();
        });
      });
    },
  };
}

interface Loading {
  readonly isStopped: () => boolean;
  readonly lost: { bytes: number };
}

async function loadRecords(part: Part, options: ReplayOptions, { isStopped, lost }: Loading): Promise<void> {
  const engines = enginesFor(part.lane, options.engines);
  const turns = createTurns();
  for await (const record of readSegment(part.segment, part.kinds)) {
    if (isStopped()) return;
    if (!loadRecord(record, { ...options, engines })) lost.bytes += record.header.length;
    await turns.next();
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
