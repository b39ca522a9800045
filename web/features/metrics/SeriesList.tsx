import type { ChartSeries } from '../../charts/time-series/props.ts';
import { selectSeries } from '../../charts/time-series/legend-selection.ts';
import { TimeSeriesLegend } from '../../charts/time-series/TimeSeriesLegend.tsx';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import styles from './Metrics.module.css';

const CALCS = [
  ['lastNotNull', 'Last'],
  ['min', 'Min'],
  ['mean', 'Mean'],
  ['max', 'Max'],
] as const;

interface SeriesListProps {
  readonly series: readonly ChartSeries[];
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
  readonly subjectOf: (series: ChartSeries) => JumpSubject | null;
}

/** Every series with its numbers; the chart's legend. */
export function SeriesList({ series, hidden, onHidden, subjectOf }: SeriesListProps) {
  const keys = series.map((one) => one.key);
  const subjectOfKey = (key: string): JumpSubject | null => {
    const found = series.find((one) => one.key === key);
    return found ? subjectOf(found) : null;
  };
  const entries = series.map((one) => ({
    key: one.key,
    name: one.name,
    color: one.color,
    hidden: hidden.has(one.key),
    values: CALCS.map(([calc]) => formatText(reduceToNumber(one.values, calc), { unit: one.unit })),
  }));
  return (
    <div className={styles.series}>
      <TimeSeriesLegend
        entries={entries}
        mode="table"
        calcs={CALCS.map(([, title]) => title)}
        subjectOf={subjectOfKey}
        onSelect={(key, toggle) => onHidden(selectSeries(hidden, keys, { key, toggle }))}
      />
    </div>
  );
}
