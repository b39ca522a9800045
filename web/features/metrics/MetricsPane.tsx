import type { MetricFormat, PrometheusTarget } from '../../../server/contract/query.ts';
import type { JointPaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { metricView } from '../../signals/metric/metric-view.ts';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { isAwaited, QueryStates } from '../../ui/QueryStates.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { type AnsweredMetric, askFor, isBare } from './metric-model.ts';
import styles from './Metrics.module.css';
import { MetricsChart } from './MetricsChart.tsx';
import { MetricsHeatmap } from './MetricsHeatmap.tsx';
import { MetricsRaw } from './MetricsRaw.tsx';
import { MetricsTable } from './MetricsTable.tsx';
import { type MetricResult, useMetricAnswers } from './use-metric-answers.ts';

const VIEWS = [
  { value: 'time_series', label: 'Chart' },
  { value: 'table', label: 'Table' },
  { value: 'heatmap', label: 'Heat map' },
  { value: 'raw', label: 'Raw' },
] as const;
/** A moment has no course. */
const MOMENT_VIEWS = VIEWS.filter(({ value }) => value === 'table' || value === 'raw');

/** PromQL queries: all on one chart or in one table, or one as a heat map of its buckets or sample by sample. */
export function MetricsPane(pane: JointPaneProps<PrometheusTarget>) {
  const { source, targets, range, onTargetsChange } = pane;
  const asked = targets.map((target) => ({
    target,
    ask: askFor(source, target, range),
    view: metricView(target),
  }));
  const results = useMetricAnswers(asked);
  const answered = results.filter(isAnswered);
  const [first] = asked;
  if (!first || first.ask.query.trim() === '') {
    return <EmptyState title="No query yet" detail="Write PromQL above; Shift-Enter runs it." />;
  }
  if (answered.length === 0) {
    return results.every(({ error }) => error) ? (
      <Failures results={results} pane={pane} />
    ) : (
      <>
        {pane.isLettered ? <QueryStates results={results} /> : null}
        <SkeletonChart />
      </>
    );
  }
  const only = pane.isLettered ? undefined : results[0];
  const isMoment = asked.every(({ view }) => view.isMoment);
  return (
    <section className={styles.pane} aria-label="Metrics">
      <Progress active={results.some(({ isFetching }) => isFetching)} />
      {only ? <OnlyState result={only} pane={pane} /> : null}
      <div className={styles.views}>
        <Segmented
          label="Shown as"
          value={first.view.format}
          options={isMoment ? MOMENT_VIEWS : VIEWS}
          onChange={(format) => onTargetsChange(targets.map((target) => ({ ...target, format })))}
        />
        {only?.answer ? (
          <AnswerStats meta={only.answer.meta} rows={plural(only.answer.series.length, 'series')} />
        ) : (
          <QueryStates results={results} />
        )}
      </div>
      {isAwaited(results) && answered.every(({ answer }) => isBare(answer)) ? (
        <SkeletonChart />
      ) : (
        <Answers format={first.view.format} answered={answered} pane={pane} />
      )}
    </section>
  );
}

const isAnswered = (result: MetricResult): result is MetricResult & AnsweredMetric => result.answer !== null;

interface FailuresProps {
  readonly results: readonly MetricResult[];
  readonly pane: JointPaneProps<PrometheusTarget>;
}

function Failures({ results, pane }: FailuresProps) {
  return results.map(({ target, ask, error, onRetry }) => (
    <ErrorState key={target.refId} error={error} query={ask.query} source={pane.source.name} onRetry={onRetry} />
  ));
}

interface OnlyStateProps {
  readonly result: MetricResult;
  readonly pane: JointPaneProps<PrometheusTarget>;
}

/** Of a pane's only query: that what is shown is an old answer, and what the source remarks. */
function OnlyState({ result: { answer, error, onRetry }, pane }: OnlyStateProps) {
  return (
    <>
      {error ? <ErrorState error={error} source={pane.source.name} onRetry={onRetry} /> : null}
      {answer?.meta.warnings?.length ? <p className={styles.notice}>{answer.meta.warnings.join(' · ')}</p> : null}
    </>
  );
}

interface AnswersProps {
  readonly format: MetricFormat;
  readonly answered: readonly AnsweredMetric[];
  readonly pane: JointPaneProps<PrometheusTarget>;
}

function Answers({ format, answered, pane }: AnswersProps) {
  const { source, range } = pane;
  const [first] = answered;
  if (!first) return null;
  if (answered.every(({ answer }) => answer.series.length === 0)) {
    const texts = answered.flatMap(({ answer: { text }, target }) => (text === undefined ? [] : { text, target }));
    if (texts.length > 0) {
      return texts.map(({ text, target }) => (
        <p key={target.refId} className={styles.text}>
          {text}
        </p>
      ));
    }
    return (
      <EmptyAnswer>
        <EmptyState
          title="No series"
          query={answered.map(({ target }) => target.expr).join('\n')}
          detail={`${source.name} has none between ${formatAbsoluteRange(range)}. Widen the range, or take a matcher out of the query.`}
        />
      </EmptyAnswer>
    );
  }
  switch (format) {
    case 'time_series':
      return <MetricsChart answered={answered} pane={pane} />;
    case 'table':
      return <MetricsTable answered={answered} pane={pane} />;
    case 'heatmap':
      return <MetricsHeatmap answered={first} pane={pane} />;
    case 'raw':
      return <MetricsRaw answer={first.answer} />;
  }
}
