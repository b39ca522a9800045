import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { TempoTarget } from '../../../server/contract/query.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import { useCursor } from '../../lib/cursor.ts';
import { type PaneProps, useJumps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { toMetricChart, traceMetricAsk } from './metric-chart.ts';
import { traceQueries } from './queries.ts';
import styles from './TraceSearch.module.css';

const CALCS = [
  ['lastNotNull', 'Last'],
  ['mean', 'Mean'],
  ['max', 'Max'],
] as const;

/** A TraceQL metrics query: its series, and the traces that stand for their points. */
export function TraceMetrics({ source, target, range, onRangeChange }: PaneProps<TempoTarget>) {
  const ask = traceMetricAsk({ source: source.uid, query: target.query, range });
  const answer = useQuery(traceQueries.metrics(ask));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const cursor = useCursor();
  const jumps = useJumps();
  const retry = () => void answer.refetch();
  if (answer.error && !answer.data)
    return <ErrorState error={answer.error} query={ask.query} source={source.name} onRetry={retry} />;
  if (!answer.data) return <SkeletonChart />;
  const chart = toMetricChart(answer.data, ask);
  if (chart.series.length === 0) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No series"
          query={ask.query}
          detail={`${source.name} found no spans between ${formatAbsoluteRange(range)} to count.`}
        />
      </EmptyAnswer>
    );
  }
  const keys = chart.series.map(({ key }) => key);
  const series = chart.series.map((one) => ({ ...one, hidden: hidden.has(one.key) }));
  const scene: ChartScene = {
    range,
    series,
    originOf: (key) => ({
      sourceUid: source.uid,
      expr: ask.query,
      labels: answer.data.series[keys.indexOf(key)]?.labels ?? {},
      stepMs: ask.step,
    }),
    onZoom: onRangeChange,
  };
  const openExemplar = (exemplar: Exemplar) => {
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  return (
    <section className={styles.search} aria-label="Series from traces">
      <Progress active={answer.isFetching} />
      {answer.error ? <ErrorState error={answer.error} source={source.name} onRetry={retry} /> : null}
      <div className={styles.summary}>
        <AnswerStats meta={answer.data.meta} rows={`${series.length} series`} />
      </div>
      <div className={styles.metrics}>
        <TimeSeriesChart
          label={ask.query}
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
    </section>
  );
}
