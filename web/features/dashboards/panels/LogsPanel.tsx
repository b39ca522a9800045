import { useState } from 'react';
import { logRow, type LogAnswer } from '../../../../server/contract/logs.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import { useJumpPlace } from '../../../lib/jump-places.ts';
import { useJumps } from '../../../lib/pane.ts';
import { formatNano, formatNanoClock } from '../../../lib/time.ts';
import { stripAnsi } from '../../../signals/log/ansi.ts';
import { levelOf } from '../../../signals/log/level.ts';
import { orderRows } from '../../../signals/log/order.ts';
import { JumpLink } from '../../../ui/JumpLink.tsx';
import { VirtualRows } from '../../../ui/VirtualRows.tsx';
import type { Panel } from '../model/dashboard.ts';
import type { PanelData } from '../model/panel-data.ts';
import type { LogsOptions } from '../model/panel-view.ts';
import styles from './LogsPanel.module.css';

interface LogsPanelProps {
  readonly panel: Panel;
  readonly options: LogsOptions;
  readonly data: PanelData;
  readonly range: AbsoluteRange;
}

/** Log lines of the panel's queries, one list each. */
export function LogsPanel({ panel, options, data, range }: LogsPanelProps) {
  return (
    <div className={styles.lists}>
      {data.logs.map(({ query, answer }) => (
        <LogLines
          key={query.refId}
          label={panel.title || 'Logs'}
          options={options}
          answer={answer}
          sourceUid={query.source.uid}
          range={range}
        />
      ))}
    </div>
  );
}

interface LogLinesProps {
  readonly label: string;
  readonly options: LogsOptions;
  readonly answer: LogAnswer;
  readonly sourceUid: string;
  readonly range: AbsoluteRange;
}

function LogLines({ label, options, answer, sourceUid, range }: LogLinesProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const order = orderRows(answer, options.sortOrder === 'Ascending' ? 'oldest' : 'newest');
  const toggle = (index: number): void => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  };
  return (
    <VirtualRows
      count={order.length}
      rowHeight={22}
      rowKey={(position) => order[position] ?? position}
      label={label}
      renderRow={(position) => {
        const index = order[position] ?? 0;
        return (
          <LogLine
            answer={answer}
            index={index}
            isOpen={open.has(index)}
            onToggle={() => toggle(index)}
            view={{ options, sourceUid, range }}
          />
        );
      }}
    />
  );
}

interface LogLineProps {
  readonly answer: LogAnswer;
  readonly index: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly view: { readonly options: LogsOptions; readonly sourceUid: string; readonly range: AbsoluteRange };
}

function LogLine({ answer, index, isOpen, onToggle, view }: LogLineProps) {
  const jumps = useJumps();
  const row = logRow(answer, index);
  const level = levelOf(row);
  const context = { kind: 'log', sourceUid: view.sourceUid, range: view.range, row } as const;
  const found = jumps.resolve(context);
  const place = useJumpPlace();
  const text = stripAnsi(row.line);
  const [first, ...others] = found;
  const labels = Object.entries({ ...row.labels, ...row.structuredMetadata, ...row.parsed });
  return (
    <div
      ref={place(() => ({ title: text.slice(0, 160), context }))}
      className={styles.row}
      role="listitem"
      data-level={level}
    >
      <div className={styles.line}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
          {view.options.showTime ? <time className={styles.time}>{formatNanoClock(row.timestamp)}</time> : null}
          <span className={styles.level}>{level === 'unknown' ? '' : level}</span>
          <span className={styles.text} data-wrap={view.options.wrapLogMessage || isOpen}>
            {text}
          </span>
        </button>
        {first ? <JumpLink jump={first} inline /> : null}
      </div>
      {isOpen ? (
        <div className={styles.details}>
          <p className={styles.stamp}>{formatNano(row.timestamp)}</p>
          <dl className={styles.labels}>
            {labels.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {others.length > 0 ? (
            <div className={styles.jumps}>
              {others.map((jump) => (
                <JumpLink key={jump.id} jump={jump} />
              ))}
            </div>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
