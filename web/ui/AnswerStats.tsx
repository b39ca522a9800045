import type { AnswerMeta } from '../../server/contract/answer.ts';
import { statsPhrases } from '../signals/answer-stats.ts';
import styles from './AnswerStats.module.css';

interface AnswerStatsProps {
  readonly meta: AnswerMeta;
  /** What came, such as `1,000 lines`. */
  readonly rows: string;
}

/** One quiet line under a query: what came, what was read for it, how long it took, and that it is not all. */
export function AnswerStats({ meta, rows }: AnswerStatsProps) {
  return (
    <p className={styles.stats} role="status" aria-label="Answer">
      <span className={styles.rows}>{rows}</span>
      {statsPhrases(meta).map((phrase) => (
        <span key={phrase}>{phrase}</span>
      ))}
      {meta.partial ? <span className={styles.partial}>Partial: {meta.partial}</span> : null}
    </p>
  );
}
