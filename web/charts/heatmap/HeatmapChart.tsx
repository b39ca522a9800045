import { useContext, useEffect } from 'react';
import { type JumpSubject, openJumpMenu, registerPlace } from '../../lib/jump-places.ts';
import { JumpsContext } from '../../lib/pane.ts';
import { reduceToNumber } from '../../signals/metric/reduce.ts';
import { formatText } from '../../signals/metric/unit.ts';
import styles from '../time-series/time-series.module.css';
import { plotSize, useIsland } from '../use-island.ts';
import { boundText, rowsOf } from './cells.ts';
import type { HeatmapProps, HeatmapSpot, PickedCell } from './props.ts';

interface HeatmapChartProps extends Omit<HeatmapProps, 'onCell'> {
  /** What the jump menu is about at a spot; null where nothing leads on. */
  readonly subjectOf?: (spot: HeatmapSpot) => JumpSubject | null;
}

const MAP = {
  load: () => import('./mount.ts').then(({ mountHeatmap }) => mountHeatmap),
  sizeOf: plotSize,
};

/** A heat map that fills the space it is given; its drawing comes as its own chunk. */
export function HeatmapChart({ subjectOf, ...given }: HeatmapChartProps) {
  const jumps = useContext(JumpsContext);
  const handleCell = (cell: PickedCell) => {
    const subject = subjectOf?.({ kind: 'cell', cell });
    if (subject && jumps) openJumpMenu({ subject, jumps, spot: cell.anchor });
  };
  const { frame, island } = useIsland(MAP, { ...given, onCell: handleCell });

  useEffect(() => {
    const element = frame.current;
    if (!element || !jumps || !subjectOf) return undefined;
    return registerPlace(element, {
      jumps,
      ask({ element: under, spot: pointer }) {
        const spot = island.current?.spotAt(pointer && { element: under, anchor: pointer });
        const subject = spot && subjectOf(spot);
        if (!subject) return null;
        return spot.kind === 'cell' ? { subject, spot: spot.cell.anchor } : subject;
      },
    });
  }, [jumps, subjectOf, frame, island]);

  return (
    <div className={styles.frame}>
      <div ref={frame} className={styles.frame} />
      <HeatmapSummary {...given} />
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
