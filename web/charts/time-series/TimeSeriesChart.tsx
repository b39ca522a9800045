import { useEffect, useRef } from 'react';
import { SeriesSummary } from './SeriesSummary.tsx';
import type { TimeSeriesIsland } from './mount.ts';
import type { TimeSeriesProps } from './props.ts';
import styles from './time-series.module.css';

/** Time series that fill the space they are given. uPlot comes as its own chunk, with the first chart on screen. */
export function TimeSeriesChart(props: TimeSeriesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const island = useRef<TimeSeriesIsland | null>(null);
  const latest = useRef(props);

  useEffect(() => {
    latest.current = props;
    island.current?.update(props);
  }, [props]);

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
      <SeriesSummary label={props.label} series={props.series} />
    </div>
  );
}

/** uPlot draws nothing sensible below a few pixels. */
const sizeOf = (element: HTMLElement) => ({
  width: Math.max(40, element.clientWidth),
  height: Math.max(40, element.clientHeight),
});
