import { RotateCw, TriangleAlert } from 'lucide-react';
import { toProblem } from '../lib/api.ts';
import { Button } from './Button.tsx';
import styles from './State.module.css';

interface ErrorStateProps {
  readonly error: unknown;
  /** What was asked, as the user wrote it. */
  readonly query?: string;
  /** The data source's name, when the problem does not carry it. */
  readonly source?: string;
  readonly onRetry?: () => void;
}

/** What failed, where, what the source said, the query, and what to do next. */
export function ErrorState({ error, query, source, onRetry }: ErrorStateProps) {
  const problem = toProblem(error);
  const name = problem.source?.name ?? source;
  return (
    <div className={styles.state} data-tone="error" role="alert">
      <p className={styles.title}>
        <TriangleAlert size={16} aria-hidden />
        {problem.title}
      </p>
      <div className={styles.detail}>
        {name ? <span className={styles.source}>{name}</span> : null}
        {problem.detail && problem.detail !== problem.title ? <span>{problem.detail}</span> : null}
      </div>
      {problem.upstream && problem.upstream !== problem.detail ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <pre className={styles.upstream} tabIndex={0} aria-label="What the source said">
          {problem.upstream}
        </pre>
      ) : null}
      {query ? <QueryExcerpt query={query} position={problem.position} /> : null}
      {problem.hint ? <p className={styles.hint}>{problem.hint}</p> : null}
      {onRetry ? (
        <div className={styles.actions}>
          <Button onClick={onRetry}>
            <RotateCw size={12} aria-hidden /> Retry
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface QueryExcerptProps {
  readonly query: string;
  readonly position: number | undefined;
}

function QueryExcerpt({ query, position }: QueryExcerptProps) {
  if (position === undefined || position < 0 || position > query.length) {
    return <pre className={styles.query}>{query}</pre>;
  }
  return (
    <pre className={styles.query}>
      {query.slice(0, position)}
      <mark className={styles.fault}>{query.slice(position, position + 1) || '⏎'}</mark>
      {query.slice(position + 1)}
    </pre>
  );
}
