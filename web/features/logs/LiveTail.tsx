import { Eraser, Pause, Play, WrapText } from 'lucide-react';
import {
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { epochMs, nanoToMs } from '../../../server/contract/units.ts';
import { ApiProblem } from '../../lib/api.ts';
import { lokiApi } from '../../lib/clients.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { usePreference } from '../../lib/storage.ts';
import { plural } from '../../signals/answer-stats.ts';
import { queryTerms } from '../../signals/log/highlight.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { wrapPreference } from './log-preferences.ts';
import { LogList } from './LogList.tsx';
import styles from './Logs.module.css';
import { createTail, type Tail, type TailState } from './tail.ts';
import { TAIL_LINES, type TailBuffer } from './tail-buffer.ts';
import { tailModel } from './tail-model.ts';

/** What is shown of the time before, so that a quiet stream is not an empty page. */
const BEFORE_MS = 600_000;
const BEFORE_LINES = 100;

interface LiveTailProps {
  readonly pane: PaneProps<LokiTarget>;
  /** LogQL with its variables filled in. */
  readonly query: string;
  readonly toggle: ReactNode;
}

/** Lines as they arrive, newest first. They stand still while somebody reads: points, scrolls, or has the focus there. */
export function LiveTail({ pane, query, toggle }: LiveTailProps) {
  const { uid } = pane.source;
  const [tail] = useState(() =>
    createTail((since, signal) =>
      lokiApi.tail(uid, { query, start: since ?? Date.now() - BEFORE_MS, limit: BEFORE_LINES }, signal),
    ),
  );
  const [run, setRun] = useState(0);
  const state = useSyncExternalStore(tail.subscribe, tail.state, tail.state);
  const [wrap, setWrap] = usePreference(wrapPreference);
  useEffect(() => {
    const stop = new AbortController();
    void tail.run(stop.signal);
    return () => stop.abort();
  }, [tail, run]);
  const model = useMemo(() => tailModel(state.shown), [state.shown]);
  const terms = useMemo(() => queryTerms(query), [query]);
  const range = rangeOf(state.shown) ?? pane.range;
  return (
    <>
      <div className={styles.toolbar}>
        {toggle}
        <LiveStatus state={state} />
        <span className={styles.gap} />
        <PauseButton tail={tail} state={state} />
        <Button variant="quiet" onClick={tail.clear}>
          <Eraser size={12} aria-hidden /> Clear
        </Button>
        <Button variant="quiet" aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
          <WrapText size={12} aria-hidden /> Wrap
        </Button>
      </div>
      <span className={styles.said} role="status">
        {state.said}
      </span>
      {state.problem ? (
        <ErrorState
          error={new ApiProblem(state.problem)}
          query={query}
          source={pane.source.name}
          onRetry={() => setRun(run + 1)}
        />
      ) : null}
      {model.count > 0 ? (
        <div className={styles.live} {...holding(tail)}>
          <LogList model={model} terms={terms} wrap={wrap} pane={{ ...pane, range }} />
        </div>
      ) : state.problem ? null : (
        <EmptyState
          title="Waiting for lines"
          query={query}
          detail={`What ${pane.source.name} receives appears here.`}
        />
      )}
    </>
  );
}

/** A list that is read holds still. */
const holding = (tail: Tail) => ({
  onPointerEnter: ({ pointerType }: PointerEvent) => {
    // A finger that has touched never leaves.
    if (pointerType === 'mouse') tail.hold('pointer', true);
  },
  onPointerLeave: () => tail.hold('pointer', false),
  onFocus: () => tail.hold('focus', true),
  onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) tail.hold('focus', false);
  },
  onScrollCapture: ({ target }: { readonly target: EventTarget }) => {
    if (target instanceof Element && target.getAttribute('role') === 'treegrid') {
      tail.hold('scroll', target.scrollTop > 0);
    }
  },
});

function PauseButton({ tail, state }: { readonly tail: Tail; readonly state: TailState }) {
  const isPaused = state.holds.has('button');
  return (
    <Button variant="quiet" aria-pressed={isPaused} onClick={() => tail.hold('button', !isPaused)}>
      {isPaused ? <Play size={12} aria-hidden /> : <Pause size={12} aria-hidden />} Pause
    </Button>
  );
}

function LiveStatus({ state }: { readonly state: TailState }) {
  const { shown, holds, waiting, dropped } = state;
  const parts = [
    `${plural(shown.rows.length, 'line')}${shown.rows.length >= TAIL_LINES ? ', older ones let go' : ''}`,
    dropped > 0 ? `${dropped.toLocaleString('en')} dropped` : '',
    holds.size > 0 ? `held while ${heldBy(state)}${waiting > 0 ? `, ${waiting.toLocaleString('en')} new` : ''}` : '',
    WORDS[state.status],
    state.reason,
  ];
  return <span className={styles.liveStatus}>{parts.filter((part) => part !== '').join(' · ')}</span>;
}

const WORDS: Readonly<Record<TailState['status'], string>> = {
  connecting: 'connecting',
  live: '',
  reconnecting: 'reconnecting',
  failed: 'stopped',
};

function heldBy({ holds }: TailState): string {
  if (holds.has('button')) return 'paused';
  if (holds.has('scroll')) return 'scrolled down';
  return holds.has('focus') ? 'the list has the focus' : 'the pointer is on it';
}

/** The time that the lines on screen are of: what jumps from them look at. */
function rangeOf({ rows }: TailBuffer) {
  const [oldest, newest] = [rows[0], rows.at(-1)];
  if (!oldest || !newest) return null;
  return {
    from: epochMs(Math.floor(nanoToMs(oldest.row.timestamp))),
    to: epochMs(Math.ceil(nanoToMs(newest.row.timestamp)) + 1000),
  };
}
