import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import { formatDuration } from '../../lib/time.ts';
import type { TraceLine } from '../../signals/trace/join.ts';
import type { PlacedLine } from './waterfall-items.ts';
import type { TraceModel } from './trace-model.ts';
import styles from './Waterfall.module.css';

interface LineRowProps {
  readonly id: string;
  readonly model: TraceModel;
  readonly placed: PlacedLine;
  readonly window: TraceWindow;
  readonly isActive: boolean;
  readonly onSelect: () => void;
  readonly subjectOf: (line: TraceLine) => JumpSubject | null;
}

const MAX_INDENT = 24;
const SHOWN = 300;

const PLACEMENTS = {
  'span ID': 'It names this span.',
  'service and time': 'It names no span: placed by its service and time.',
  trace: 'It names no span of this trace, and none of its service ran then.',
} as const;

/** A log line under its span: a mark where it was written, its text above. */
export function LineRow({ id, model, placed, window, isActive, onSelect, subjectOf }: LineRowProps) {
  const place = useJumpPlace();
  const { row, line } = placed;
  const depth = (model.tree.depth[row] ?? 0) + 1;
  const width = Math.max(window.toNs - window.fromNs, 1);
  const at = Math.min(100, Math.max(0, (100 * (line.offsetNs - window.fromNs)) / width));
  const when = `${line.offsetNs < 0 ? '−' : '+'}${formatDuration(Math.abs(line.offsetNs) / 1e6)}`;
  return (
    // The list takes the keys; a row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      ref={place(() => subjectOf(line))}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={false}
      aria-label={`Log line, ${line.level}, ${when}: ${line.row.line.slice(0, SHOWN)}`}
      className={styles.lineRow}
      data-level={line.level}
      data-time-row={line.offsetNs}
      data-active={isActive ? '' : undefined}
      title={`${when}. ${PLACEMENTS[line.placement]}`}
      onClick={onSelect}
    >
      <span
        className={styles.lineText}
        style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 0.75 + 1.25}rem` }}
      >
        <span className={styles.lineLevel}>{line.level === 'unknown' ? 'log' : line.level}</span>
        <span className={styles.lineWords} data-placement={line.placement}>
          {line.row.line.slice(0, SHOWN)}
        </span>
      </span>
      <span className={styles.lineTrack} aria-hidden>
        <span className={styles.lineDot} style={{ insetInlineStart: `${at}%` }} />
      </span>
    </div>
  );
}
