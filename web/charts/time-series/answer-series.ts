import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { joinAnswers, type JointAnswer, type JointSeries } from '../../signals/metric/joint.ts';
import type { ChartSeries } from './props.ts';
import type { SeriesOrigin } from './spot-subject.ts';

/** The series of one answer as a chart draws them: named, coloured and on one axis. */
export function answerSeries(
  answer: MetricAnswer,
  look: Omit<JointAnswer, 'answer'>,
): { readonly times: Float64Array; readonly series: readonly ChartSeries[] } {
  const { times, series } = joinAnswers([{ ...look, answer }]);
  return { times, series: series.map(toChartSeries) };
}

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
