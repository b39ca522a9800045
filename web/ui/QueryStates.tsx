import { TriangleAlert } from 'lucide-react';
import type { MetricAnswer } from '../../server/contract/metrics.ts';
import { toProblem } from '../lib/api.ts';
import { plural } from '../signals/answer-stats.ts';
import { AnswerStats } from './AnswerStats.tsx';
import { Button } from './Button.tsx';
import styles from './QueryStates.module.css';

/** How one of a pane's queries is getting on. An old answer may stand beside an error or a new request. */
export interface QueryProgress {
  readonly refId: string;
  readonly answer: Pick<MetricAnswer, 'series' | 'text' | 'meta'> | null;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
}

/** An answer is still to come, so that empty ones do not mean that there is nothing. */
export const isAwaited = (results: readonly QueryProgress[]): boolean =>
  results.some(({ answer, error }) => answer === null && error === null);

/** How each of several queries is getting on, by its letter: one that fails takes nothing from the others. */
export function QueryStates({ results }: { readonly results: readonly QueryProgress[] }) {
  return (
    <ul className={styles.states} aria-label="Queries">
      {results.map((result) => (
        <li key={result.refId} aria-label={`Query ${result.refId}`}>
          <span className={styles.letter} aria-hidden>
            {result.refId}
          </span>
          <div className={styles.state}>
            <QueryState result={result} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function QueryState({ result: { answer, error, isFetching, onRetry } }: { readonly result: QueryProgress }) {
  const problem = error && toProblem(error);
  return (
    <>
      {problem ? (
        <span className={styles.fault} role="alert">
          <TriangleAlert size={12} aria-hidden /> {problem.title}: {problem.upstream ?? problem.detail}
        </span>
      ) : null}
      {problem ? (
        <Button variant="quiet" onClick={onRetry}>
          Retry
        </Button>
      ) : null}
      {answer ? (
        <AnswerStats
          meta={answer.meta}
          rows={answer.text ?? (answer.series.length === 0 ? 'No series' : plural(answer.series.length, 'series'))}
        />
      ) : null}
      {isFetching ? <span className={styles.busy}>Loading…</span> : null}
      {answer?.meta.warnings?.length ? <span className={styles.busy}>{answer.meta.warnings.join(' · ')}</span> : null}
    </>
  );
}
