import { useQuery } from '@tanstack/react-query';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { MetricFormat, PrometheusTarget } from '../../../server/contract/query.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { askFor, unitOf } from './metric-model.ts';
import styles from './Metrics.module.css';
import { MetricsChart } from './MetricsChart.tsx';
import { MetricsHeatmap } from './MetricsHeatmap.tsx';
import { MetricsRaw } from './MetricsRaw.tsx';
import { MetricsTable } from './MetricsTable.tsx';
import { seriesText } from './metric-table.ts';
import { metricQueries } from './queries.ts';

const VIEWS = [
  { value: 'time_series', label: 'Chart' },
  { value: 'table', label: 'Table' },
  { value: 'heatmap', label: 'Heat map' },
  { value: 'raw', label: 'Raw' },
] as const;

/** A PromQL query: as a chart, a table, a heat map of its buckets, or sample by sample. */
export function MetricsPane(pane: PaneProps<PrometheusTarget>) {
  const { source, target, range, onTargetChange } = pane;
  const ask = askFor(source, target, range);
  const isEmpty = ask.query.trim() === '';
  const isMoment = target.instant === true && target.range !== true;
  const view = viewOf(target.format, isMoment);
  // Both: the course as a chart, the end of it as a table.
  const isInstant = isMoment || (target.instant === true && (view === 'table' || view === 'raw'));
  const answer = useQuery({ ...metricQueries.values(ask, isInstant), enabled: !isEmpty });

  if (isEmpty) return <EmptyState title="No query yet" detail="Write PromQL above; Shift-Enter runs it." />;
  if (answer.error && !answer.data) {
    return (
      <ErrorState error={answer.error} query={ask.query} source={source.name} onRetry={() => void answer.refetch()} />
    );
  }
  // An empty answer to what was asked before says nothing of this.
  if (!answer.data || (answer.isPlaceholderData && isBare(answer.data))) return <SkeletonChart />;
  const warnings = answer.data.meta.warnings ?? [];
  return (
    <section className={styles.pane} aria-label="Metrics">
      <Progress active={answer.isFetching} />
      {answer.error ? (
        <ErrorState error={answer.error} source={source.name} onRetry={() => void answer.refetch()} />
      ) : null}
      {warnings.length > 0 ? <p className={styles.notice}>{warnings.join(' · ')}</p> : null}
      <div className={styles.views}>
        <Segmented
          label="Shown as"
          value={view}
          options={isMoment ? VIEWS.filter(({ value }) => value !== 'time_series' && value !== 'heatmap') : VIEWS}
          onChange={(format) => onTargetChange({ ...target, format })}
        />
        <AnswerStats meta={answer.data.meta} rows={plural(answer.data.series.length, 'series')} />
      </div>
      <Answer view={view} answer={answer.data} pane={pane} />
    </section>
  );
}

const isBare = ({ series, text }: MetricAnswer): boolean => series.length === 0 && text === undefined;

/** A moment has no course: an instant answer is a table unless its samples are asked for. */
const viewOf = (format: MetricFormat | undefined, isMoment: boolean): MetricFormat =>
  isMoment ? (format === 'raw' ? 'raw' : 'table') : (format ?? 'time_series');

interface AnswerProps {
  readonly view: MetricFormat;
  readonly answer: MetricAnswer;
  readonly pane: PaneProps<PrometheusTarget>;
}

function Answer({ view, answer, pane }: AnswerProps) {
  const { source, target, range } = pane;
  if (answer.text !== undefined) return <p className={styles.text}>{answer.text}</p>;
  if (isBare(answer)) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No series"
          query={target.expr}
          detail={`${source.name} has none between ${formatAbsoluteRange(range)}. Widen the range, or take a matcher out of the query.`}
        />
      </EmptyAnswer>
    );
  }
  switch (view) {
    case 'time_series':
      return <MetricsChart answer={answer} pane={pane} />;
    case 'table':
      return (
        <MetricsTable
          answer={answer}
          unit={unitOf(target.expr)}
          subjectOf={({ labels }) => ({
            title: seriesText(labels),
            context: { kind: 'series', sourceUid: source.uid, range, expr: target.expr, labels },
          })}
        />
      );
    case 'heatmap':
      return <MetricsHeatmap answer={answer} pane={pane} />;
    case 'raw':
      return <MetricsRaw answer={answer} />;
  }
}
