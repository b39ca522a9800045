import { ChevronRight } from 'lucide-react';
import { percent } from '../../charts/flame-graph/frame-text.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { nameOf, stackOf, type FlameTree } from '../../signals/profile/flame-tree.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Profiles.module.css';

interface FocusBarProps {
  readonly tree: FlameTree;
  readonly row: number;
  readonly unit: string;
  readonly onFocus: (row: number) => void;
}

/** Callers that fit without hiding the frame itself. */
const SHOWN = 4;

/** The frame that is looked at, what it costs, and the way back up. */
export function FocusBar({ tree, row, unit, onFocus }: FocusBarProps) {
  // The bar keeps its place, so that the graph does not move from under the pointer.
  if (row === 0) return <p className={styles.focus}>Click a frame to look closer.</p>;
  const stack = stackOf(tree, row);
  const callers = stack.slice(0, -1);
  const shown = callers.length <= SHOWN ? callers : [callers[0] ?? 0, ...callers.slice(1 - SHOWN)];
  const total = tree.total[row] ?? 0;
  return (
    <nav className={styles.focus} aria-label="Focused stack">
      {shown.map((caller, index) => (
        <span key={caller} className={styles.crumb}>
          {index === 1 && shown.length < callers.length ? <span aria-hidden>…</span> : null}
          <Button variant="quiet" onClick={() => onFocus(caller)}>
            {nameOf(tree, caller)}
          </Button>
          <ChevronRight size={12} aria-hidden />
        </span>
      ))}
      <strong aria-current="true">{nameOf(tree, row)}</strong>
      <span className={styles.share}>
        {formatText(total, { unit })} · {percent(total, tree.total[0] ?? 0)}
      </span>
      <Button variant="quiet" onClick={() => onFocus(0)}>
        Show all
      </Button>
    </nav>
  );
}
