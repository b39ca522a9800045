import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exemplar, MetricAnswer } from '../../../server/contract/metrics.ts';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { useCursor } from '../../lib/cursor.ts';
import { type PaneProps, useJumps } from '../../lib/pane.ts';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import { Button } from '../../ui/Button.tsx';
import { askFor, SERIES_SHOWN, toChart } from './metric-model.ts';
import styles from './Metrics.module.css';
import { metricQueries } from './queries.ts';
import { SeriesList } from './SeriesList.tsx';

interface MetricsChartProps {
  readonly answer: MetricAnswer;
  readonly pane: PaneProps<PrometheusTarget>;
}

/** Series over time, exemplars that open their traces, and every series with its numbers. */
export function MetricsChart({ answer, pane }: MetricsChartProps) {
  const { source, target, range, onRangeChange } = pane;
  const ask = askFor(source, target, range);
  const exemplars = useQuery({ ...metricQueries.exemplars(ask), enabled: target.exemplar !== false });
  const [most, setMost] = useState(SERIES_SHOWN);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const jumps = useJumps();
  const cursor = useCursor();
  const chart = toChart(answer, { ask, target, most });
  const series = chart.series.map((one) => ({ ...one, hidden: hidden.has(one.key) }));
  const openExemplar = (exemplar: Exemplar) => {
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  const labelsOf = (key: string) => answer.series[chart.series.findIndex((one) => one.key === key)]?.labels ?? {};
  const scene: ChartScene = {
    range,
    series,
    originOf: (key) => ({ sourceUid: source.uid, expr: ask.query, labels: labelsOf(key), stepMs: ask.stepMs }),
    onZoom: onRangeChange,
  };
  return (
    <>
      <div className={styles.chart}>
        <TimeSeriesChart
          label={target.expr}
          range={range}
          times={chart.times}
          series={series}
          exemplars={sampleExemplars(exemplars.data?.exemplars ?? [], ask.stepMs)}
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
