import { memo, useMemo } from 'react';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import { useJumpPlace } from '../../lib/jump-places.ts';
import { useJumps } from '../../lib/pane.ts';
import { formatNano, formatNanoClock } from '../../lib/time.ts';
import { highlightRanges, type SearchTerms, splitByRanges } from '../../signals/log/highlight.ts';
import { JumpButton } from '../../ui/JumpButton.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { ServiceName } from '../../ui/ServiceName.tsx';
import type { CursorMarks } from './cursor-marks.ts';
import { type LogEntry, logContext } from './log-model.ts';
import { lineSubject } from './log-subjects.ts';
import styles from './Logs.module.css';

/** A row shows this much; the details show all of it. Browsers choke on lines of megabytes. */
const SHOWN = 2000;

interface LogLineProps {
  readonly id: string;
  readonly entry: LogEntry;
  readonly place: LogPlace;
  /** The row in hand, and whether its details are open. */
  readonly state: 'idle' | 'active' | 'open' | 'active open';
  readonly position: number;
  readonly onToggle: (position: number) => void;
}

/** What all rows of a list share; one object, so that a row drawn again by scrolling costs nothing. */
export interface LogPlace {
  readonly terms: SearchTerms;
  readonly sourceUid: string;
  readonly range: AbsoluteRange;
  readonly marks: CursorMarks;
}

export const LogLine = memo(function LogLine({ id, entry, place, state, position, onToggle }: LogLineProps) {
  const { row, text, level, service } = entry;
  const { terms } = place;
  const jumpPlace = useJumpPlace();
  const register = (element: HTMLElement | null) => {
    const leave = jumpPlace(() => lineSubject(entry, place))(element);
    const unmark = place.marks.register(position, element);
    return () => {
      leave?.();
      unmark();
    };
  };
  return (
    // The grid handles the keys, Enter among them, which does what a click does.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={register}
      id={id}
      role="row"
      className={styles.row}
      data-level={level}
      data-active={state.startsWith('active') ? '' : undefined}
      aria-expanded={state.endsWith('open')}
      onClick={() => {
        // Selecting text must not fold the row away under the pointer.
        if (window.getSelection()?.isCollapsed ?? true) onToggle(position);
      }}
    >
      <span role="gridcell" className={styles.time} title={formatNano(row.timestamp)}>
        {formatNanoClock(row.timestamp)}
      </span>
      <span role="gridcell" className={styles.level}>
        {level === 'unknown' ? '' : level}
      </span>
      <span role="gridcell" className={styles.service}>
        {service ? <ServiceName service={service} /> : null}
      </span>
      <span role="gridcell" className={styles.line}>
        <Marked text={text.slice(0, SHOWN)} terms={terms} />
        {text.length > SHOWN ? <span className={styles.more}> … {text.length - SHOWN} more characters</span> : null}
      </span>
      <span role="gridcell" className={styles.jumps}>
        <TraceLink entry={entry} place={place} />
        <JumpButton label="Where this line leads" tabIndex={-1} className={styles.rowJumps ?? ''} />
      </span>
    </div>
  );
});

/** Text only: a line is never read as HTML. */
function Marked({ text, terms }: { readonly text: string; readonly terms: SearchTerms }) {
  const pieces = splitByRanges(text, highlightRanges(text, terms));
  return pieces.map(({ text: piece, marked, from }) => (marked ? <mark key={from}>{piece}</mark> : piece));
}

interface TraceLinkProps {
  readonly entry: LogEntry;
  readonly place: LogPlace;
}

function TraceLink({ entry, place }: TraceLinkProps) {
  const { resolve } = useJumps();
  const { sourceUid, range } = place;
  const { from, to } = range;
  // By what the answer depends on: a trail that grew by a pane leaves every line's trace as it was.
  const trace = useMemo(
    () =>
      resolve(logContext(entry.row, sourceUid, { from, to })).find(
        (jump) => jump.kind === 'external' || jump.signal === 'traces',
      ),
    [resolve, entry, sourceUid, from, to],
  );
  return trace ? <JumpLink jump={trace} inline /> : null;
}
