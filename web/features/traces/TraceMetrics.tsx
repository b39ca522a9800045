import { useState } from 'react';
import type { TempoTarget } from '../../../server/contract/query.ts';
import { originsOf, toChartSeries } from '../../charts/time-series/joint-series.ts';
import type { ChartExemplar } from '../../charts/time-series/props.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import { useCursor } from '../../lib/cursor.ts';
import { type JointPaneProps, useJumps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { plural } from '../../signals/answer-stats.ts';
import { isAwaited, QueryStates } from '../../ui/QueryStates.tsx';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { type AnsweredTraceMetric, toMetricChart, traceMetricAsk } from './metric-chart.ts';
import styles from './TraceSearch.module.css';
import { type TraceMetricResult, useTraceMetrics } from './use-trace-metrics.ts';

const CALCS = [
  ['lastNotNull', 'Last'],
  ['mean', 'Mean'],
  ['max', 'Max'],
] as const;

/** TraceQL metrics queries: the series of all, and the traces that stand for their points. */
export function TraceMetrics(pane: JointPaneProps<TempoTarget>) {
  const { source, targets, range, isLettered } = pane;
  const results = useTraceMetrics(
    targets.map((target) => ({ target, ask: traceMetricAsk({ source: source.uid, query: target.query, range }) })),
  );
  const answered = results.filter(isAnswered);
  if (answered.length === 0 && results.every(({ error }) => error)) {
    return results.map(({ refId, ask, error, onRetry }) => (
      <ErrorState key={refId} error={error} query={ask.query} source={source.name} onRetry={onRetry} />
    ));
  }
  const only = isLettered ? undefined : results[0];
  const isEmpty = answered.every(({ answer }) => answer.series.length === 0);
  return (
    <section className={styles.search} aria-label="Series from traces">
      <Progress active={results.some(({ isFetching }) => isFetching)} />
      {only?.error ? <ErrorState error={only.error} source={source.name} onRetry={only.onRetry} /> : null}
      <div className={styles.summary}>
        {only ? (
          only.answer && <AnswerStats meta={only.answer.meta} rows={plural(only.answer.series.length, 'series')} />
        ) : (
          <QueryStates results={results} />
        )}
      </div>
      {!isEmpty ? (
        <SpanSeries answered={answered} pane={pane} />
      ) : isAwaited(results) ? (
        <SkeletonChart />
      ) : (
        <EmptyAnswer>
          <EmptyState
            title="No series"
            query={answered.map(({ ask }) => ask.query).join('\n')}
            detail={`${source.name} found no spans between ${formatAbsoluteRange(range)} to count.`}
          />
        </EmptyAnswer>
      )}
    </section>
  );
}

const isAnswered = (result: TraceMetricResult): result is TraceMetricResult & AnsweredTraceMetric =>
  result.answer !== null;

interface SpanSeriesProps {
  readonly answered: readonly AnsweredTraceMetric[];
  readonly pane: JointPaneProps<TempoTarget>;
}

function SpanSeries({ answered, pane }: SpanSeriesProps) {
  const { source, range, isLettered, onRangeChange } = pane;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const cursor = useCursor();
  const jumps = useJumps();
  const chart = toMetricChart(answered, { isLettered, hidden });
  const keys = chart.series.map(({ key }) => key);
  const series = chart.series.map((one) => ({ ...toChartSeries(one), hidden: hidden.has(one.key) }));
  const scene: ChartScene = {
    range,
    series,
    originOf: originsOf(chart.series, (refId) => {
      const ask = answered.find(({ target }) => target.refId === refId)?.ask;
      return ask ? { sourceUid: source.uid, expr: ask.query, stepMs: ask.step } : null;
    }),
    onZoom: onRangeChange,
  };
  const openExemplar = (picked: ChartExemplar) => {
    const { seriesKey: _, ...exemplar } = picked;
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  return (
    <>
      <div className={styles.metrics}>
        <TimeSeriesChart
          label={answered
            .map(({ target, ask }) => (isLettered ? `${target.refId}: ${ask.query}` : ask.query))
            .join(', ')}
          range={range}
          times={chart.times}
          series={series}
          exemplars={chart.exemplars}
          cursor={cursor}
          onZoom={onRangeChange}
          onExemplar={openExemplar}
          subjectOf={(spot) => spotSubject(scene, spot)}
        />
      </div>
      <div className={styles.legend}>
        <TimeSeriesLegend
          mode="table"
          calcs={CALCS.map(([, title]) => title)}
          entries={series.map((one) => ({
            key: one.key,
            name: one.name,
            color: one.color,
            hidden: one.hidden,
            values: CALCS.map(([calc]) => formatText(reduceToNumber(one.values, calc), { unit: one.unit })),
          }))}
          subjectOf={(key) => {
            const one = series.find((other) => other.key === key);
            return one ? seriesSubject(scene, one) : null;
          }}
          onSelect={(key, toggle) => setHidden(selectSeries(hidden, keys, { key, toggle }))}
        />
      </div>
    </>
  );
}
