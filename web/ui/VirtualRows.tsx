import { useVirtualizer } from '@tanstack/react-virtual';
import { type AriaRole, type KeyboardEventHandler, type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { classes } from '../lib/classes.ts';
import styles from './VirtualRows.module.css';

export interface VirtualRowsHandle {
  readonly scrollToIndex: (index: number, align?: 'auto' | 'start' | 'center' | 'end') => void;
  readonly focus: () => void;
}

export interface VirtualRowsProps {
  readonly count: number;
  /** CSS pixels; rows of other heights are measured when drawn. */
  readonly rowHeight: number;
  /** Stable across renders, so that a row keeps its state when others come before it. */
  readonly rowKey: (index: number) => string | number;
  readonly renderRow: (index: number) => ReactNode;
  readonly label: string;
  readonly handle?: Ref<VirtualRowsHandle>;
  readonly list?: {
    readonly className?: string;
    readonly role?: AriaRole;
    readonly activeId?: string | undefined;
    readonly onKeyDown?: KeyboardEventHandler<HTMLDivElement>;
  };
}

/**
 * A scrolling list that draws what is in sight. The one caller of `useVirtualizer`: its result is mutable, which the
 * React Compiler does not take, so this component stays uncompiled and nothing else has to.
 */
export function VirtualRows({ count, rowHeight, rowKey, renderRow, label, handle, list = {} }: VirtualRowsProps) {
  'use no memo';
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- see above: nothing of it leaves this component
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: rowKey,
    overscan: 12,
  });
  useImperativeHandle(
    handle,
    () => ({
      scrollToIndex: (index, align = 'auto') => virtualizer.scrollToIndex(index, { align }),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [virtualizer],
  );
  const items = virtualizer.getVirtualItems();
  return (
    // The list is one tab stop; rows are reached with the arrow keys, so the scroller takes focus itself.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its role is dynamic: list, listbox, grid, tree
    <div
      ref={scroller}
      className={classes(styles.scroller, list.className)}
      role={list.role ?? 'list'}
      aria-label={label}
      aria-activedescendant={list.activeId}
      tabIndex={0}
      onKeyDown={list.onKeyDown}
    >
      <div className={styles.canvas} role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
        <div
          className={styles.window}
          role="presentation"
          style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
        >
          {items.map((item) => (
            <div key={item.key} data-index={item.index} ref={virtualizer.measureElement} role="presentation">
              {renderRow(item.index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
