import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import { alignAnswers } from '../../signals/metric/align.ts';
import { seriesColors } from '../../signals/metric/color.ts';
import { legendNames } from '../../signals/metric/legend.ts';
import type { ChartSeries } from './props.ts';

interface AnswerLook {
  readonly refId: string;
  /** The query, which names a series without labels. */
  readonly query: string;
  readonly legendFormat?: string | undefined;
  /** Absent for a moment's values. */
  readonly stepMs?: number;
  readonly unit: string;
}

/** The series of one answer as a chart draws them: named, coloured and on one axis. */
export function answerSeries(
  answer: MetricAnswer,
  { refId, query, legendFormat, stepMs, unit }: AnswerLook,
): { readonly times: Float64Array; readonly series: readonly ChartSeries[] } {
  const table = alignAnswers([{ refId, answer, ...(stepMs === undefined ? {} : { stepMs }) }]);
  const labels = table.series.map((one) => one.labels);
  const names = legendNames(labels.map((own) => ({ labels: own, format: legendFormat, query })));
  const colors = seriesColors(labels);
  return {
    times: table.times,
    series: table.series.map((one, i) => ({
      key: one.key,
      name: names[i] ?? one.key,
      color: colors[i] ?? 'var(--series-1)',
      values: one.values,
      unit,
      ...(one.offAxis ? { offAxis: one.offAxis } : {}),
    })),
  };
}
