import { useMemo } from 'react';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { ChartSeries } from '../../charts/time-series/props.ts';
import { type SeriesOrigin, spotSubject } from '../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { toProblem } from '../../lib/api.ts';
import { useCursor } from '../../lib/cursor.ts';
import { type LogVolume, logVolume } from '../../signals/log/volume.ts';
import styles from './Logs.module.css';

interface LogVolumeChartProps {
  readonly answer: MetricAnswer | null;
  readonly error: Error | null;
  readonly stepMs: number;
  readonly range: AbsoluteRange;
  /** What a level's counts were asked with. */
  readonly originOf: (level: string) => SeriesOrigin;
  readonly onZoom: (range: AbsoluteRange) => void;
}

/** How many lines there were when, by level. An extra: without it the lines are still there. */
export function LogVolumeChart({ answer, error, stepMs, range, originOf, onZoom }: LogVolumeChartProps) {
  const cursor = useCursor();
  // The chart draws anew what is not the same object.
  const { volume, times, series } = useMemo(() => toChart(answer, stepMs), [answer, stepMs]);
  if (error && !answer) return <p className={styles.notice}>No histogram: {toProblem(error).title}.</p>;
  if (volume?.total === 0) return null;
  return (
    <div className={styles.volume}>
      <div className={styles.volumeChart}>
        {volume ? (
          <TimeSeriesChart
            label="Log lines by level"
            range={range}
            times={times}
            series={series}
            cursor={cursor}
            onZoom={onZoom}
            subjectOf={(spot) => spotSubject({ range, series, originOf, onZoom }, spot)}
          />
        ) : null}
      </div>
      {volume ? (
        <ul className={styles.levels} aria-label="Totals">
          {volume.levels.map(({ level, total }) => (
            <li key={level} data-level={level}>
              <span className={styles.levelDot} aria-hidden />
              {level} <span>{total.toLocaleString()}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function toChart(answer: MetricAnswer | null, stepMs: number) {
  const volume = answer ? logVolume(answer, stepMs) : null;
  return {
    volume,
    times: volume ? bucketMiddles(volume) : new Float64Array(),
    series: volume ? toSeries(volume) : [],
  };
}

/** A bucket's count stands in its middle; the answer dates it at its end. */
const bucketMiddles = ({ times, stepMs }: LogVolume): Float64Array =>
  Float64Array.from(times, (time) => time - stepMs / 2);

/** The worst level lies at the bottom, where small counts line up and can be compared. */
const toSeries = ({ levels }: LogVolume): readonly ChartSeries[] =>
  levels.map(({ level, counts }) => ({
    key: level,
    name: level,
    color: `var(--level-${level})`,
    values: Float64Array.from(counts),
    unit: 'short',
    decimals: 0,
    style: {
      draw: 'bars',
      lineWidth: 0,
      fillOpacity: 0.85,
      points: 'never',
      stack: { mode: 'normal', group: 'volume' },
    },
    axis: { min: 0 },
  }));
