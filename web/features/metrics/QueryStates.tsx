import { TriangleAlert } from 'lucide-react';
import { toProblem } from '../../lib/api.ts';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './QueryStates.module.css';
import type { MetricResult } from './use-metric-answers.ts';

/** How each of several queries is getting on, by its letter: one that fails takes nothing from the others. */
export function QueryStates({ results }: { readonly results: readonly MetricResult[] }) {
  return (
    <ul className={styles.states} aria-label="Queries">
      {results.map((result) => (
        <li key={result.target.refId} aria-label={`Query ${result.target.refId}`}>
          <span className={styles.letter} aria-hidden>
            {result.target.refId}
          </span>
          <div className={styles.state}>
            <QueryState result={result} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function QueryState({ result: { answer, error, isFetching, onRetry } }: { readonly result: MetricResult }) {
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
