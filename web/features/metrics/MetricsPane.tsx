import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import type { Anchor, PickedPoint } from '../../charts/time-series/props.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { useJumps, type PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { JumpMenu } from '../../ui/JumpMenu.tsx';
import { Progress, SkeletonChart } from '../../ui/Skeleton.tsx';
import { askFor, SERIES_SHOWN, toChart } from './metric-model.ts';
import styles from './Metrics.module.css';
import { metricQueries } from './queries.ts';
import { SeriesList } from './SeriesList.tsx';

/** A PromQL query over time: chart, exemplars that open their traces, and every series with its labels. */
export function MetricsPane({ source, target, range, onRangeChange }: PaneProps<PrometheusTarget>) {
  const ask = askFor(source, target, range);
  const isEmpty = ask.query.trim() === '';
  const isInstant = target.instant === true && target.range !== true;
  const answer = useQuery({ ...metricQueries.values(ask, isInstant), enabled: !isEmpty });
  const exemplars = useQuery({
    ...metricQueries.exemplars(ask),
    enabled: !isEmpty && !isInstant && target.exemplar !== false,
  });
  const [most, setMost] = useState(SERIES_SHOWN);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<PickedPoint | null>(null);
  const jumps = useJumps();

  if (isEmpty) return <EmptyState title="No query yet" detail="Write PromQL above; Shift-Enter runs it." />;
  if (answer.error && !answer.data) {
    return (
      <ErrorState error={answer.error} query={ask.query} source={source.name} onRetry={() => void answer.refetch()} />
    );
  }
  if (!answer.data) return <SkeletonChart />;
  const chart = toChart(answer.data, { ask, target, most });
  if (chart.series.length === 0) {
    return (
      <EmptyState
        title="No series"
        query={ask.query}
        detail={`${source.name} has none between ${formatAbsoluteRange(range)}. Widen the range, or take a matcher out of the query.`}
      />
    );
  }
  const openExemplar = (exemplar: Exemplar) => {
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  const labelsOf = (key: string) => answer.data.series[chart.series.findIndex((one) => one.key === key)]?.labels ?? {};
  const series = chart.series.map((one) => ({ ...one, hidden: hidden.has(one.key) }));
  const warnings = answer.data.meta.warnings ?? [];
  return (
    <section className={styles.pane} aria-label="Metrics">
      <Progress active={answer.isFetching} />
      {answer.error ? (
        <ErrorState error={answer.error} source={source.name} onRetry={() => void answer.refetch()} />
      ) : null}
      {warnings.length > 0 ? <p className={styles.notice}>{warnings.join(' · ')}</p> : null}
      {isInstant ? null : (
        <div className={styles.chart}>
          <TimeSeriesChart
            label={target.expr}
            range={range}
            times={chart.times}
            series={series}
            exemplars={sampleExemplars(exemplars.data?.exemplars ?? [], ask.stepMs)}
            sync={{ key: 'explore', tooltip: false }}
            onZoom={onRangeChange}
            onExemplar={openExemplar}
            onPoint={setPicked}
          />
        </div>
      )}
      {chart.total > chart.series.length ? (
        <p className={styles.notice}>
          {chart.series.length} of {chart.total} series are shown.{' '}
          <Button variant="quiet" onClick={() => setMost(chart.total)}>
            Show all
          </Button>
        </p>
      ) : null}
      <SeriesList series={series} hidden={hidden} onHidden={setHidden} />
      {picked ? (
        <PointMenu
          picked={picked}
          name={series.find((one) => one.key === picked.seriesKey)?.name ?? ''}
          jumps={jumps.resolve({
            kind: 'point',
            sourceUid: source.uid,
            range,
            expr: ask.query,
            labels: labelsOf(picked.seriesKey),
            value: picked.value,
            time: picked.time,
            stepMs: ask.stepMs,
          })}
          onClose={() => setPicked(null)}
        />
      ) : null}
    </section>
  );
}

interface PointMenuProps {
  readonly picked: { readonly value: number; readonly anchor: Anchor };
  readonly name: string;
  readonly jumps: Parameters<typeof JumpMenu>[0]['jumps'];
  readonly onClose: () => void;
}

const PointMenu = ({ picked, name, jumps, onClose }: PointMenuProps) => (
  <JumpMenu
    title={`${name}: ${Number(picked.value.toPrecision(4))}`}
    jumps={jumps}
    anchor={picked.anchor}
    onClose={onClose}
  />
);
