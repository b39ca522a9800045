import { reduceToNumber } from '../../signals/metric/reduce.ts';
import type { ChartSeries } from './props.ts';
import styles from './time-series.module.css';
import { valueText } from './tooltip-content.ts';

const MAX_ROWS = 20;
const CALCS = [
  ['lastNotNull', 'Last'],
  ['min', 'Min'],
  ['max', 'Max'],
] as const;

/** A chart's text equivalent: what a glance at it tells, for those who cannot. */
export function SeriesSummary({ label, series }: { readonly label: string; readonly series: readonly ChartSeries[] }) {
  const visible = series.filter(({ hidden }) => !hidden);
  return (
    <table className={styles.hidden}>
      <caption>
        {label}: {visible.length} series
      </caption>
      <thead>
        <tr>
          <th scope="col">Series</th>
          {CALCS.map(([calc, title]) => (
            <th key={calc} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {visible.slice(0, MAX_ROWS).map((one) => (
          <tr key={one.key}>
            <th scope="row">{one.name}</th>
            {CALCS.map(([calc]) => (
              <td key={calc}>{valueText(one, reduceToNumber(one.values, calc) ?? NaN)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
