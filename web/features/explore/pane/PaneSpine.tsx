import { ChevronsLeftRight } from 'lucide-react';
import type { PointerEvent } from 'react';
import type { Signal } from '../../../../server/contract/source.ts';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import styles from './PaneLayout.module.css';

interface PaneSpineProps {
  readonly title: string;
  readonly signal: Signal | null;
  readonly onUnfold: () => void;
  readonly onDragStart: (event: PointerEvent) => void;
}

/** A folded pane: its title along a narrow strip. */
export function PaneSpine({ title, signal, onUnfold, onDragStart }: PaneSpineProps) {
  return (
    <button
      type="button"
      className={styles.spine}
      data-drag=""
      aria-expanded={false}
      aria-label={`Expand ${title}`}
      title={title}
      onClick={onUnfold}
      onPointerDown={onDragStart}
    >
      <ChevronsLeftRight size={14} aria-hidden />
      {signal ? <SignalIcon signal={signal} /> : null}
      <span className={styles.spineTitle}>{title}</span>
    </button>
  );
}
