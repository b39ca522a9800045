import { useState } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { answerSeries } from '../../charts/time-series/answer-series.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import { useCursor } from '../../lib/cursor.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { plural } from '../../signals/answer-stats.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import styles from './Logs.module.css';
import type { LogAsk } from './queries.ts';

interface LogSeriesProps {
  readonly answer: MetricAnswer;
  readonly ask: LogAsk;
  readonly pane: PaneProps<LokiTarget>;
}

/** A metric query over logs: its series as lines, and their numbers. */
export function LogSeries({ answer, ask, pane }: LogSeriesProps) {
  const { source, target, range, onRangeChange } = pane;
  const cursor = useCursor();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const { times, series } = answerSeries(answer, {
    refId: target.refId,
    query: target.expr,
    legendFormat: target.legendFormat,
    unit: 'short',
    ...(ask.isInstant ? {} : { stepMs: ask.stepMs }),
  });
  if (series.length === 0) {
    return (
      <EmptyAnswer>
        <EmptyState
          title="No series"
          query={ask.query}
          detail={`${source.name} has none between ${formatAbsoluteRange(range)}.`}
        />
      </EmptyAnswer>
    );
  }
  const keys = series.map((one) => one.key);
  const shown = series.map((one) => ({ ...one, hidden: hidden.has(one.key) }));
  const labelsOf = (key: string) => answer.series[keys.indexOf(key)]?.labels ?? {};
  const scene: ChartScene = {
    range,
    series: shown,
    originOf: (key) => ({ sourceUid: source.uid, expr: ask.query, labels: labelsOf(key), stepMs: ask.stepMs }),
    onZoom: onRangeChange,
  };
  return (
    <>
      <div className={styles.toolbar}>
        <AnswerStats meta={answer.meta} rows={plural(series.length, 'series')} />
      </div>
      {ask.isInstant ? null : (
        <div className={styles.seriesChart}>
          <TimeSeriesChart
            label={target.expr}
            range={range}
            times={times}
            series={shown}
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
          entries={shown.map((one) => ({
            key: one.key,
            name: one.name,
            color: one.color,
            hidden: one.hidden,
            values: ['lastNotNull', 'max'].map((calc) => formatText(reduceToNumber(one.values, calc))),
          }))}
          subjectOf={(key) => {
            const one = shown.find((other) => other.key === key);
            return one ? seriesSubject(scene, one) : null;
          }}
          onSelect={(key, toggle) => setHidden(selectSeries(hidden, keys, { key, toggle }))}
        />
      </div>
    </>
  );
}
