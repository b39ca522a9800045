import type { MouseEvent, ReactNode } from 'react';
import type { QueryJump } from '../../../server/contract/jump.ts';
import { useJumps } from '../../lib/pane.ts';
import styles from './Services.module.css';

interface BehindProps {
  /** Null: nothing answers for it here, so the number stands alone. */
  readonly jump: QueryJump | null;
  readonly children: ReactNode;
}

/** A number that opens the query behind it. */
export function Behind({ jump, children }: BehindProps) {
  const jumps = useJumps();
  if (!jump) return children;
  const handleClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    jumps.open(jump);
  };
  return (
    <a className={styles.behind} href={jumps.href(jump)} title={`${jump.title}: open the query`} onClick={handleClick}>
      {children}
    </a>
  );
}
