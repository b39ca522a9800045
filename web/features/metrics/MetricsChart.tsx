import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import { originsOf, toChartSeries } from '../../charts/time-series/joint-series.ts';
import type { ChartExemplar } from '../../charts/time-series/props.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { useCursor } from '../../lib/cursor.ts';
import { type JointPaneProps, useJumps } from '../../lib/pane.ts';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import type { JointSeries } from '../../signals/metric/joint.ts';
import { Button } from '../../ui/Button.tsx';
import { type AnsweredMetric, SERIES_SHOWN, toChart } from './metric-model.ts';
import styles from './Metrics.module.css';
import { metricQueries } from './queries.ts';
import { SeriesList } from './SeriesList.tsx';

interface MetricsChartProps {
  readonly answered: readonly AnsweredMetric[];
  readonly pane: JointPaneProps<PrometheusTarget>;
}

/** The series of all queries over time, exemplars that open their traces, and every series with its numbers. */
export function MetricsChart({ answered, pane }: MetricsChartProps) {
  const { source, range, isLettered, onRangeChange } = pane;
  const [most, setMost] = useState(SERIES_SHOWN);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const jumps = useJumps();
  const cursor = useCursor();
  const chart = toChart(answered, { most, isLettered });
  const series = chart.series.map((one) => ({ ...toChartSeries(one), hidden: hidden.has(one.key) }));
  const exemplars = useExemplars(answered, chart.series, hidden);
  const openExemplar = (picked: ChartExemplar) => {
    const { seriesKey: _, ...exemplar } = picked;
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  const scene: ChartScene = {
    range,
    series,
    originOf: originsOf(chart.series, (refId) => {
      const ask = answered.find(({ target }) => target.refId === refId)?.ask;
      return ask ? { sourceUid: source.uid, expr: ask.query, stepMs: ask.stepMs } : null;
    }),
    onZoom: onRangeChange,
  };
  return (
    <>
      <div className={styles.chart}>
        <TimeSeriesChart
          label={answered
            .map(({ target }) => (isLettered ? `${target.refId}: ${target.expr}` : target.expr))
            .join(', ')}
          range={range}
          times={chart.times}
          series={series}
          exemplars={exemplars}
          cursor={cursor}
          onZoom={onRangeChange}
          onExemplar={openExemplar}
          subjectOf={(spot) => spotSubject(scene, spot)}
        />
      </div>
      {chart.total > chart.series.length ? (
        <p className={styles.notice}>
          {chart.series.length} of {chart.total} series are shown.{' '}
          <Button variant="quiet" onClick={() => setMost(chart.total)}>
            Show all
          </Button>
        </p>
      ) : null}
      <SeriesList series={series} hidden={hidden} onHidden={setHidden} subjectOf={(one) => seriesSubject(scene, one)} />
    </>
  );
}

/** Each query's exemplars on the axis of its series; none of a query whose series are all hidden. */
function useExemplars(
  answered: readonly AnsweredMetric[],
  drawn: readonly JointSeries[],
  hidden: ReadonlySet<string>,
): readonly ChartExemplar[] {
  const found = useQueries({
    queries: answered.map(({ target, ask }) => ({
      ...metricQueries.exemplars(ask),
      enabled: target.exemplar !== false,
    })),
  });
  return answered.flatMap(({ target: { refId }, ask }, i) => {
    const own = drawn.find((one) => one.refId === refId && !hidden.has(one.key));
    if (!own) return [];
    const given: readonly Exemplar[] = found[i]?.data?.exemplars ?? [];
    return sampleExemplars(given, ask.stepMs).map((exemplar) => ({ ...exemplar, seriesKey: own.key }));
  });
}
