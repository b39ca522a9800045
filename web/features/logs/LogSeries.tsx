import { useState } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { originsOf, toChartSeries } from '../../charts/time-series/joint-series.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import { useCursor } from '../../lib/cursor.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { joinAnswers, type JointAnswer } from '../../signals/metric/joint.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import styles from './Logs.module.css';
import type { LogAsk } from './queries.ts';

/** A metric query and its answer. */
export interface AnsweredLogMetric {
  readonly target: LokiTarget;
  readonly ask: LogAsk;
  readonly answer: MetricAnswer;
  /** It answers what was asked before. */
  readonly isOld: boolean;
}

interface LogSeriesProps {
  readonly answered: readonly AnsweredLogMetric[];
  readonly isLettered: boolean;
  readonly pane: Pick<PaneProps<LokiTarget>, 'source' | 'range' | 'onRangeChange'>;
}

/** Metric queries over logs: the series of all as lines, and their numbers. */
export function LogSeries({ answered, isLettered, pane }: LogSeriesProps) {
  const { source, range, onRangeChange } = pane;
  const cursor = useCursor();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const joint = joinAnswers(answered.map(toJoint), { isLettered });
  const series = joint.series.map((one) => ({ ...toChartSeries(one), hidden: hidden.has(one.key) }));
  if (series.length === 0) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No series"
          query={answered.map(({ ask }) => ask.query).join('\n')}
          detail={`${source.name} has none between ${formatAbsoluteRange(range)}.`}
        />
      </EmptyAnswer>
    );
  }
  const keys = series.map((one) => one.key);
  const scene: ChartScene = {
    range,
    series,
    originOf: originsOf(joint.series, (refId) => {
      const ask = answered.find(({ target }) => target.refId === refId)?.ask;
      return ask ? { sourceUid: source.uid, expr: ask.query, stepMs: ask.stepMs } : null;
    }),
    onZoom: onRangeChange,
  };
  return (
    <>
      {answered.every(({ ask }) => ask.isInstant) ? null : (
        <div className={styles.seriesChart}>
          <TimeSeriesChart
            label={answered
              .map(({ target }) => (isLettered ? `${target.refId}: ${target.expr}` : target.expr))
              .join(', ')}
            range={range}
            times={joint.times}
            series={series}
            cursor={cursor}
            onZoom={onRangeChange}
            subjectOf={(spot) => spotSubject(scene, spot)}
          />
        </div>
      )}
      <div className={styles.seriesList}>
        <TimeSeriesLegend
          mode="table"
          calcs={['Last', 'Max']}
          entries={series.map((one) => ({
            key: one.key,
            name: one.name,
            color: one.color,
            hidden: one.hidden,
            values: ['lastNotNull', 'max'].map((calc) => formatText(reduceToNumber(one.values, calc))),
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

const toJoint = ({ target, ask, answer, isOld }: AnsweredLogMetric): JointAnswer => ({
  refId: target.refId,
  answer,
  query: target.expr,
  legendFormat: target.legendFormat,
  unit: 'short',
  ...(ask.isInstant || isOld ? {} : { stepMs: ask.stepMs }),
});
