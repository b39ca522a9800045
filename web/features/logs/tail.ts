import type { LogRows, LogTailEvent } from '../../../server/contract/logs.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { isAbort } from '../../lib/abort.ts';
import { toProblem } from '../../lib/api.ts';
import { MAX_LIVE, takeLiveSlot, type TakeLiveSlot } from '../../lib/live-slots.ts';
import { addRows, EMPTY_TAIL, type TailBuffer } from './tail-buffer.ts';

/** Why lines stand still while they go on coming. */
export type Hold = 'button' | 'pointer' | 'focus' | 'scroll';

export interface TailState {
  readonly status: 'connecting' | 'live' | 'reconnecting' | 'failed';
  /** Why it is not live. */
  readonly reason: string;
  readonly problem: Problem | null;
  /** What is on screen. */
  readonly shown: TailBuffer;
  readonly holds: ReadonlySet<Hold>;
  /** Lines that wait behind a hold. */
  readonly waiting: number;
  /** Lines that the source or the BFF left out because somebody was too slow. */
  readonly dropped: number;
  /** For the ear: how many lines came lately. */
  readonly said: string;
}

/** A tail as it runs: events come in, states go out, at a pace that can be drawn. */
export interface Tail {
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => TailState;
  /** Runs until `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly hold: (by: Hold, isHeld: boolean) => void;
  readonly clear: () => void;
}

export type TailEvents = (since: number | null, signal: AbortSignal) => AsyncIterable<LogTailEvent>;

const DRAW_MS = 250;
const SAY_MS = 5000;
const MAX_ATTEMPTS = 5;

const BEGIN: TailState = {
  status: 'connecting',
  reason: '',
  problem: null,
  shown: EMPTY_TAIL,
  holds: new Set(),
  waiting: 0,
  dropped: 0,
  said: '',
};

const TOO_MANY: Problem = {
  type: 'too-many',
  title: `${MAX_LIVE} live tails run already in this browser`,
  status: 429,
  hint: 'A browser opens few connections to one server, and queries need the others. Stop a tail, here or in another tab, and try again.',
};

/** `events` begins a tail, from the newest line there is (epoch ms) or from its own beginning. */
export function createTail(events: TailEvents, takeSlot: TakeLiveSlot = takeLiveSlot): Tail {
  const screen = createScreen();
  const { set, state, received } = screen;

  /** Whether trying again may help: not when the source said no. */
  const listen = async (signal: AbortSignal): Promise<boolean> => {
    try {
      for await (const event of events(screen.newestMs(), signal)) show(event, screen);
      return state().status !== 'failed';
    } catch (error) {
      if (isAbort(error) || signal.aborted) return false;
      const problem = toProblem(error);
      const isLost = problem.status === 0 || problem.status >= 502;
      set(isLost ? { status: 'reconnecting', reason: problem.title } : { status: 'failed', problem });
      return isLost;
    }
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    let attempt = 0;
    for (let before = -1; attempt < MAX_ATTEMPTS; before = received()) {
      if (!(await listen(signal))) return;
      // Lines came in between: it worked for a while.
      attempt = received() > before ? 1 : attempt + 1;
      await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** attempt, 10_000)));
      if (signal.aborted) return;
    }
    set({ status: 'failed', problem: { type: 'network', title: 'The live tail broke off', status: 0 } });
  };

  return {
    ...screen,
    async run(signal) {
      set({ status: 'connecting', problem: null });
      const release = await takeSlot();
      if (!release) return set({ status: 'failed', problem: TOO_MANY });
      const stopSaying = sayCounts(received, (said) => set({ said }));
      const end = (): void => {
        stopSaying();
        release();
      };
      signal.addEventListener('abort', () => {
        end();
        screen.stop();
      });
      if (!signal.aborted) await follow(signal);
      end();
    },
  };
}

type Screen = ReturnType<typeof createScreen>;

function show(event: LogTailEvent, { set, add, state }: Screen): void {
  switch (event.kind) {
    case 'alive':
      return;
    case 'open':
      return set({ status: 'live', reason: '', problem: null });
    case 'lines':
      return add(event.rows);
    case 'dropped':
      return set({ dropped: state().dropped + event.count });
    case 'reconnecting':
      return set({ status: 'reconnecting', reason: event.reason });
    case 'failed':
      set({ status: 'failed', problem: event.problem });
  }
}

/** What is shown of a tail: drawn at most four times a second, and not while it is held. */
function createScreen() {
  const listeners = new Set<() => void>();
  let state = BEGIN;
  let buffer = EMPTY_TAIL;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const set = (change: Partial<TailState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const draw = (): void => {
    timer = undefined;
    if (state.holds.size > 0) set({ waiting: buffer.received - state.shown.received });
    else set({ shown: buffer, waiting: 0 });
  };
  return {
    set,
    state: () => state,
    received: () => buffer.received,
    newestMs: () => newestMs(buffer),
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(rows: LogRows): void {
      buffer = addRows(buffer, rows);
      timer ??= setTimeout(draw, DRAW_MS);
    },
    hold(by: Hold, isHeld: boolean): void {
      if (state.holds.has(by) === isHeld) return;
      const holds = new Set(state.holds);
      if (isHeld) holds.add(by);
      else holds.delete(by);
      set({ holds });
      draw();
    },
    clear(): void {
      buffer = { rows: [], received: buffer.received };
      set({ shown: buffer, waiting: 0 });
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** Polite: a reader who listens hears a count now and then, not every line. */
function sayCounts(received: () => number, say: (text: string) => void): () => void {
  let told = received();
  const interval = setInterval(() => {
    const count = received() - told;
    told = received();
    if (count > 0) say(`${count} new ${count === 1 ? 'line' : 'lines'}`);
  }, SAY_MS);
  return () => clearInterval(interval);
}

function newestMs({ rows }: TailBuffer): number | null {
  const newest = rows.at(-1)?.row.timestamp;
  return newest === undefined ? null : Number(newest.slice(0, -6));
}
