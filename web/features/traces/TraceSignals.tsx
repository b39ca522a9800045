import type { JoinFilter } from '../../signals/trace/join.ts';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import type { JoinChoice } from './join-choice.ts';
import styles from './TraceView.module.css';
import type { JoinedState } from './use-joined.ts';

interface TraceSignalsProps {
  readonly state: JoinedState;
  readonly choice: JoinChoice;
  readonly onChoice: (choice: JoinChoice) => void;
}

/** What other signals know of the trace: how much, lines on or off, and narrowing to spans that have any. */
export function TraceSignals({ state, choice, onChoice }: TraceSignalsProps) {
  const { joined, isLoading, problems, isCut, logs } = state;
  const lines = [...joined.lines.values()].reduce((sum, list) => sum + list.length, 0);
  const exemplars = [...joined.exemplars.values()].reduce((sum, list) => sum + list.length, 0);
  const toggle = (filter: JoinFilter) => {
    const filters = new Set(choice.filters);
    if (!filters.delete(filter)) filters.add(filter);
    onChoice({ ...choice, filters });
  };
  const chip = (filter: JoinFilter, text: string, isThere: boolean) => (
    <button
      type="button"
      className={styles.chip}
      aria-pressed={choice.filters.has(filter)}
      disabled={!isThere}
      onClick={() => toggle(filter)}
    >
      <SignalIcon signal={filter === 'exemplars' ? 'metrics' : filter} size={12} /> {text}
    </button>
  );
  return (
    <div className={styles.signals}>
      <span role="group" aria-label="Only spans with" className={styles.chips}>
        <span className={styles.chipsLabel}>Only spans with</span>
        {chip('logs', `${lines}${isCut ? '+' : ''} log line${lines === 1 ? '' : 's'}`, lines > 0)}
        {chip('exemplars', `${exemplars} exemplar${exemplars === 1 ? '' : 's'}`, exemplars > 0)}
        {chip('profiles', `${joined.profiled.size} profiled`, joined.profiled.size > 0)}
      </span>
      <label className={styles.lined}>
        <input
          type="checkbox"
          checked={choice.isLined}
          disabled={lines === 0}
          onChange={(event) => onChoice({ ...choice, isLined: event.target.checked })}
        />{' '}
        Lines under their spans
      </label>
      {logs ? <JumpLink jump={logs} /> : null}
      {isLoading ? <span role="status">Looking for its log lines and exemplars …</span> : null}
      {problems.map((problem) => (
        <p key={problem} className={styles.notice} role="note">
          {problem}
        </p>
      ))}
    </div>
  );
}
