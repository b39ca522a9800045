import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import styles from '../time-series/time-series.module.css';
import { plotSize, useIsland } from '../use-island.ts';
import { boundText, rowsOf } from './cells.ts';
import type { HeatmapProps } from './props.ts';

const MAP = {
  load: () => import('./mount.ts').then(({ mountHeatmap }) => mountHeatmap),
  sizeOf: plotSize,
};

/** A heat map that fills the space it is given; its drawing comes as its own chunk. */
export function HeatmapChart(props: HeatmapProps) {
  const { frame } = useIsland(MAP, props);
  return (
    <div className={styles.frame}>
      <div ref={frame} className={styles.frame} />
      <HeatmapSummary {...props} />
    </div>
  );
}

/** The text equivalent: how many observations each bucket has over the whole time. */
function HeatmapSummary({ label, grid, unit, countUnit = 'short' }: HeatmapProps) {
  const rows = rowsOf(grid);
  const totals = Array.from({ length: rows }, (_, row) => grid.counts.filter((_count, i) => i % rows === row));
  return (
    <table className={styles.hidden}>
      <caption>
        {label}: {rows} buckets
      </caption>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col">Mean</th>
          <th scope="col">Max</th>
        </tr>
      </thead>
      <tbody>
        {totals.map((counts, row) => (
          <tr key={grid.bounds[row]}>
            <th scope="row">
              {boundText(grid.bounds[row] ?? NaN, unit)} to {boundText(grid.bounds[row + 1] ?? NaN, unit)}
            </th>
            <td>{formatText(reduceToNumber(counts, 'mean'), { unit: countUnit })}</td>
            <td>{formatText(reduceToNumber(counts, 'max'), { unit: countUnit })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
