import type { JointSeries } from '../../signals/metric/joint.ts';
import type { ChartSeries } from './props.ts';
import type { SeriesOrigin } from './spot-subject.ts';

/** A series of several answers as a chart draws it. */
export function toChartSeries(series: JointSeries): ChartSeries {
  const { refId: _, labels: _labels, ...drawn } = series;
  return drawn;
}

/** Each series leads on with the query that gave it. */
export const originsOf =
  (drawn: readonly JointSeries[], askOf: (refId: string) => Omit<SeriesOrigin, 'labels'> | null) =>
  (key: string): SeriesOrigin | null => {
    const found = drawn.find((one) => one.key === key);
    const ask = found && askOf(found.refId);
    return ask ? { ...ask, labels: found.labels } : null;
  };
