import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { LogRangeAnswer } from '../../../server/contract/logs.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import type { JointPaneProps } from '../../lib/pane.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { isAwaited, type QueryProgress, QueryStates } from '../../ui/QueryStates.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { askFor } from './log-ask.ts';
import { type AnsweredLogMetric, LogSeries } from './LogSeries.tsx';
import styles from './Logs.module.css';
import { lastLines, type LogAsk, logQueries } from './queries.ts';

/** Metric queries among several: their series on one chart, and the state of each. */
export function LogMetrics({ pane }: { readonly pane: JointPaneProps<LokiTarget> }) {
  const { source, targets, range } = pane;
  const asked = targets.map((target) => ({ target, ask: askFor(source, target, range) }));
  const results = useLogMetrics(asked);
  const answered = results.filter(isAnswered);
  if (answered.length === 0 && results.every(({ error }) => error)) {
    return results.map(({ refId, ask, error, onRetry }) => (
      <ErrorState key={refId} error={error} query={ask.query} source={source.name} onRetry={onRetry} />
    ));
  }
  return (
    <div className={styles.pane}>
      <Progress active={results.some(({ isFetching }) => isFetching)} />
      <div className={styles.toolbar}>
        <QueryStates results={results} />
      </div>
      {isAwaited(results) && answered.every(({ answer }) => answer.series.length === 0) ? (
        <SkeletonRows count={12} />
      ) : (
        <LogSeries answered={answered} isLettered={pane.isLettered} pane={pane} />
      )}
    </div>
  );
}

interface LogMetricResult extends QueryProgress {
  readonly target: LokiTarget;
  readonly ask: LogAsk;
  readonly answer: MetricAnswer | null;
  readonly isOld: boolean;
}

const isAnswered = (result: LogMetricResult): result is LogMetricResult & AnsweredLogMetric => result.answer !== null;

function useLogMetrics(
  asked: readonly { readonly target: LokiTarget; readonly ask: LogAsk }[],
): readonly LogMetricResult[] {
  const client = useQueryClient();
  const results = useQueries({
    queries: asked.map(({ target: { refId }, ask }) => ({
      ...logQueries.lines(ask),
      meta: { refId },
      placeholderData: () => lastLines(client, ask.source, refId),
    })),
  });
  return asked.flatMap((one, i) => {
    const result = results[i];
    if (!result) return [];
    const { data, error, isFetching, isPlaceholderData, refetch } = result;
    const answer = metricsOf(data, isPlaceholderData);
    const { refId } = one.target;
    return [{ ...one, refId, answer, isOld: isPlaceholderData, error, isFetching, onRetry: () => void refetch() }];
  });
}

/** Lines, or an empty answer, to what was asked before say nothing of this. */
function metricsOf(data: LogRangeAnswer | undefined, isOld: boolean): MetricAnswer | null {
  if (data?.kind !== 'metrics') return null;
  return isOld && data.metrics.series.length === 0 ? null : data.metrics;
}
