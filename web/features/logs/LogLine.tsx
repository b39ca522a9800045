import { useMemo } from 'react';
import type { Context } from '../../../server/contract/jump.ts';
import { useJumps } from '../../lib/pane.ts';
import { formatNano, formatNanoClock } from '../../lib/time.ts';
import { highlightRanges, type SearchTerms, splitByRanges } from '../../signals/log/highlight.ts';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { ServiceName } from '../../ui/ServiceName.tsx';
import type { LogEntry } from './log-model.ts';
import styles from './Logs.module.css';

/** A row shows this much; the details show all of it. Browsers choke on lines of megabytes. */
const SHOWN = 2000;

interface LogLineProps {
  readonly id: string;
  readonly entry: LogEntry;
  readonly terms: SearchTerms;
  readonly context: Context;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function LogLine({ id, entry, terms, context, isActive, isOpen, onToggle }: LogLineProps) {
  const { row, text, level, service } = entry;
  return (
    // The grid handles the keys, Enter among them, which does what a click does.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="row"
      className={styles.row}
      data-level={level}
      data-active={isActive ? '' : undefined}
      aria-expanded={isOpen}
      onClick={() => {
        // Selecting text must not fold the row away under the pointer.
        if (window.getSelection()?.isCollapsed ?? true) onToggle();
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
        <TraceLink context={context} />
      </span>
    </div>
  );
}

/** Text only: a line is never read as HTML. */
function Marked({ text, terms }: { readonly text: string; readonly terms: SearchTerms }) {
  const pieces = splitByRanges(text, highlightRanges(text, terms));
  return pieces.map(({ text: piece, marked, from }) => (marked ? <mark key={from}>{piece}</mark> : piece));
}

function TraceLink({ context }: { readonly context: Context }) {
  const jumps = useJumps();
  const trace = useMemo(
    () => jumps.resolve(context).find((jump) => jump.kind === 'external' || jump.signal === 'traces'),
    [jumps, context],
  );
  return trace ? <JumpLink jump={trace} inline /> : null;
}
