import { type KeyboardEvent, type PointerEvent, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { useCursor, useCursorListener } from '../../lib/cursor.ts';
import { type PaneProps, useJumps } from '../../lib/pane.ts';
import type { SearchTerms } from '../../signals/log/highlight.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../ui/VirtualRows.tsx';
import { createCursorMarks, nearestLine } from './cursor-marks.ts';
import { logContext, type LogModel } from './log-model.ts';
import { LogDetails } from './LogDetails.tsx';
import { LogLine, type LogPlace } from './LogLine.tsx';
import styles from './Logs.module.css';
import { moveRow } from './row-keys.ts';

interface LogListProps {
  readonly model: LogModel;
  readonly terms: SearchTerms;
  readonly wrap: boolean;
  readonly pane: PaneProps<LokiTarget>;
}

const ROW_HEIGHT = 24;

/** The lines as one tree grid: one tab stop, rows by the arrow keys, details below their row. */
export function LogList({ model, terms, wrap, pane }: LogListProps) {
  const { source, range } = pane;
  const id = useId();
  const rows = useRef<VirtualRowsHandle>(null);
  const jumps = useJumps();
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());

  const cursor = useCursor();
  const [marks] = useState(createCursorMarks);
  const slack = (range.to - range.from) / 50;
  useCursorListener(
    useCallback(
      // The line under the pointer is seen as it is.
      (time, by) => marks.mark(time === null || by === id ? -1 : nearestLine(model, { at: time, slack })),
      [marks, model, id, slack],
    ),
  );

  // What every row is given stays the same, so that those on screen are not drawn again with the list.
  const { uid } = source;
  const place = useMemo((): LogPlace => ({ terms, sourceUid: uid, range, marks }), [terms, uid, range, marks]);
  const toggle = useCallback(
    (position: number) => {
      const key = model.key(position);
      setOpen((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        return next;
      });
      setActive(position);
    },
    [model],
  );
  const follow = (position: number) => {
    const found = jumps.resolve(logContext(model.entry(position).row, source.uid, range));
    const trace = found.find((jump) => jump.kind === 'query' && jump.signal === 'traces');
    if (trace) jumps.open(trace);
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const moved = moveRow(event.key, active, model.count);
    if (moved !== null) {
      setActive(moved);
      cursor.move(model.time(moved), id);
      rows.current?.scrollToIndex(moved);
    } else if (event.key === 'Enter' && active >= 0) toggle(active);
    else if (event.key === 't' && active >= 0) follow(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handlePointer = ({ target }: PointerEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    const position = Number(row?.dataset['index'] ?? -1);
    if (position >= 0 && position < model.count) cursor.move(model.time(position), id);
  };
  const leave = () => cursor.move(null, id);
  return (
    <div
      className={styles.list}
      data-wrap={wrap ? '' : undefined}
      data-services={model.hasServices ? '' : undefined}
      onPointerOver={handlePointer}
      onPointerLeave={leave}
      onBlur={leave}
    >
      <VirtualRows
        handle={rows}
        count={model.count}
        rowHeight={ROW_HEIGHT}
        rowKey={model.key}
        label="Log lines"
        list={{
          role: 'treegrid',
          activeId: active >= 0 ? `${id}-${active}` : undefined,
          onKeyDown: handleKeyDown,
        }}
        renderRow={(position) => {
          const entry = model.entry(position);
          const isOpen = open.has(model.key(position));
          return (
            <>
              <LogLine
                id={`${id}-${position}`}
                entry={entry}
                place={place}
                state={rowState(position === active, isOpen)}
                position={position}
                onToggle={toggle}
              />
              {isOpen ? <LogDetails entry={entry} pane={pane} /> : null}
            </>
          );
        }}
      />
    </div>
  );
}

const rowState = (isActive: boolean, isOpen: boolean) =>
  isActive ? (isOpen ? 'active open' : 'active') : isOpen ? 'open' : 'idle';
