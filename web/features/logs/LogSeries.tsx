import { useState } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { LokiTarget } from '../../../server/contract/query.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';
import { type ChartScene, seriesSubject, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import { useCursor } from '../../lib/cursor.ts';
import type { PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { plural } from '../../signals/answer-stats.ts';
import { alignAnswers } from '../../signals/metric/align.ts';
import { seriesColors } from '../../signals/metric/color.ts';
import { legendNames } from '../../signals/metric/legend.ts';
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
  const { times, series } = toSeries(answer, ask, target);
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

function toSeries(
  answer: MetricAnswer,
  ask: LogAsk,
  target: LokiTarget,
): { readonly times: Float64Array; readonly series: readonly ChartSeries[] } {
  const step = ask.isInstant ? {} : { stepMs: ask.stepMs };
  const table = alignAnswers([{ refId: target.refId, answer, ...step }]);
  const labels = table.series.map((one) => one.labels);
  const names = legendNames(labels.map((own) => ({ labels: own, format: target.legendFormat, query: target.expr })));
  const colors = seriesColors(labels);
  return {
    times: table.times,
    series: table.series.map((one, i) => ({
      key: one.key,
      name: names[i] ?? one.key,
      color: colors[i] ?? 'var(--series-1)',
      values: one.values,
      unit: 'short',
      ...(one.offAxis ? { offAxis: one.offAxis } : {}),
    })),
  };
}
