import { ChevronDown, ChevronRight, CircleAlert, Unlink } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { Span } from '../../../server/contract/traces.ts';
import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { type JumpSubject, useJumpPlace } from '../../lib/jump-places.ts';
import { serviceColor } from '../../lib/service-color.ts';
import { formatDuration } from '../../lib/time.ts';
import type { JoinedTrace } from '../../signals/trace/join.ts';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import styles from './Waterfall.module.css';
import { serviceAt, spanAt, type TraceModel } from './trace-model.ts';

interface SpanRowProps {
  readonly id: string;
  readonly model: TraceModel;
  readonly row: number;
  readonly window: TraceWindow;
  readonly joined: JoinedTrace;
  readonly state: {
    readonly selected: boolean;
    readonly active: boolean;
    readonly dimmed: boolean;
    readonly fold: 'open' | 'closed' | 'leaf';
  };
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  /** The jump menu of a span. */
  readonly subjectOf: (span: Span) => JumpSubject;
}

const MAX_INDENT = 24;

/** What other signals a span has, for those who do not see the marks. */
function alsoText(joined: JoinedTrace, row: number): string {
  const lines = joined.lines.get(row)?.length ?? 0;
  const exemplars = joined.exemplars.get(row)?.length ?? 0;
  const parts = [
    lines > 0 ? `${lines} log line${lines === 1 ? '' : 's'}` : '',
    exemplars > 0 ? `${exemplars} exemplar${exemplars === 1 ? '' : 's'}` : '',
    joined.profiled.has(row) ? 'profiled' : '',
  ].filter(Boolean);
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

export function SpanRow(props: SpanRowProps) {
  const { id, model, row, window, joined, state, onSelect, onToggle, subjectOf } = props;
  const place = useJumpPlace();
  const span = spanAt(model, row);
  if (!span) return null;
  const { tree } = model;
  const service = serviceAt(model, span);
  const depth = tree.depth[row] ?? 0;
  const hidden = (tree.end[row] ?? 0) - row - 1;
  const duration = formatDuration(span.durationNs / 1e6);
  return (
    // The list takes the keys (arrows, Enter); a row only takes the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      ref={place(() => subjectOf(span))}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={state.selected}
      {...(state.fold === 'leaf' ? {} : { 'aria-expanded': state.fold === 'open' })}
      aria-label={`${service} ${span.name}, ${duration}${span.status === 'error' ? ', error' : ''}${alsoText(joined, row)}`}
      className={styles.row}
      data-active={state.active ? '' : undefined}
      data-dimmed={state.dimmed ? '' : undefined}
      data-span={span.spanId}
      data-time-row={span.offsetNs}
      onClick={() => onSelect(row)}
    >
      <span className={styles.name} style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 0.75}rem` }}>
        {state.fold === 'leaf' ? (
          <span className={styles.fold} />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-label={state.fold === 'open' ? 'Fold' : `Unfold ${hidden} spans`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(row);
            }}
          >
            {state.fold === 'open' ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
          </button>
        )}
        <span className={styles.swatch} style={{ background: serviceColor(service) }} aria-hidden />
        {span.status === 'error' ? <CircleAlert size={12} className={styles.error} aria-hidden /> : null}
        {tree.orphan[row] ? <Unlink size={12} className={styles.orphan} aria-hidden /> : null}
        <span className={styles.service}>{service}</span>
        <span className={styles.operation}>{span.name}</span>
        {joined.profiled.has(row) ? (
          <span className={styles.profiled} title="Was profiled">
            <SignalIcon signal="profiles" size={11} />
          </span>
        ) : null}
        {state.fold === 'closed' ? <span className={styles.hidden}>+{hidden}</span> : null}
      </span>
      <Bar model={model} row={row} window={window} joined={joined} />
    </div>
  );
}

/** The stretch of time of a row: its bar in the service's colour, the critical part of it strong, ticks for events. */
function Bar({ model, row, window, joined }: Pick<SpanRowProps, 'model' | 'row' | 'window' | 'joined'>) {
  const span = spanAt(model, row);
  if (!span) return null;
  const width = Math.max(window.toNs - window.fromNs, 1);
  const percent = (ns: number): number => (100 * (ns - window.fromNs)) / width;
  const start = percent(span.offsetNs);
  const end = percent(span.offsetNs + span.durationNs);
  const critical = model.critical.get(row) ?? [];
  return (
    <span className={styles.timeline} aria-hidden>
      <span className={styles.track} data-time-track="">
        <span
          className={styles.bar}
          data-error={span.status === 'error' ? '' : undefined}
          style={{
            insetInlineStart: `${start}%`,
            inlineSize: `${end - start}%`,
            background: serviceColor(serviceAt(model, span)),
          }}
        />
        {critical.map(({ startNs, endNs }) => (
          <span
            key={startNs}
            className={styles.critical}
            style={{ insetInlineStart: `${percent(startNs)}%`, inlineSize: `${percent(endNs) - percent(startNs)}%` }}
          />
        ))}
        {span.events.map((event, index) => (
          <span
            // Events may repeat in name and time; their order is all that tells them apart.
            key={index}
            className={styles.event}
            title={event.name}
            style={{ insetInlineStart: `${percent(span.offsetNs + event.offsetNs)}%` }}
          />
        ))}
        {joined.exemplars.get(row)?.map(({ exemplar, offsetNs }) => (
          <span
            key={`${exemplar.time} ${exemplar.value} ${exemplar.seriesLabels['__name__']}`}
            className={styles.exemplar}
            title={`Exemplar of ${exemplar.seriesLabels['__name__'] ?? 'a metric'}: ${exemplar.value}`}
            style={{ insetInlineStart: `${percent(offsetNs)}%` }}
          />
        ))}
      </span>
      <span className={styles.duration} style={{ '--end': Math.min(Math.max(end, 0), 100) / 100 } as CSSProperties}>
        {formatDuration(span.durationNs / 1e6)}
      </span>
    </span>
  );
}
