import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Span } from '../../../server/contract/traces.ts';
import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { TraceMinimap } from '../../charts/waterfall/TraceMinimap.tsx';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { serviceColor } from '../../lib/service-color.ts';
import { formatDuration } from '../../lib/time.ts';
import { timeTicks } from '../../signals/trace/ticks.ts';
import type { JoinedTrace, TraceLine } from '../../signals/trace/join.ts';
import { ancestors, parentRows, visibleRows } from '../../signals/trace/tree.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../ui/VirtualRows.tsx';
import { LineRow } from './LineRow.tsx';
import { SpanRow } from './SpanRow.tsx';
import type { TreeMove } from './tree-keys.ts';
import { lineOf, moveInItems, narrowed, rowOf, withLines } from './waterfall-items.ts';
import { useTraceCursor } from './use-trace-cursor.ts';
import styles from './Waterfall.module.css';
import { serviceAt, spanAt, type TraceModel } from './trace-model.ts';

interface WaterfallProps {
  readonly model: TraceModel;
  readonly matches: readonly number[];
  readonly searching: boolean;
  readonly selectedRow: number;
  readonly view: { readonly window: TraceWindow; readonly onWindow: (window: TraceWindow) => void };
  /** Other signals of the trace: all of it, which rows to keep (null: every one), and whether lines stand between. */
  readonly join: {
    readonly joined: JoinedTrace;
    readonly kept: ReadonlySet<number> | null;
    readonly isLined: boolean;
  };
  readonly onSelect: (row: number) => void;
  readonly subjects: {
    readonly ofSpan: (span: Span) => JumpSubject;
    readonly ofLine: (line: TraceLine) => JumpSubject | null;
  };
}

const ROW_HEIGHT = 26;

export function Waterfall(props: WaterfallProps) {
  const { model, matches, searching, selectedRow, view, join, onSelect, subjects } = props;
  const { joined } = join;
  const { trace, tree } = model;
  const id = useId();
  const list = useRef<VirtualRowsHandle>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  // An item of `waterfall-items.ts`.
  const [cursor, setCursor] = useState<number | null>(null);
  // A span that the URL asks for is in view even when something above it was folded.
  const folded = new Set(
    [...collapsed].filter((row) => selectedRow < 0 || !ancestors(tree, selectedRow).includes(row)),
  );
  const unfolded = visibleRows(tree, folded);
  const rows = join.kept ? narrowed(unfolded, tree, join.kept) : unfolded;
  const items = join.isLined ? withLines(rows, joined) : rows;
  const parents = parentRows(tree);
  const active = cursor ?? Math.max(selectedRow, 0);
  const position = items.indexOf(active);
  const selectedPosition = selectedRow < 0 ? -1 : items.indexOf(selectedRow);
  const hit = new Set(matches);
  const shared = useTraceCursor(trace, view.window);

  useEffect(() => {
    if (selectedPosition >= 0) list.current?.scrollToIndex(selectedPosition, 'center');
    // Only when another span is asked for, or log lines came between the spans: folding must not move the list.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies -- see above
  }, [selectedRow, trace, joined.lines.size]);

  const toggle = (row: number) => {
    const next = new Set(folded);
    if (!next.delete(row)) next.add(row);
    setCollapsed(next);
  };
  const apply = (move: TreeMove) => {
    if (move.toggle !== undefined) toggle(move.toggle);
    if (move.open !== undefined) onSelect(move.open);
    if (move.row === undefined) return;
    setCursor(move.row);
    shared.moveTo(lineOf(joined, move.row)?.line.offsetNs ?? spanAt(model, move.row)?.offsetNs ?? 0);
    list.current?.scrollToIndex(items.indexOf(move.row));
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const move = moveInItems(event.key, { tree, rows: items, position, folded, parents, matches }, joined);
    if (!move) return;
    event.preventDefault();
    apply(move);
  };
  return (
    // The pointer only shows where it is; the arrow keys in the list do the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <section
      ref={shared.section}
      className={styles.waterfall}
      aria-label="Spans"
      onPointerMove={shared.onPointerMove}
      onPointerLeave={shared.onPointerLeave}
      onBlur={shared.onPointerLeave}
    >
      <TraceMinimap className={styles.minimap} props={minimapProps(model, view)} />
      <Axis window={view.window} />
      <VirtualRows
        count={items.length}
        rowHeight={ROW_HEIGHT}
        rowKey={(index) => items[index] ?? index}
        label={`${trace.spans.length} spans; arrow keys move, left and right fold, Enter opens`}
        handle={list}
        list={{
          role: 'tree',
          onKeyDown: handleKeyDown,
          activeId: `${id}-${active}`,
          ...(styles.rows ? { className: styles.rows } : {}),
        }}
        renderRow={(index) => {
          const item = items[index] ?? 0;
          const placed = lineOf(joined, item);
          const row = rowOf(joined, item);
          if (placed) {
            return (
              <LineRow
                id={`${id}-${item}`}
                model={model}
                placed={placed}
                window={view.window}
                isActive={item === active}
                onSelect={() => {
                  setCursor(item);
                  onSelect(row);
                }}
                subjectOf={subjects.ofLine}
              />
            );
          }
          return (
            <SpanRow
              id={`${id}-${row}`}
              model={model}
              row={row}
              window={view.window}
              state={{
                selected: row === selectedRow,
                active: row === active,
                dimmed: (searching && !hit.has(row)) || (join.kept !== null && !join.kept.has(row)),
                fold: parents.has(row) ? (folded.has(row) ? 'closed' : 'open') : 'leaf',
              }}
              onSelect={(next) => {
                setCursor(next);
                onSelect(next);
              }}
              onToggle={toggle}
              joined={joined}
              subjectOf={subjects.ofSpan}
            />
          );
        }}
      />
    </section>
  );
}

function minimapProps(model: TraceModel, { window, onWindow }: WaterfallProps['view']) {
  const { trace, tree } = model;
  const bars = Array.from({ length: tree.length }, (_, row) => {
    const span = spanAt(model, row);
    const startNs = span?.offsetNs ?? 0;
    return {
      startNs,
      endNs: startNs + (span?.durationNs ?? 0),
      color: span ? serviceColor(serviceAt(model, span)) : 'transparent',
      error: span?.status === 'error',
    };
  });
  return { durationNs: trace.durationNs, bars, window, onWindow };
}

function Axis({ window }: { readonly window: TraceWindow }) {
  const width = Math.max(window.toNs - window.fromNs, 1);
  return (
    <div className={styles.axis} data-time-row="" aria-hidden>
      <span className={styles.axisName}>Service and operation</span>
      <span className={styles.axisTime} data-time-track="">
        {timeTicks(width, 5)
          .filter((tick) => tick < width * 0.96)
          .map((tick) => (
            <span key={tick} className={styles.tick} style={{ insetInlineStart: `${(100 * tick) / width}%` }}>
              {formatDuration((window.fromNs + tick) / 1e6)}
            </span>
          ))}
      </span>
    </div>
  );
}
