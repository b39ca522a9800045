import type { ReactNode } from 'react';
import styles from './State.module.css';

interface EmptyStateProps {
  /** What there is none of: `No log lines`. */
  readonly title: string;
  /** What was asked and what to try: a sentence or two. */
  readonly detail?: ReactNode;
  readonly query?: string;
  /** Actions. */
  readonly children?: ReactNode;
}

export function EmptyState({ title, detail, query, children }: EmptyStateProps) {
  return (
    <div className={styles.state} role="status">
      <p className={styles.title}>{title}</p>
      {detail === undefined ? null : <div className={styles.detail}>{detail}</div>}
      {query ? <pre className={styles.query}>{query}</pre> : null}
      {children === undefined ? null : <div className={styles.actions}>{children}</div>}
    </div>
  );
}
