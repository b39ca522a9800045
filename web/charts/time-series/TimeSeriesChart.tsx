import { useContext, useEffect, useRef } from 'react';
import { type JumpSubject, openJumpMenu, registerPlace } from '../../lib/jump-places.ts';
import { JumpsContext } from '../../lib/pane.ts';
import { SeriesSummary } from './SeriesSummary.tsx';
import type { TimeSeriesIsland } from './mount.ts';
import type { ChartSpot, PickedSpot, TimeSeriesProps } from './props.ts';
import styles from './time-series.module.css';

interface TimeSeriesChartProps extends Omit<TimeSeriesProps, 'onSpot'> {
  /** What the jump menu is about at a spot; null where nothing leads on. */
  readonly subjectOf?: (spot: ChartSpot) => JumpSubject | null;
}

/** Time series that fill the space they are given. uPlot comes as its own chunk, with the first chart on screen. */
export function TimeSeriesChart({ subjectOf, ...given }: TimeSeriesChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const island = useRef<TimeSeriesIsland | null>(null);
  const jumps = useContext(JumpsContext);
  const handleSpot = ({ spot, anchor }: PickedSpot) => {
    const subject = subjectOf?.(spot);
    if (subject && jumps) openJumpMenu({ subject, jumps, spot: anchor });
  };
  const props: TimeSeriesProps = subjectOf && jumps ? { ...given, onSpot: handleSpot } : given;
  const latest = useRef(props);

  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  });

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
  }, [jumps, subjectOf]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let isGone = false;
    const fit = new ResizeObserver(() => island.current?.resize(sizeOf(element)));
    void import('./mount.ts').then(({ mountTimeSeries }) => {
      if (isGone) return;
      island.current = mountTimeSeries(element, { props: latest.current, size: sizeOf(element) });
      fit.observe(element);
    });
    return () => {
      isGone = true;
      fit.disconnect();
      island.current?.destroy();
      island.current = null;
    };
  }, []);

  return (
    <div className={styles.frame}>
      <div ref={frame} className={styles.frame} />
      <SeriesSummary label={given.label} series={given.series} />
    </div>
  );
}

/** uPlot draws nothing sensible below a few pixels. */
const sizeOf = (element: HTMLElement) => ({
  width: Math.max(40, element.clientWidth),
  height: Math.max(40, element.clientHeight),
});
