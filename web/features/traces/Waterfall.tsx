import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Span } from '../../../server/contract/traces.ts';
import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { TraceMinimap } from '../../charts/waterfall/TraceMinimap.tsx';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { serviceColor } from '../../lib/service-color.ts';
import { formatDuration } from '../../lib/time.ts';
import { timeTicks } from '../../signals/trace/ticks.ts';
import { ancestors, parentRows, visibleRows } from '../../signals/trace/tree.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../ui/VirtualRows.tsx';
import { SpanRow } from './SpanRow.tsx';
import { moveInTree, type TreeMove } from './tree-keys.ts';
import styles from './Waterfall.module.css';
import { serviceAt, spanAt, type TraceModel } from './trace-model.ts';

interface WaterfallProps {
  readonly model: TraceModel;
  readonly matches: readonly number[];
  readonly searching: boolean;
  readonly selectedRow: number;
  readonly view: { readonly window: TraceWindow; readonly onWindow: (window: TraceWindow) => void };
  readonly onSelect: (row: number) => void;
  readonly subjectOf: (span: Span) => JumpSubject;
}

const ROW_HEIGHT = 26;

export function Waterfall({ model, matches, searching, selectedRow, view, onSelect, subjectOf }: WaterfallProps) {
  const { trace, tree } = model;
  const id = useId();
  const list = useRef<VirtualRowsHandle>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState(-1);
  // A span that the URL asks for is in view even when something above it was folded.
  const folded = new Set(
    [...collapsed].filter((row) => selectedRow < 0 || !ancestors(tree, selectedRow).includes(row)),
  );
  const rows = visibleRows(tree, folded);
  const parents = parentRows(tree);
  const active = cursor >= 0 ? cursor : Math.max(selectedRow, 0);
  const position = rows.indexOf(active);
  const selectedPosition = selectedRow < 0 ? -1 : rows.indexOf(selectedRow);
  const hit = new Set(matches);

  useEffect(() => {
    if (selectedPosition >= 0) list.current?.scrollToIndex(selectedPosition, 'center');
    // Only when another span is asked for: folding must not move the list.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies -- see above
  }, [selectedRow, trace]);

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
    list.current?.scrollToIndex(rows.indexOf(move.row));
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const move = moveInTree(event.key, { tree, rows, position, folded, parents, matches });
    if (!move) return;
    event.preventDefault();
    apply(move);
  };
  return (
    <section className={styles.waterfall} aria-label="Spans">
      <TraceMinimap className={styles.minimap} props={minimapProps(model, view)} />
      <Axis window={view.window} />
      <VirtualRows
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        rowKey={(index) => rows[index] ?? index}
        label={`${trace.spans.length} spans; arrow keys move, left and right fold, Enter opens`}
        handle={list}
        list={{
          role: 'tree',
          onKeyDown: handleKeyDown,
          activeId: `${id}-${active}`,
          ...(styles.rows ? { className: styles.rows } : {}),
        }}
        renderRow={(index) => {
          const row = rows[index] ?? 0;
          return (
            <SpanRow
              id={`${id}-${row}`}
              model={model}
              row={row}
              window={view.window}
              state={{
                selected: row === selectedRow,
                active: row === active,
                dimmed: searching && !hit.has(row),
                fold: parents.has(row) ? (folded.has(row) ? 'closed' : 'open') : 'leaf',
              }}
              onSelect={(next) => {
                setCursor(next);
                onSelect(next);
              }}
              onToggle={toggle}
              subjectOf={subjectOf}
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
    <div className={styles.axis} aria-hidden>
      <span className={styles.axisName}>Service and operation</span>
      <span className={styles.axisTime}>
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
