import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Exemplar } from '../../../server/contract/metrics.ts';
import type { PrometheusTarget } from '../../../server/contract/query.ts';
import { HeatmapChart } from '../../charts/heatmap/HeatmapChart.tsx';
import type { HeatmapSpot } from '../../charts/heatmap/props.ts';
import { commonLabels } from '../../charts/time-series/spot-subject.ts';
import { useCursor } from '../../lib/cursor.ts';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { type JointPaneProps, useJumps } from '../../lib/pane.ts';
import { formatClock } from '../../lib/time.ts';
import { sampleExemplars } from '../../signals/metric/exemplars.ts';
import { heatmapOf } from '../../signals/metric/heatmap.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { type AnsweredMetric, bucketUnitOf } from './metric-model.ts';
import styles from './Metrics.module.css';
import { metricQueries } from './queries.ts';

interface MetricsHeatmapProps {
  readonly answered: AnsweredMetric;
  readonly pane: JointPaneProps<PrometheusTarget>;
}

/** How observations spread over buckets, in time: classic buckets (`le`) and native histograms. */
export function MetricsHeatmap({ answered, pane }: MetricsHeatmapProps) {
  const { source, range, onRangeChange } = pane;
  const { target, ask, answer } = answered;
  const grid = useMemo(() => heatmapOf(answer), [answer]);
  const exemplars = useQuery({ ...metricQueries.exemplars(ask), enabled: grid !== null && target.exemplar !== false });
  const cursor = useCursor();
  const jumps = useJumps();
  if (!grid) {
    return (
      <EmptyState
        title="Nothing to draw as a heat map"
        query={target.expr}
        detail="A heat map needs native histograms, or classic buckets with their le label: sum by (le) (rate(…_bucket[5m]))."
      />
    );
  }
  const unit = bucketUnitOf(target.expr);
  const openExemplar = (exemplar: Exemplar) => {
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid: source.uid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  // A cell stands for every series at once: what they have in common says whose it is.
  const { le: _, ...labels } = commonLabels(answer.series.map((one) => one.labels));
  const subjectOf = (spot: HeatmapSpot): JumpSubject => {
    if (spot.kind === 'exemplar') {
      const { exemplar } = spot;
      return {
        title: `Exemplar: ${formatText(exemplar.value, { unit })}`,
        context: { kind: 'exemplar', sourceUid: source.uid, range, ...exemplar },
      };
    }
    const { time, lower, upper } = spot.cell;
    return {
      title: `${formatText(lower, { unit })} to ${formatText(upper, { unit })} at ${formatClock(time, false)}`,
      context: {
        kind: 'point',
        sourceUid: source.uid,
        range,
        expr: ask.query,
        labels,
        value: Number.isFinite(upper) ? upper : lower,
        time,
        stepMs: ask.stepMs,
      },
    };
  };
  return (
    <div className={styles.heatmap}>
      <HeatmapChart
        label={target.expr}
        range={range}
        grid={grid}
        stepMs={ask.stepMs}
        unit={unit}
        exemplars={sampleExemplars(exemplars.data?.exemplars ?? [], ask.stepMs)}
        cursor={cursor}
        onZoom={onRangeChange}
        subjectOf={subjectOf}
        onExemplar={openExemplar}
      />
    </div>
  );
}
