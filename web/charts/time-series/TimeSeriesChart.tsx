import { useContext, useEffect } from 'react';
import { type JumpSubject, openJumpMenu, registerPlace } from '../../lib/jump-places.ts';
import { JumpsContext } from '../../lib/pane.ts';
import { plotSize, useIsland } from '../use-island.ts';
import { SeriesSummary } from './SeriesSummary.tsx';
import type { ChartSpot, PickedSpot, TimeSeriesProps } from './props.ts';
import styles from './time-series.module.css';

interface TimeSeriesChartProps extends Omit<TimeSeriesProps, 'onSpot'> {
  /** What the jump menu is about at a spot; null where nothing leads on. */
  readonly subjectOf?: (spot: ChartSpot) => JumpSubject | null;
}

const PLOT = {
  load: () => import('./mount.ts').then(({ mountTimeSeries }) => mountTimeSeries),
  sizeOf: plotSize,
};

/** Time series that fill the space they are given. uPlot comes as its own chunk, with the first chart on screen. */
export function TimeSeriesChart({ subjectOf, ...given }: TimeSeriesChartProps) {
  const jumps = useContext(JumpsContext);
  const handleSpot = ({ spot, anchor }: PickedSpot) => {
    const subject = subjectOf?.(spot);
    if (subject && jumps) openJumpMenu({ subject, jumps, spot: anchor });
  };
  const props: TimeSeriesProps = subjectOf && jumps ? { ...given, onSpot: handleSpot } : given;
  const { frame, island } = useIsland(PLOT, props);

  useEffect(() => {
    const element = frame.current;
    if (!element || !jumps || !subjectOf) return undefined;
    return registerPlace(element, {
      jumps,
      ask({ element: under, spot }) {
        const picked = island.current?.spotAt(spot && { element: under, anchor: spot });
        const subject = picked && subjectOf(picked.spot);
        return subject ? { subject, spot: picked.anchor } : null;
      },
    });
  }, [jumps, subjectOf, frame, island]);

  return (
    <div className={styles.frame}>
      <div ref={frame} className={styles.frame} />
      <SeriesSummary label={given.label} series={given.series} />
    </div>
  );
}
